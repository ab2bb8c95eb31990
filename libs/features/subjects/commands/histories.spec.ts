import * as fc from 'fast-check';
import { fieldsOf, purposeName, purposeOf, sharedFields, sharingOf, type Field } from '#libs/catalogue';
import { DomainError, type Uuid } from '#libs/kernel';
import type { SubjectContext, SubjectDecided } from '../guards';
import type { SealedValues, SubjectEvent } from '../events';
import { evolve } from '../evolve';
import { isOpen } from '../purposes';
import { initial, type SubjectState } from '../state';
import { contextOf, dcube, linksOf, stored, testId } from '../testing';
import * as commands from '.';

/** In every personal value, so that an echo of any is found. */
const MARK = 'zyx';
const values = fc.dictionary(
  fc.constantFrom('familyName', 'givenName', 'address', 'telephone', 'email', 'language', 'ipAddress', MARK),
  fc.constantFrom<unknown>(
    MARK,
    `${MARK}@example.be`,
    `${MARK}2@example.be`,
    `\0${MARK}`,
    '+32470123456',
    'nl',
    { street: MARK, number: '1', postalCode: '9000', city: MARK, country: 'BE' },
    { street: MARK, number: '1', postalCode: MARK, city: MARK, country: 'BE' },
  ),
  { minKeys: 1, maxKeys: 6, noNullPrototype: true },
);
const GOOD: Readonly<Record<Field, unknown>> = {
  familyName: MARK,
  givenName: MARK,
  address: { street: MARK, number: '1', postalCode: '9000', city: MARK, country: 'BE' },
  telephone: '+32470123456',
  email: `${MARK}@example.be`,
  language: 'nl',
  ipAddress: '192.0.2.1',
};
/** Just what a purpose requires. */
const fitting = (name: string): Record<string, unknown> =>
  Object.fromEntries(purposeOf(dcube, name)!.required.map(field => [field, GOOD[field]]));

const purpose = fc.constantFrom(
  'contract',
  'renewal',
  'domain-be',
  'domain-eu',
  'hosting',
  'direct-debit',
  'bookkeeping',
  'fraud',
);
const index = fc.integer({ min: 0, max: 9 });
const source = fc.constantFrom('subject' as const, 'third-person' as const);
const domain = fc.constantFrom(`${MARK}.be`, `${MARK}.eu`, `${MARK}.zz`, MARK);

type Step = (state: SubjectState, context: SubjectContext) => readonly SubjectDecided[];
/** One of those that there are; sometimes, and when there are none, one that is not there. */
const nth = (all: object, at: number): Uuid =>
  (at === 9 ? undefined : Object.keys(all)[at % Object.keys(all).length]) ?? testId('nothing');

const MANDATE = { iban: 'BE68539007547034', mandateReference: MARK, mandateDate: '2025-04-01' };

