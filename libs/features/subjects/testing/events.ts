import { purposeOf, type Field, type PaymentMethod, type ServiceType } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { testId } from '#libs/commands/testing';
import type { Json, Refusal, Uuid } from '#libs/kernel';
import { event, type SubjectDecided } from '../guards';
import { LINKS_PERIOD } from '../links';
import type { LiftingAnnounced, ProcessingRestricted, Source } from '../events';
import { dcube } from './catalogue';

export { testId };

export const SELF = testId('subject');

/** The key of a scope; of a later generation, once an earlier one was erased. */
export function keyId(purpose: string, period: string, generation = 1): Uuid {
  return testId(`key ${purpose} ${period}`, generation - 1);
}
export const address = {
  street: 'Veldstraat',
  number: '12',
  postalCode: '9000',
  city: 'Gent',
  country: 'BE',
};
export const jan = {
  familyName: 'Peeters',
  givenName: 'Jan',
  address,
  telephone: '+32470123456',
  email: 'jan@example.be',
  language: 'nl-BE',
} as const;

export const registered = (kind: 'natural-person' | 'legal-person' = 'natural-person'): SubjectDecided =>
  event('SubjectRegistered', { kind, policy: '2018-05-25' });

type Values = Readonly<Partial<Record<Field, Json>>>;

/** Values of a purpose as an event has them; the version is the same for all. */
export function sealed(name: string, values: Values, version = 1, period = 'contract') {
  const { id, basis } = purposeOf(dcube, name)!;
  const versions = Object.fromEntries(Object.keys(values).map(field => [field, version]));
  return { purpose: id, basis, versions, sealed: new ToSeal(name, period, values) };
}

export const collected = (
  name: string,
  values: Values,
  source: Source = 'subject',
  period?: string,
): SubjectDecided => event('DataCollected', { source, purposes: [sealed(name, values, 1, period)] });

/** What a link is held for, and who gave it. */
export const origin = (source: Source) => ({ purpose: 'contract/1', basis: 'A6-1-b', source }) as const;

/** The refusal of a purpose that is not open, as it is on record (P22). */
export const closed = (purpose: string): Refusal => ({
  reason: 'condition-unmet',
  purpose,
  condition: 'purpose-open',
});

export const linkedDomain = (
  domain: string,
  role: 'holder' | 'payer' = 'holder',
  link = testId('link'),
): SubjectDecided =>
  event('DomainLinked', {
    link,
    role,
    extension: domain.slice(domain.indexOf('.') + 1),
    ...origin('subject'),
    sealed: new ToSeal('contract', LINKS_PERIOD, { domain }),
  });

export const started = (
  serviceType: ServiceType,
  rest: { service?: Uuid; link?: Uuid; from?: string; renewsOn?: string } = {},
): SubjectDecided =>
  event('ServiceStarted', { service: testId('service'), serviceType, from: '2025-04-01', ...rest });

export const ended = (on: string, service = testId('service')): SubjectDecided =>
  event('ServiceEnded', { service, on });

export const accepted = (document: string, version = '2018-05-25'): SubjectDecided =>
  event('DocumentAccepted', { document, version, on: '2025-04-01', channel: 'application' });

export const chosen = (method: PaymentMethod, instance?: string): SubjectDecided =>
  event('PaymentMethodChosen', { method, ...(instance !== undefined && { instance }) });

export const restricted = (
  ground: ProcessingRestricted['ground'] = 'accuracy-contested',
  restriction = testId('restriction'),
): SubjectDecided => event('ProcessingRestricted', { restriction, ground });

export const announced = (
  reason: LiftingAnnounced['reason'] = 'subject-asked',
  restriction = testId('restriction'),
): SubjectDecided =>
  event('LiftingAnnounced', {
    restriction,
    reason,
    channel: 'letter',
    language: 'nl',
    purpose: 'data-subject-request/1',
    basis: 'A6-1-c',
    fields: {},
  });

/** A natural person who holds a name under .be, with terms accepted, service running and data collected. */
export const holder: readonly SubjectDecided[] = [
  registered(),
  collected('contract', { familyName: jan.familyName, givenName: jan.givenName, address, email: jan.email }),
  linkedDomain('example.be'),
  started('domain', { link: testId('link'), renewsOn: '2026-04-01' }),
  accepted('terms:be'),
  collected('domain-be', jan),
];
