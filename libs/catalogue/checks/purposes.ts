import { addDuration, midnight } from '#libs/kernel';
import { fieldsOf } from '../lookup';
import type { Catalogue, Purpose, ServiceType } from '../types';
import { contradiction, isBlank, repeated, type Contradiction } from './contradiction';

/** ISO 8601 duration of one kind at a time, as retention is stated: `P10Y`, `P13M`, `P2W`, `P0D`. */
const DURATION = /^P(?:\d+W|(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?)$/;

/** Each purpose says why, for how long, and what it needs (P04). */
export function* purposes(catalogue: Catalogue): Iterable<Contradiction> {
  for (const purpose of catalogue.purposes) {
    yield* reasons(purpose);
    yield* fields(purpose);
    yield* opening(purpose);
  }
  if (!catalogue.purposes.some(({ look }) => look)) yield contradiction('no-look-purpose');
}

/** No longer than a century: from any day that is accepted it ends on a day that has four digits for its year. */
function isBearable(duration: string): boolean {
  const from = midnight('2999-12-31');
  return addDuration(from, duration).getTime() <= addDuration(from, 'P100Y').getTime();
}

function* reasons({ id, reason, retention, period }: Purpose): Iterable<Contradiction> {
  if (isBlank(reason.nl) || isBlank(reason.en)) yield contradiction('basis-without-reason', id);
  if (isBlank(retention.source)) yield contradiction('retention-without-source', id);
  if (!DURATION.test(retention.duration)) yield contradiction('duration-not-iso8601', id, retention.duration);
  else if (!isBearable(retention.duration)) yield contradiction('duration-too-long', id, retention.duration);
  const ends = {
    'contract-end': ['contract'],
    'service-end': ['contract'],
    'period-end': ['month', 'financial-year'],
    'matter-closed': ['matter'],
  }[retention.after];
  if (!ends.includes(period)) yield contradiction('retention-without-period', id, retention.after, period);
}

function* fields(purpose: Purpose): Iterable<Contradiction> {
  const all = fieldsOf(purpose);
  if (all.length === 0) yield contradiction('purpose-without-fields', purpose.id);
  for (const field of repeated(all)) yield contradiction('field-listed-twice', purpose.id, field);
  for (const field of purpose.naturalPersonOnly)
    if (!purpose.required.includes(field))
      yield contradiction('natural-person-only-not-required', purpose.id, field);
  if (purpose.lookOnly && (purpose.required.length > 0 || purpose.recipients.length > 0 || !purpose.look))
    yield contradiction('look-only-collects', purpose.id);
  // P06: for fraud and infringements only, month by month; a legal duty may reach it, a commercial purpose may not.
  if (all.includes('ipAddress') && !purpose.opening.legalDuty) {
    if (all.length > 1 || purpose.period !== 'month' || purpose.recipients.length > 0)
      yield contradiction('sign-in-address-misused', purpose.id);
  }
}

/** P22: a purpose is open only while something needs it, so something must be named. */
function* opening({ id, basis, period, opening: open }: Purpose): Iterable<Contradiction> {
  const something =
    open.services === 'any' ||
    (open.services ?? []).length > 0 ||
    open.payment !== undefined ||
    open.contract === true ||
    open.legalDuty === true ||
    open.matter === true;
  if (!something) yield contradiction('opening-empty', id);
  // An extension is of a domain service: alone it would be open to nobody.
  if (open.extension !== undefined && (open.services === 'any' || !open.services?.includes('domain')))
    yield contradiction('extension-without-service', id, open.extension);
  if (open.legalDuty === true && basis !== 'A6-1-c')
    yield contradiction('duty-without-legal-basis', id, basis);
  if ((open.matter === true) !== (period === 'matter'))
    yield contradiction('matter-without-period', id, period);
}

/** What purposes refer to exists, and what exists is referred to. */
export function* references(catalogue: Catalogue): Iterable<Contradiction> {
  const known = new Set(catalogue.fields.map(({ field }) => field));
  const services = new Set(catalogue.services.map(({ type }) => type));
  const extensions = new Set(catalogue.extensions.map(({ extension }) => extension));
  for (const purpose of catalogue.purposes) {
    for (const field of new Set([...fieldsOf(purpose), ...purpose.naturalPersonOnly]))
      if (!known.has(field)) yield contradiction('unknown-field', purpose.id, field);
    for (const service of servicesNamed(purpose))
      if (!services.has(service)) yield contradiction('unknown-service', purpose.id, service);
    const { extension } = purpose.opening;
    if (extension !== undefined && !extensions.has(extension))
      yield contradiction('unknown-extension', purpose.id, extension);
  }
  for (const service of services)
    if (!catalogue.purposes.some(purpose => servicesNamed(purpose).includes(service)))
      yield contradiction('service-unused', service);
}

function servicesNamed({ opening: { services } }: Purpose): readonly ServiceType[] {
  return services === undefined || services === 'any' ? [] : services;
}