/** Any command that its shape lets through, about whatever the subject has at that moment. Weighted, to come far. */
const step: fc.Arbitrary<Step> = fc.oneof(
  often(
    fc.oneof(
      fc.record({ purpose, values, source }),
      fc.record({ purpose, source }).map(each => ({ ...each, values: fitting(each.purpose) })),
    ),
    command => (state, g) => commands.decideCollect(state, command, g),
  ),
  often(
    fc.record({ from: fc.constant('contract'), to: purpose }),
    command => (state, g) => commands.decideUseFurther(state, command, g),
  ),
  often(
    fc.record({
      values: fc.oneof(
        values,
        fc.constant({ email: `${MARK}2@example.be` }),
        fc.constant({ familyName: `${MARK} 2` }),
      ),
      channel: fc.constantFrom('application' as const, 'email' as const, 'telephone' as const),
    }),
    command => (state, g) => commands.decideCorrect(state, command, g),
  ),
  often(
    fc.record({
      to: fc.constantFrom(
        { purpose: 'domain-be', recipient: 'dns-belgium' },
        { purpose: 'domain-eu', recipient: 'eurid' },
        { purpose: 'direct-debit', recipient: 'bank', transit: MANDATE },
        { purpose: 'bookkeeping', recipient: 'accounting-office' },
        { purpose: 'bookkeeping', recipient: MARK },
        { purpose: 'contract', recipient: 'ingenico' },
      ),
      index,
      reference: fc.constantFrom('invoice/1', 'invoice/2', 'invoice/3', `${MARK} ${MARK}`),
      transit: fc.option(fc.constant({ [MARK]: MARK }), { freq: 4, nil: undefined }),
    }),
    ({ to, index, reference, transit }) =>
      (state, g) =>
        commands.decideShare(
          state,
          { ...to, reference, ...(transit && { transit }), link: nth(state.links, index) },
          g,
        ),
  ),
  often(
    index,
    at => (state, g) =>
      commands.decideContactForRenewal(state, { service: nth(state.services, at), channel: 'email' }, g),
  ),
  seldom(
    fc.record({ type: fc.constantFrom('domain' as const, 'hosting' as const), index }),
    ({ type, index }) =>
      (state, g) =>
        commands.decideStartService(
          state,
          { type, link: nth(state.links, index), renewsOn: '2026-12-01' },
          g,
        ),
  ),
  seldom(
    index,
    at => (state, g) => commands.decideEndService(state, { service: nth(state.services, at) }, g),
  ),
  seldom(
    fc.record({ domain, role: fc.constantFrom('holder' as const, 'payer' as const) }),
    command => (state, g) =>
      commands.decideLinkDomain(state, command, { ...g, links: linksOf(state, 'domain') }),
  ),
  seldom(index, at => (state, g) => commands.decideUnlinkDomain(state, { link: nth(state.links, at) }, g)),
  seldom(
    fc.constantFrom(MARK, `${MARK}\0`),
    login => (state, g) =>
      commands.decideLinkLogin(state, { login }, { ...g, links: linksOf(state, 'login') }),
  ),
  seldom(
    fc.constantFrom('terms:be', 'terms:eu'),
    document => (state, g) =>
      commands.decideAcceptDocument(state, { document, version: '2018-05-25', channel: 'email' }, g),
  ),
  seldom(
    fc.constantFrom('kbc', MARK),
    instance => (state, g) => commands.decideChoosePayment(state, { method: 'direct-debit', instance }, g),
  ),
  seldom(fc.constant(0), () => (state, g) => commands.decideRestrict(state, { ground: 'unlawful' }, g)),
  often(index, at => (state, g) => {
    const restriction = nth(state.restrictions, at);
    const lifting = { restriction, reason: 'subject-asked' } as const;
    return state.restrictions[restriction]?.announced
      ? commands.decideLift(state, lifting)
      : commands.decideAnnounce(state, { ...lifting, channel: 'letter' }, g);
  }),
);

function often<T>(arbitrary: fc.Arbitrary<T>, step: (value: T) => Step) {
  return { arbitrary: arbitrary.map(step), weight: 6 };
}
function seldom<T>(arbitrary: fc.Arbitrary<T>, step: (value: T) => Step) {
  return { arbitrary: arbitrary.map(step), weight: 1 };
}

const registration: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constantFrom('natural-person' as const, 'legal-person' as const),
    values: fc.oneof(values, fc.constant(fitting('contract'))),
  })
  .map(
    ({ kind, values }) =>
      (state, g) =>
        commands.decideRegister(
          state,
          { kind, policy: '2018-05-25', collect: [{ purpose: 'contract', values }] },
          g,
        ),
  );
/** A bare registration, for when the first was refused; a name, a service, accepted terms, a way to pay, values. */
const bare: Step = (state, g) =>
  commands.decideRegister(state, { kind: 'natural-person', policy: '2018-05-25', collect: [] }, g);

