import * as fc from 'fast-check';
import { event, type SubjectDecided } from './guards';
import { changesRecord, evolve } from './evolve';
import { initial, sharingsOf, type SubjectState } from './state';
import {
  accepted,
  chosen,
  collected,
  ended,
  holder,
  jan,
  registered,
  restricted,
  sealed,
  SELF,
  started,
  stateAfter,
  stored,
  testId,
} from './testing';
import { anyEvent } from './testing/arbitraries';

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) frozen(each);
  return value;
}

function states(history: readonly SubjectDecided[]): SubjectState[] {
  const all = [frozen(initial)];
  history.forEach((each, index) => {
    // Frozen: code under test is strict, so that a mutation of an earlier state or an event would throw.
    all.push(frozen(evolve(all.at(-1)!, frozen(stored(each, index)), index)));
  });
  return all;
}

describe('evolve', () => {
  test('takes any history without a throw, mutates nothing, counts what changes the record', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), history => {
        const all = states(history);
        history.forEach((each, index) => {
          expect(all[index + 1]!.version - all[index]!.version).toBe(changesRecord(each.type) ? 1 : 0);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('prefix and suffix come to the same as the whole', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.nat(), (history, at) => {
        const cut = history.length === 0 ? 0 : at % history.length;
        const prefix = stateAfter(...history.slice(0, cut));
        const cached = history
          .slice(cut)
          .reduce((state, each, index) => evolve(state, stored(each, cut + index), cut + index), prefix);
        expect(cached).toEqual(stateAfter(...history));
        expect(prefix).toEqual(stateAfter(...history.slice(0, cut)));
      }),
      { numRuns: 200 },
    );
  });

  test('what an event leaves alone is shared, not copied', () => {
    const before = stateAfter(...holder);
    const after = evolve(before, stored(accepted('terms:eu'), 9), 9);
    expect(after.purposes).toBe(before.purposes);
    expect(after.services).toBe(before.services);
    expect(after.accepted['terms:be']).toBe(before.accepted['terms:be']);
  });

  test('a value by version, purpose, basis, source, time, and where it is sealed', () => {
    const { purposes, id, kind, policy } = stateAfter(
      registered(),
      collected('contract', jan, 'third-person'),
    );
    expect({ id, kind, policy }).toEqual({ id: SELF, kind: 'natural-person', policy: '2018-05-25' });
    expect(purposes.contract?.email).toMatchObject({
      version: 1,
      event: testId('event', 1),
      purpose: 'contract/1',
      basis: 'A6-1-b',
      source: 'third-person',
      since: '2026-03-02T09:00:00.000Z',
      sealed: { purpose: 'contract', period: 'contract' },
    });
    expect(purposes.contract?.email?.commitment).toBe(purposes.contract?.email?.sealed.commitments.email);
  });

  test('P08 used further, a value keeps its source; corrected, it has the correction’s', () => {
    const email = { email: 'nieuw@example.be' };
    const history = [
      collected('contract', jan, 'third-person'),
      event('DataUsedFurther', {
        from: 'contract/1',
        fromVersions: { email: 1 },
        purposes: [sealed('hosting', { email: jan.email })],
      }),
      event('DataCorrected', {
        channel: 'email',
        source: 'subject',
        purposes: [sealed('contract', email, 2)],
      }),
    ];
    const { purposes } = stateAfter(registered(), ...history);
    expect(purposes.hosting?.email).toMatchObject({ source: 'third-person', version: 1 });
    expect(purposes.contract?.email).toMatchObject({ source: 'subject', version: 2 });
    expect(purposes.contract?.familyName).toMatchObject({ source: 'third-person', version: 1 });
  });

  test('uses and sharings leave the record’s version as it is', () => {
    const history: SubjectDecided[] = [
      event('DataShared', {
        sharing: testId('sharing'),
        recipient: 'dns-belgium',
        purpose: 'domain-be/1',
        basis: 'A6-1-b',
        versions: { email: 1 },
        commitments: {},
        transit: [],
      }),
      event('SharingFailed', { sharing: testId('sharing'), reason: 'unreachable' }),
    ];
    const [before, after] = [stateAfter(...holder), stateAfter(...holder, ...history)];
    expect(after.version).toBe(before.version);
    expect([...sharingsOf(after)].map(({ recipient }) => recipient)).toEqual(['dns-belgium']);
    expect(after.failedSharings).toEqual({ [testId('sharing')]: 'unreachable' });
  });

  test('services, payment and restrictions as they stand', () => {
    const state = stateAfter(
      registered(),
      started('hosting', { renewsOn: '2026-04-01' }),
      event('ServiceRenewed', { service: testId('service'), renewsOn: '2027-04-01' }),
      ended('2026-12-31'),
      chosen('direct-debit', 'kbc'),
      event('PaymentMethodDropped', { method: 'online-payment' }),
      restricted(),
      restricted('unlawful', testId('second')),
      event('RestrictionLifted', { restriction: testId('restriction'), reason: 'subject-asked' }),
    );
    expect(state.services[testId('service')]).toEqual({
      type: 'hosting',
      from: '2025-04-01',
      renewsOn: '2027-04-01',
      endsOn: '2026-12-31',
    });
    expect(state.payment).toEqual({ method: 'direct-debit', instance: 'kbc' });
    expect(Object.keys(state.restrictions)).toEqual([testId('second')]);
  });
});
