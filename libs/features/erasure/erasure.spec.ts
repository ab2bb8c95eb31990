import fc from 'fast-check';
import { purposeName, purposeOf, type Field } from '#libs/catalogue';
import { ToReseal, ToSeal, type Given } from '#libs/commands';
import {
  behindFences,
  evolve,
  event,
  allHeldIn,
  initial,
  LINKS_PERIOD,
  scopeName,
  subjectOwner,
  type ErasureBegun,
  type AllHeld,
  type SubjectDecided,
  type SubjectEvent,
  type SubjectState,
} from '#libs/features/subjects';
import {
  chosen,
  collected,
  dcube,
  ended,
  given,
  holder,
  jan,
  keyId,
  legible,
  registered,
  restricted,
  sealed,
  SELF,
  started,
  stored,
  testId,
} from '#libs/features/subjects/testing';
import type { KeyOfOwner } from '#libs/vault';
import { decideBegin, type BeginErasureBody } from './commands/begin-erasure';
import { decideErased } from './commands/resume-erasure';
import { decideExpire } from './commands/expire-subject';
import { decideRetire } from './commands/review-retention';
import type { Rules } from './guards';
import { ALL_DUE, type Due } from './retention';

const rules = (name: string) => purposeOf(dcube, name);
const TODAY = '2026-03-02T09:00:00Z';

function key(purpose: string, period = 'contract', generation = 1, fenced = false): KeyOfOwner {
  return {
    key: keyId(purpose, period, generation),
    owner: subjectOwner(SELF),
    purpose,
    period,
    generation,
    fenced,
  };
}
const ref = ({ fenced: _, ...rest }: KeyOfOwner) => rest;

const HOLDER = [key('contract'), key('contract', LINKS_PERIOD), key('domain-be')];
const BOOKS = [key('bookkeeping', 'fy-2010'), key('bookkeeping', 'fy-2026')];

type Scope = BeginErasureBody['scope'];
type Asked = { readonly given: Given; readonly held: AllHeld };

const erase =
  (scope: Scope, keys: readonly KeyOfOwner[], rest: Partial<BeginErasureBody> = {}, by: Rules = rules) =>
  (state: SubjectState, asked: Asked): SubjectDecided[] =>
    decideBegin(
      state,
      { scope, reason: 'no-longer-needed', ...rest },
      { ...asked.given, rules: by, keys, actors: [], held: asked.held },
    );

const begun = (data: Partial<ErasureBegun>): SubjectDecided =>
  event('ErasureBegun', {
    erasure: testId('erasure'),
    scope: { of: 'subject' },
    reason: 'no-longer-needed',
    keys: [],
    kept: [],
    ...data,
  });

const KEPT = {
  key: keyId('bookkeeping', 'fy-2026'),
  purpose: 'bookkeeping',
  period: 'fy-2026',
  until: '2036-12-31',
};

describe('Art. 17(1)(c), 21: for an objection', () => {
  const objection = testId('objection');
  const raised = event('ObjectionRaised', { objection, purpose: 'fraud/1', basis: 'A6-1-f' });
  const upheld = event('ObjectionSettled', { objection, purpose: 'fraud', outcome: 'upheld' });
  const withdrawn = event('ObjectionSettled', { objection, purpose: 'fraud', outcome: 'withdrawn' });
  const january = key('fraud', '2026-01');
  const of = (scope: Scope) => erase(scope, [...HOLDER, january], { reason: 'objection' });
  const fraud = { of: 'purpose', purpose: 'fraud' } as const;

  test('what is held for the purpose whose objection was upheld', () => {
    given(...holder, raised, upheld)
      .when(of(fraud))
      .thenYields(begun({ scope: fraud, reason: 'objection', keys: [ref(january)] }));
  });

  test('not while none was upheld: pending, withdrawn, or never raised', () => {
    for (const history of [[], [raised], [raised, withdrawn], [raised, upheld, withdrawn]])
      given(...holder, ...history)
        .when(of(fraud))
        .thenRefused('objection-not-upheld', { purpose: 'fraud/1' });
  });

  test('not what a contract or a law needs, nor all of a subject', () => {
    const after = given(...holder, raised, upheld);
    after
      .when(of({ of: 'purpose', purpose: 'contract' }))
      .thenRefused('objection-not-applicable', { basis: 'A6-1-b' });
    after
      .when(of({ of: 'field', purpose: 'domain-be', field: 'telephone' }))
      .thenRefused('objection-not-applicable', { basis: 'A6-1-b' });
    after.when(of({ of: 'subject' })).thenRefused('objection-not-upheld');
  });
});

