import {
  currentDocument,
  purposeName,
  servedBy,
  type Catalogue,
  type DocumentVersion,
  type Extension,
  type Field,
  type Opening,
  type Period,
  type Purpose,
} from '#libs/catalogue';
import { heldFor } from './evolve';
import { objectionTo } from './objections';
import type { HeldValue, HeldValues, Service, SubjectState } from './state';

/** Whether a service runs on a day: from the order on, until the day on which it ends. */
export function runs(service: Service, day: string): boolean {
  return service.endsOn === undefined || day < service.endsOn;
}

/**
 * Whether a purpose is open for a subject on a day (P22): all that its opening names must hold, and no objection stands. What opens with a matter
 * only (P07, P15, P16, P18) is never open in a subject's record.
 */
export function isOpen(state: SubjectState, purpose: Purpose, day: string): boolean {
  if (state.kind === undefined || state.erasure !== 'none') return false;
  const { services, extension, payment, contract, legalDuty, matter } = purpose.opening;
  if (matter || objectionTo(state, purpose.id)) return false;
  if (services !== undefined && !serviceRuns(state, services, day)) return false;
  if (extension !== undefined && !extensionNeeded(state, extension, day)) return false;
  if (payment !== undefined && state.payment?.method !== payment) return false;
  if (contract && !contractStands(state, day)) return false;
  return (
    legalDuty === true ||
    contract === true ||
    services !== undefined ||
    extension !== undefined ||
    payment !== undefined
  );
}

/** The purposes that are open for a subject on a day (P22). */
export function openPurposes(state: SubjectState, catalogue: Catalogue, day: string): readonly Purpose[] {
  return catalogue.purposes.filter(purpose => isOpen(state, purpose, day));
}

function serviceRuns(state: SubjectState, types: NonNullable<Opening['services']>, day: string): boolean {
  return Object.values(state.services).some(
    service => runs(service, day) && (types === 'any' || types.includes(service.type)),
  );
}

/** A domain service runs on a link with this extension, and the subject is holder of a name under it. */
function extensionNeeded(state: SubjectState, extension: string, day: string): boolean {
  const under = (id: string | undefined): boolean => {
    const link = id === undefined ? undefined : state.links[id];
    return link?.kind === 'domain' && link.value !== undefined && link.extension === extension;
  };
  return (
    Object.values(state.services).some(
      service => service.type === 'domain' && runs(service, day) && under(service.link),
    ) &&
    Object.entries(state.links).some(
      ([id, link]) => link.kind === 'domain' && link.role === 'holder' && under(id),
    )
  );
}

/** From registration until the last service has ended; what precedes the first service belongs to it. */
function contractStands(state: SubjectState, day: string): boolean {
  const services = Object.values(state.services);
  return services.length === 0 || services.some(service => runs(service, day));
}

/**
 * Whether values are collected for a purpose into a subject's record at all: sign-in addresses go to the access stream
 * (P06), matters have streams of their own, and some purposes are there for looks only.
 */
export function isHeldInRecord(purpose: Purpose): boolean {
  const { period, lookOnly, opening } = purpose;
  return (period === 'contract' || period === 'financial-year') && !lookOnly && !opening.matter;
}

/** The key period that a day falls in; a financial year is the calendar year. */
export function periodOf(period: Period, day: string): string {
  switch (period) {
    case 'month':
      return day.slice(0, 7);
    case 'financial-year':
      return `fy-${day.slice(0, 4)}`;
    case 'contract':
    case 'matter':
      return period;
  }
}

/** What is held for a purpose in the period of a day: a new financial year starts with nothing. */
export function heldIn(state: SubjectState, purpose: Purpose, day: string): HeldValues {
  const period = periodOf(purpose.period, day);
  const held = heldFor(state, purposeName(purpose.id));
  const current: Partial<Record<Field, HeldValue>> = {};
  for (const field of Object.keys(held) as Field[])
    if (held[field]!.sealed.period === period) current[field] = held[field]!;
  return current;
}

/** Who serves names under an extension on a day (P10). */
export function extensionOn(catalogue: Catalogue, extension: string, day: string): Extension | undefined {
  const row = servedBy(catalogue, `name.${extension}`, day);
  return row?.extension === extension ? row : undefined;
}

/** The terms of an extension whose current version must be accepted (P02). */
export function termsOn(catalogue: Catalogue, extension: string, day: string): DocumentVersion | undefined {
  const row = extensionOn(catalogue, extension, day);
  return row && currentDocument(catalogue, row.terms, day);
}

export function hasAccepted(
  state: SubjectState,
  { document, version }: { document: string; version: string },
): boolean {
  return (
    (document === 'policy' && version === state.policy) || state.accepted[document]?.[version] !== undefined
  );
}