const opening: readonly Step[] = [
  bare,
  (state, g) => commands.decideLinkDomain(state, { domain: `${MARK}.be`, role: 'holder' }, g),
  (state, g) =>
    commands.decideStartService(
      state,
      { type: 'domain', link: nth(state.links, 0), renewsOn: '2026-12-01' },
      g,
    ),
  (state, g) =>
    commands.decideAcceptDocument(
      state,
      { document: 'terms:be', version: '2018-05-25', channel: 'email' },
      g,
    ),
  (state, g) => commands.decideChoosePayment(state, { method: 'direct-debit', instance: 'kbc' }, g),
  ...['contract', 'domain-be', 'direct-debit'].map(
    (purpose): Step =>
      (state, g) =>
        commands.decideCollect(state, { purpose, source: 'subject', values: fitting(purpose) }, g),
  ),
];

interface Happened {
  readonly before: SubjectState;
  readonly event: SubjectEvent;
  readonly day: string;
}

/** Runs the steps, a day apart; every refusal is a DomainError that echoes nothing. */
function play(steps: readonly Step[]): Happened[] {
  const happened: Happened[] = [];
  let state = initial;
  steps.forEach((each, number) => {
    const now = new Date(Date.UTC(2026, 9, 1 + number, 12));
    const day = now.toISOString().slice(0, 10);
    let events: readonly SubjectDecided[] = [];
    try {
      events = each(state, contextOf(state, { now, id: role => testId(role, number) }));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(JSON.stringify([error.message, error.details, error.refusal])).not.toContain(MARK);
    }
    for (const decided of events) {
      const event = stored(decided, happened.length, now);
      happened.push({ before: state, event, day });
      state = evolve(state, event);
    }
  });
  return happened;
}

const groupsOf = ({ event }: Happened): readonly SealedValues[] =>
  'purposes' in event.data ? event.data.purposes : [];

test('P02–P04 P10–P14 P22 whatever is asked, in whatever order, what happens keeps the rules', () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.oneof(registration, fc.constant(bare)),
      fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
      (first, steps) => {
        const happened = play([first, ...opening, ...steps]);
        const versions = new Map<string, number>();
        for (const one of happened) {
          const { before, event, day } = one;
          reached.set(event.type, (reached.get(event.type) ?? 0) + 1);

          for (const group of groupsOf(one)) {
            const purpose = purposeOf(dcube, group.purpose)!;
            const name = purposeName(group.purpose);
            const kind = before.kind ?? (event.type === 'SubjectRegistered' ? event.data.kind : undefined);
            if (event.type !== 'DataCorrected') expect(isOpen(before, purpose, day)).toBe(true);
            for (const [field, version] of Object.entries(group.versions) as [Field, number][]) {
              expect(fieldsOf(purpose)).toContain(field);
              if (kind === 'legal-person') expect(field).not.toBe('givenName');
              // Versions of a value under a purpose are 1, 2, 3 …, whichever events bring them.
              const last = versions.get(`${name} ${field}`) ?? 0;
              expect(version).toBe(last + 1);
              versions.set(`${name} ${field}`, version);
              expect(Object.keys(group.sealed.commitments)).toContain(field);
            }
          }

          if (event.type === 'DataShared') {
            const { purpose, recipient, versions: got } = event.data;
            const sharing = sharingOf(purposeOf(dcube, purpose)!, recipient)!;
            expect(isOpen(before, purposeOf(dcube, purpose)!, day)).toBe(true);
            expect(before.restrictions).toEqual({});
            for (const [field, version] of Object.entries(got) as [Field, number][]) {
              expect(sharedFields(sharing)).toContain(field);
              expect(version).toBe(versions.get(`${purposeName(purpose)} ${field}`));
            }
          }
          if (event.type === 'DataUsedFurther' || event.type === 'RenewalContacted') {
            expect(before.restrictions).toEqual({});
          }
          // Nothing of a person stands beside the envelopes.
          expect(JSON.stringify(event)).not.toContain(MARK);
        }
      },
    ),
    { numRuns: 100 },
  );
  // The histories come far enough for the rules to be tried.
  expect([...reached.keys()]).toEqual(
    expect.arrayContaining([
      'DataShared',
      'DataUsedFurther',
      'DataCorrected',
      'RenewalContacted',
      'DomainUnlinked',
      'RestrictionLifted',
    ]),
  );
});