describe('Art. 17: all of a subject', () => {
  test('every key, but what a law demands to be kept: until then, and no longer', () => {
    given(...holder)
      .when(erase({ of: 'subject' }, [...HOLDER, ...BOOKS]), TODAY)
      .thenYields(begun({ keys: [...HOLDER, BOOKS[0]!].map(ref), kept: [KEPT] }));
  });

  test('pseudonyms that the subject acted under end with it', () => {
    const actor = { ...ref(key('actor')), owner: 'actor:1' };
    given(...holder)
      .when((state, asked) =>
        decideBegin(
          state,
          { scope: { of: 'subject' }, reason: 'unlawful', request: testId('request') },
          { ...asked.given, rules, keys: HOLDER, actors: [actor], held: asked.held },
        ),
      )
      .thenYields(
        begun({ reason: 'unlawful', request: testId('request'), keys: [...HOLDER.map(ref), actor] }),
      );
  });

  test('begun or erased, it is not begun again', () => {
    const keys = HOLDER.map(each => ({ ...each, fenced: true }));
    const erased = event('SubjectErased', { erasure: testId('erasure'), epoch: 1, kept: [] });
    given(...holder, begun({}))
      .when(erase({ of: 'subject' }, HOLDER))
      .thenNothing();
    given(...holder, begun({}), erased)
      .when(erase({ of: 'subject' }, keys))
      .thenNothing();
  });

  test('what was kept goes when its time is over', () => {
    const erased = event('SubjectErased', { erasure: testId('erasure'), epoch: 1, kept: [KEPT] });
    const after = given(...holder, begun({ kept: [KEPT] }), erased);
    after.when(erase({ of: 'subject' }, [BOOKS[1]!]), '2036-12-31T12:00:00Z').thenNothing();
    after
      .when(erase({ of: 'subject' }, [BOOKS[1]!], { reason: 'retention-ended' }), '2037-01-01T12:00:00Z')
      .thenYields(begun({ reason: 'retention-ended', keys: [ref(BOOKS[1]!)] }));
  });

  test('P21: what was told stands, whatever time the law asks for since', () => {
    const books = purposeOf(dcube, 'bookkeeping')!;
    const longer = { ...books, id: 'bookkeeping/2', retention: { ...books.retention, duration: 'P30Y' } };
    const erased = event('SubjectErased', { erasure: testId('erasure'), epoch: 1, kept: [KEPT] });
    const again = erase({ of: 'subject' }, [BOOKS[1]!], { reason: 'retention-ended' }, () => longer);
    const after = given(...holder, begun({ kept: [KEPT] }), erased);
    after.when(again, '2036-12-31T12:00:00Z').thenNothing();
    after
      .when(again, '2037-01-01T12:00:00Z')
      .thenYields(begun({ reason: 'retention-ended', keys: [ref(BOOKS[1]!)] }));
  });

  test('P21: a purpose that has left the catalogue is kept by the rules that its values were recorded under', () => {
    const [books, old] = [purposeOf(dcube, 'bookkeeping')!, key('bookkeeping', 'fy-2026')];
    const recorded = (name: string) =>
      name === 'bookkeeping/1' ? books : name === 'bookkeeping' ? undefined : rules(name);
    given(...holder, collected('bookkeeping', jan, 'subject', 'fy-2026'))
      .when(erase({ of: 'subject' }, [...HOLDER, old], {}, recorded), TODAY)
      .thenYields(begun({ keys: HOLDER.map(ref), kept: [KEPT] }));
  });

  test('nobody, restricted processing (Art. 18), a domain name on its way', () => {
    given()
      .when(erase({ of: 'subject' }, []))
      .thenRefused('not-found');
    given(...holder, restricted())
      .when(erase({ of: 'subject' }, HOLDER))
      .thenRefused('subject-restricted');
    const link = testId('link');
    const transfer = event('DomainTransferBegun', {
      transfer: testId('transfer'),
      link,
      to: testId('other'),
    });
    given(...holder, transfer)
      .when(erase({ of: 'subject' }, HOLDER))
      .thenRefused('transfer-under-way');
  });
});

