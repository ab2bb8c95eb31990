import { event, type SubjectDecided } from '../guards';
import { isOpen } from '../purposes';
import type { AskedFor } from '../asked-for';
import { dcube, given, holder, registered, SELF, stateAfter, testId, withPurpose } from '../testing';
import { decideObject } from './object';
import { decideSettleObjection, type SettleObjectionBody } from './settle-objection';
import { decideUphold } from './uphold-objection';

const objection = testId('objection');
const asked: AskedFor = { kind: 'objection', subject: SELF, registeredBy: 'an' };
const object = (history: readonly SubjectDecided[], purpose: string, request?: string) =>
  given(...history).when((state, { context }) =>
    decideObject(state, { purpose, ...(request && { request }) }, { ...context, asked }),
  );
const uphold = (history: readonly SubjectDecided[], purpose: string) =>
  given(...history).when((state, { context }) => decideUphold(state, { purpose }, context));
const settle = (history: readonly SubjectDecided[], outcome: SettleObjectionBody['outcome']) =>
  given(...history).when((state, { context }) =>
    decideSettleObjection(state, { objection, outcome }, context),
  );

const raised = event('ObjectionRaised', { objection, purpose: 'fraud/1', basis: 'A6-1-f' });
const settled = (outcome: SettleObjectionBody['outcome']): SubjectDecided =>
  event('ObjectionSettled', { objection, purpose: 'fraud', outcome });

test('P19 an objection names its own request; to uphold it waits for who asks to be shown', () => {
  const naming = (decide: typeof decideObject | typeof decideUphold, named: AskedFor | undefined) =>
    given(registered()).when((state, { context }) =>
      decide(state, { purpose: 'fraud', request: testId('request') }, { ...context, asked: named }),
    );
  const kinds = ['objection'];
  for (const decide of [decideObject, decideUphold]) {
    naming(decide, undefined).thenRefused('request-not-fitting', { kinds });
    naming(decide, { ...asked, kind: 'access' }).thenRefused('request-not-fitting', { kinds });
  }
  const doubted = { ...asked, wants: 'proof-outstanding' } as const;
  expect(naming(decideObject, doubted).events()).toHaveLength(1);
  naming(decideUphold, doubted).thenRefused('proof-outstanding');
});

describe('Art. 21 objection', () => {
  test('to what rests on a legitimate interest, with or without version, for a request', () => {
    object([registered()], 'fraud').thenYields(raised);
    object([registered()], 'fraud/1', testId('request')).thenYields(
      event('ObjectionRaised', {
        objection,
        purpose: 'fraud/1',
        basis: 'A6-1-f',
        request: testId('request'),
      }),
    );
  });

  test('not to what a contract or a law needs, nor to what is unknown, nor of nobody', () => {
    object([registered()], 'contract').thenRefused('objection-not-applicable', { basis: 'A6-1-b' });
    object([registered()], 'bookkeeping').thenRefused('objection-not-applicable', { basis: 'A6-1-c' });
    object([registered()], 'marketing').thenRefused('purpose-unknown');
    object([], 'fraud').thenRefused('not-found');
  });

  test('one that stands, pending or upheld, is not raised again', () => {
    object([registered(), raised], 'fraud').thenNothing();
    object([registered(), raised, settled('upheld')], 'fraud').thenNothing();
    uphold([registered(), raised, settled('upheld')], 'fraud').thenNothing();
  });

  test.each(['upheld', 'compelling-grounds', 'legal-claims', 'withdrawn'] as const)(
    'settled: %s',
    outcome => {
      settle([registered(), raised], outcome).thenYields(settled(outcome));
    },
  );

  test('one that was upheld is not weighed again; who objected may change their mind', () => {
    const history = [registered(), raised, settled('upheld')];
    settle(history, 'upheld').thenNothing();
    settle(history, 'compelling-grounds').thenRefused('objection-upheld');
    settle(history, 'withdrawn').thenYields(settled('withdrawn'));
    settle([registered()], 'upheld').thenRefused('objection-unknown');
    settle([registered(), raised, settled('withdrawn')], 'upheld').thenRefused('objection-unknown');
  });

  test('granted at once, or after it stood', () => {
    uphold([registered()], 'fraud').thenYields(raised, settled('upheld'));
    uphold([registered(), raised], 'fraud').thenYields(settled('upheld'));
  });

  test('the purpose is closed while it is pending and once it is upheld, and no other is', () => {
    const open = (...more: SubjectDecided[]): string[] => {
      const state = stateAfter(...holder, ...more);
      return dcube.purposes
        .filter(purpose => isOpen(state, purpose, '2026-03-02'))
        .map(({ id }) => id.split('/')[0]!);
    };
    const all = open();
    expect(all).toContain('fraud');
    const others = all.filter(name => name !== 'fraud');
    expect(open(raised)).toEqual(others);
    expect(open(raised, settled('upheld'))).toEqual(others);
    for (const outcome of ['compelling-grounds', 'legal-claims', 'withdrawn'] as const)
      expect(open(raised, settled(outcome))).toEqual(all);
  });
});

describe('Art. 21(2), (3) direct marketing', () => {
  const catalogue = withPurpose('contract', purpose => ({ ...purpose, dpv: 'dpv:DirectMarketing' }));
  const raisedTo = event('ObjectionRaised', { objection, purpose: 'contract/1', basis: 'A6-1-b' });
  const upheldTo = event('ObjectionSettled', { objection, purpose: 'contract', outcome: 'upheld' });
  const when = (decide: typeof decideObject, ...history: readonly SubjectDecided[]) =>
    given(...history).when((state, { context }) =>
      decide(state, { purpose: 'contract' }, { ...context, catalogue }),
    );

  test('an objection is upheld by being raised, whatever the purpose rests on', () => {
    when(decideObject, registered()).thenYields(raisedTo, upheldTo);
    when(decideUphold, registered()).thenYields(raisedTo, upheldTo);
    when(decideObject, registered(), raisedTo, upheldTo).thenNothing();
    const after = stateAfter(registered(), raisedTo, upheldTo);
    expect(
      isOpen(
        after,
        catalogue.purposes.find(({ id }) => id === 'contract/1')!,
        '2026-03-02',
      ),
    ).toBe(false);
  });

  test('nothing is weighed against one that stands; who objected may change their mind', () => {
    const settling = (outcome: SettleObjectionBody['outcome']) =>
      given(registered(), raisedTo).when((state, { context }) =>
        decideSettleObjection(state, { objection, outcome }, { ...context, catalogue }),
      );
    settling('compelling-grounds').thenRefused('objection-upheld');
    settling('legal-claims').thenRefused('objection-upheld');
    settling('upheld').thenYields(upheldTo);
    expect(settling('withdrawn').events()).toHaveLength(1);
  });
});