describe('Art. 17: a part', () => {
  test('a purpose: its keys, those of the links too where it is the contract', () => {
    given(...holder)
      .when(erase({ of: 'purpose', purpose: 'contract/1' }, HOLDER))
      .thenYields(
        begun({ scope: { of: 'purpose', purpose: 'contract' }, keys: HOLDER.slice(0, 2).map(ref) }),
      );
  });

  test('a month: its key alone', () => {
    const months = [key('fraud', '2026-01'), key('fraud', '2026-02')];
    const scope = { of: 'period', purpose: 'fraud', period: '2026-01' } as const;
    given(...holder)
      .when(erase(scope, [...HOLDER, ...months]))
      .thenYields(begun({ scope, keys: [ref(months[0]!)] }));
  });

  test('a financial year that a law keeps, a month that runs: not yet', () => {
    given(...holder)
      .when(erase({ of: 'period', purpose: 'bookkeeping', period: 'fy-2026' }, BOOKS))
      .thenRefused('kept-by-law', { purpose: 'bookkeeping', until: '2036-12-31' });
    given(...holder)
      .when(erase({ of: 'period', purpose: 'fraud', period: '2026-03' }, [key('fraud', '2026-03')]))
      .thenRefused('kept-by-law', { purpose: 'fraud', until: '2026-03-31' });
  });

  test('a field: what stays of its envelopes is sealed anew before, in the same append', () => {
    const phone = collected('contract', { telephone: jan.telephone, language: jan.language });
    const { state, ...when } = given(...holder, phone);
    const held = state.purposes.contract!;
    const again = (from: number, names: readonly string[]): SubjectDecided =>
      event('DataResealed', {
        erasure: testId('erasure'),
        purpose: 'contract/1',
        basis: 'A6-1-b',
        versions: Object.fromEntries(names.map(name => [name, 1])),
        sealed: new ToReseal(
          'contract',
          'contract',
          1,
          testId('event', from),
          held[names[0] as 'email']!.sealed,
          names,
        ),
      });
    const scope = { of: 'field', purpose: 'contract', field: 'telephone' } as const;
    when
      .when(erase(scope, HOLDER))
      .thenYields(
        again(1, ['familyName', 'givenName', 'address', 'email']),
        again(holder.length, ['language']),
        begun({ scope, keys: [ref(HOLDER[0]!)] }),
      );
  });

  test('P17: of a field every version goes, of all others none, and no reference of a sharing, whatever has happened', () => {
    const names = ['telephone', 'language', 'email'] as const;
    const purposes = ['contract', 'domain-be'] as const;
    const step = fc.oneof(
      fc.record({
        give: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
        purpose: fc.constantFrom(...purposes),
      }),
      fc.record({ share: fc.constantFrom(...purposes) }),
      fc.record({ erase: fc.constantFrom(...names), purpose: fc.constantFrom(...purposes) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), steps => {
        let [state, past]: [SubjectState, SubjectEvent[]] = [initial, []];
        const happens = (decided: readonly SubjectDecided[]): void => {
          for (const each of behindFences(state, decided)) {
            past = [...past, stored(each, past.length)];
            state = evolve(state, past.at(-1)!);
          }
        };
        const readable = (): string[] => {
          const { versions, references } = allHeldIn(past);
          const values = versions.flatMap(each => {
            const value = legible(each)?.[each.field];
            return value === undefined
              ? []
              : [`${purposeName(each.purpose)} ${each.field} ${value as string}`];
          });
          return [
            ...values,
            ...references.flatMap(each => (legible(each)?.reference as string) ?? []),
          ].sort();
        };
        happens([registered()]);
        for (const each of steps) {
          const n = past.length;
          if ('give' in each) {
            const { give, purpose } = each;
            const before = (field: Field): number =>
              state.purposes[purpose]?.[field]?.version ?? state.erasedVersions[purpose]?.[field] ?? 0;
            const versions = Object.fromEntries(give.map(field => [field, before(field) + 1]));
            const values = Object.fromEntries(give.map(field => [field, `value ${n}`]));
            const group = { ...sealed(purpose, values), versions };
            happens([
              event('DataCorrected', { channel: 'application', source: 'subject', purposes: [group] }),
            ]);
          } else if ('share' in each) {
            const { purpose, basis } = sealed(each.share, {});
            const data = { purpose, basis, versions: {}, commitments: {}, transit: [] };
            const reference = new ToSeal(each.share, 'contract', { reference: `reference ${n}` });
            happens([
              event('DataShared', {
                sharing: testId('sharing', n),
                recipient: 'dns-belgium',
                ...data,
                sealed: reference,
              }),
            ]);
          } else if (state.purposes[each.purpose]?.[each.erase]) {
            const { erase: field, purpose } = each;
            const before = readable();
            const id = (role: string): string => testId(role, n);
            const generation = (state.erasedKeys[scopeName({ purpose, period: 'contract' })] ?? 0) + 1;
            happens(
              decideBegin(
                state,
                { scope: { of: 'field', purpose, field }, reason: 'unlawful' },
                {
                  now: new Date(TODAY),
                  id,
                  rules,
                  keys: [key(purpose, 'contract', generation)],
                  actors: [],
                  held: allHeldIn(past),
                },
              ),
            );
            expect(readable()).toEqual(before.filter(text => !text.startsWith(`${purpose} ${field} `)));
          }
        }
      }),
    );
  });

  const corrected = event('DataCorrected', {
    channel: 'application',
    source: 'subject',
    purposes: [sealed('domain-be', { telephone: '+3292254321' }, 2)],
  });

  test('superseded values: all that is current is sealed anew', () => {
    const decided = given(...holder, corrected)
      .when(erase({ of: 'superseded', purpose: 'domain-be' }, HOLDER))
      .events();
    expect(decided.map(({ type }) => type)).toEqual(['DataResealed', 'DataResealed', 'ErasureBegun']);
    expect(decided[2]!.data).toMatchObject({ keys: [ref(HOLDER[2]!)] });
  });

  test('superseded values: no key that seals none, nor what is not held in the record, such as sign-ins (P06)', () => {
    const months = [key('fraud', '2026-01'), key('fraud', '2026-02')];
    for (const purpose of ['fraud', 'contract', 'domain-be'])
      given(...holder)
        .when(erase({ of: 'superseded', purpose }, [...HOLDER, ...months]))
        .thenNothing();
    given(...holder, corrected)
      .when(erase({ of: 'superseded', purpose: 'contract' }, HOLDER))
      .thenNothing();
  });

  test('Art. 19: the reference of a telling is sealed anew with what stays, as that of a sharing is', () => {
    const reference = new ToSeal('domain-be', 'contract', { reference: 'A 1' });
    const told = event('RecipientTold', {
      duty: testId('duty'),
      of: 'correction',
      recipient: 'dns-belgium',
      purpose: 'domain-be',
      basis: 'A6-1-b',
      channel: 'interface',
      versions: { telephone: 2 },
      commitments: {},
      sealed: reference,
    });
    const again = given(...holder, corrected, told)
      .when(erase({ of: 'field', purpose: 'domain-be', field: 'telephone' }, HOLDER))
      .events()
      .filter(({ type }) => type === 'DataResealed')
      .map(({ data }) => data as { purpose: string; versions: object; sealed: ToReseal });
    const of = again.find(each => each.sealed.from === testId('event', holder.length + 1));
    expect(of).toMatchObject({ purpose: 'domain-be/1', versions: {}, sealed: { names: ['reference'] } });
  });

  test('what is sealed anew goes behind the last key that goes', () => {
    const keys = [
      key('domain-be', 'contract', 1, true),
      key('domain-be', 'contract', 2),
      key('domain-be', 'contract', 3),
    ];
    // All values are under the first key, which is fenced already.
    given(...holder, corrected)
      .when(erase({ of: 'superseded', purpose: 'domain-be' }, keys))
      .thenNothing();
    const current = keys.map(each => ({ ...each, fenced: false }));
    const after = (scope: Scope): number => {
      const [again] = given(...holder, corrected)
        .when(erase(scope, current))
        .events();
      return (again!.data as { sealed: ToReseal }).sealed.after;
    };
    expect(after({ of: 'superseded', purpose: 'domain-be' })).toBe(1);
    // Of a field, used or not.
    expect(after({ of: 'field', purpose: 'domain-be', field: 'telephone' })).toBe(3);
  });

  test('what a law keeps is refused, with its last day; what is over goes, and the rest is named', () => {
    const books = given(...holder, collected('bookkeeping', jan, 'subject', 'fy-2026'));
    const scope = { of: 'purpose', purpose: 'bookkeeping' } as const;
    books
      .when(erase(scope, [BOOKS[1]!]))
      .thenRefused('kept-by-law', { purpose: 'bookkeeping', until: '2036-12-31' });
    books.when(erase(scope, BOOKS)).thenYields(begun({ scope, keys: [ref(BOOKS[0]!)], kept: [KEPT] }));
    books
      .when(erase({ of: 'field', purpose: 'bookkeeping', field: 'address' }, BOOKS))
      .thenRefused('kept-by-law');
  });

  test('P06: of sign-in addresses the month that runs stays until it is over', () => {
    const months = [key('fraud', '2026-02'), key('fraud', '2026-03')];
    const scope = { of: 'purpose', purpose: 'fraud' } as const;
    given(...holder)
      .when(erase(scope, months))
      .thenYields(
        begun({
          scope,
          keys: [ref(months[0]!)],
          kept: [{ key: months[1]!.key, purpose: 'fraud', period: '2026-03', until: '2026-03-31' }],
        }),
      );
  });

  test('nothing there, and what cannot be', () => {
    const none = given(...holder);
    none.when(erase({ of: 'purpose', purpose: 'hosting' }, HOLDER)).thenNothing();
    none.when(erase({ of: 'purpose', purpose: 'nothing' }, HOLDER)).thenRefused('purpose-unknown');
    none
      .when(erase({ of: 'field', purpose: 'contract', field: 'telephone' }, HOLDER))
      .thenRefused('field-not-held');
    given(...holder, begun({}))
      .when(erase({ of: 'purpose', purpose: 'contract' }, HOLDER))
      .thenRefused('subject-erased');
    given(registered(), restricted())
      .when(erase({ of: 'purpose', purpose: 'contract' }, HOLDER))
      .thenRefused('subject-restricted');
  });

  test('one that is under way is not begun again', () => {
    const scope = { of: 'purpose', purpose: 'domain-be' } as const;
    given(...holder, begun({ scope, keys: [ref(HOLDER[2]!)] }))
      .when(erase(scope, HOLDER))
      .thenNothing();
  });
});

describe('after an erasure', () => {
  const scope = { of: 'purpose', purpose: 'domain-be' } as const;
  const partly = given(...holder, begun({ scope, keys: [ref(HOLDER[2]!)] }));

  test('the state holds nothing that was sealed under its keys, and all else', () => {
    expect(partly.state.purposes['domain-be']).toBeUndefined();
    expect(Object.keys(partly.state.purposes.contract!)).toHaveLength(4);
    expect(Object.values(partly.state.links)).toMatchObject([{ value: {} }]);
    expect(partly.state.erasure).toBe('none');
  });

  test('of a whole one it holds what is kept, and who received what', () => {
    const books = collected('bookkeeping', jan, 'subject', 'fy-2026');
    const { state } = given(...holder, chosen('direct-debit', 'kbc'), books, begun({ kept: [KEPT] }));
    expect(Object.keys(state.purposes)).toEqual(['bookkeeping']);
    expect(state).toMatchObject({ erasure: 'begun', links: {}, services: {}, accepted: {}, payment: null });
  });

  test('what is given again gets a key behind the fence and a version that none had', () => {
    const [again] = behindFences(partly.state, [collected('domain-be', { email: 'new@example.be' })]);
    expect(again!.data).toMatchObject({
      purposes: [{ versions: { email: 2 }, sealed: { after: 1, values: { email: 'new@example.be' } } }],
    });
    const [other] = behindFences(partly.state, [collected('contract', { email: 'new@example.be' })]);
    expect(other!.data).toMatchObject({
      purposes: [{ versions: { email: 1 }, sealed: { after: undefined } }],
    });
  });

  test('Art. 19: what a recipient is told keeps the versions that it got, whatever is sealed beside them', () => {
    const reference = new ToSeal('telling', 'duty', { reference: 'A 1' }, undefined, 'telling:of-it');
    const told = { purpose: 'domain-be', versions: { email: 1 }, sealed: reference };
    const [event] = behindFences(partly.state, [{ type: 'RecipientTold', data: told } as never]);
    expect(event!.data).toEqual(told);
  });

  test('what is sealed anew keeps version, source and time', () => {
    const before = given(...holder).state;
    const decided = given(...holder)
      .when(erase({ of: 'field', purpose: 'domain-be', field: 'telephone' }, HOLDER))
      .events();
    const after = decided.reduce((state, each, i) => evolve(state, stored(each, 50 + i)), before);
    const [{ email, telephone }, now] = [before.purposes['domain-be']!, after.purposes['domain-be']!];
    expect(telephone).toBeDefined();
    expect(now.telephone).toBeUndefined();
    expect(now.email).toEqual({ ...email, event: testId('event', 50), sealed: now.email!.sealed });
    expect(now.email!.sealed.key).toBe(keyId('domain-be', 'contract', 2));
    expect(now.email!.sealed.commitments.email).toBe(email!.commitment);
  });

  test('it is said once that all fences stand', () => {
    const erasure = testId('erasure');
    const erased = decideErased(partly.state, { erasure }, { epoch: 1 });
    expect(erased).toEqual([event('DataErased', { erasure, scope, epoch: 1, kept: [] })]);
    const after = evolve(partly.state, stored(erased[0]!, 60));
    expect(decideErased(after, { erasure }, { epoch: 1 })).toEqual([]);
    expect(decideErased(after, { erasure: testId('unknown') }, { epoch: 1 })).toEqual([]);
  });
});

describe('Art. 5(1)(e): what is kept no longer', () => {
  const retire =
    (due: Due) =>
    (state: SubjectState, asked: Asked): SubjectDecided[] =>
      decideRetire(state, due, { ...asked.given, rules, keys: HOLDER, actors: [], held: asked.held });
  const domain: Due = { scope: { of: 'purpose', purpose: 'domain-be' }, reason: 'retention-ended' };

  test('goes while it is still due on the state that it is decided upon, and not when a service was started since', () => {
    const left = [...holder, ended('2026-03-02')];
    given(...left)
      .when(retire(domain), '2026-06-03T09:00:00Z')
      .thenYields(begun({ ...domain, keys: [ref(HOLDER[2]!)] }));
    given(...left)
      .when(retire(domain), '2026-06-02T09:00:00Z')
      .thenNothing();
    given(...left, started('domain', { service: testId('service', 1), link: testId('link') }))
      .when(retire(domain), '2026-06-03T09:00:00Z')
      .thenNothing();
  });

  test('P05: whom neither domain, login name nor service was ever for expires, and nobody else', () => {
    const expire = (state: SubjectState, asked: Asked): SubjectDecided[] =>
      decideExpire(state, ALL_DUE, {
        ...asked.given,
        rules,
        keys: [HOLDER[0]!],
        actors: [],
        held: asked.held,
      });
    given(registered(), collected('contract', jan))
      .when(expire)
      .thenYields(begun({ reason: 'retention-ended', keys: [ref(HOLDER[0]!)] }));
    given(...holder)
      .when(expire)
      .thenNothing();
  });
});
