import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { DomainError, type ProblemCode } from '#libs/kernel';
import { BODIES, GROUNDS } from './bodies';
import {
  decideApprove,
  decideDisclose,
  decideExtendSecrecy,
  decideLift,
  decideRefuse,
  decideRegister,
  decideWithdraw,
  type OrderDecided,
  type RegisterOrder,
} from './decisions';
import { orderStream, type OrderDisclosed, type OrderEvent } from './events';
import { orderSilences } from './silence';
import { evolve, initial, type OrderState } from './state';

const [catalogue] = shippedCatalogues() as [Catalogue];
const ID = '0de00000-0000-8000-8000-000000000001';
const [JAN, MARIE] = ['5ab1ec70-0000-8000-8000-000000000001', '5ab1ec70-0000-8000-8000-000000000002'];
const NOW = '2026-11-24T09:00:00Z';
const at = (time: string) => ({ now: new Date(time), id: () => ID });

const ORDER: RegisterOrder = {
  body: 'public-prosecutor',
  ground: 'sv-46bis',
  legitimacy: 'judicial',
  reference: 'GE.20.99.1234/2026',
  text: 'Identify the holder.',
  digest: 'ab'.repeat(32),
  issuedOn: '2026-11-20',
  concerns: { domains: ['peeters.be'] },
  fields: ['familyName', 'email'],
  secrecy: { ground: 'art. 46bis §2', until: '2026-12-31' },
};
const register = (order: RegisterOrder, subjects: readonly string[] = [JAN], now = NOW): OrderDecided[] =>
  decideRegister(initial, order, at(now), catalogue, subjects);

function stored(decided: OrderDecided, index: number, by: string): OrderEvent {
  const data = JSON.parse(
    JSON.stringify(decided.data, (_, value: unknown) =>
      value instanceof ToSeal ? { commitments: {} } : value,
    ),
  ) as unknown;
  return {
    id: `e0000000-0000-8000-8000-00000000000${index}`,
    type: decided.type,
    v: 1,
    stream: orderStream(ID),
    time: NOW,
    command: ID,

    actor: { role: 'privacy-officer', id: by },
    catalogue: '2018-05-25',
    data,
  } as OrderEvent;
}
/** The state after decided events, each taken by an officer. */
function after(...steps: readonly (readonly [by: string, decided: readonly OrderDecided[]])[]): OrderState {
  const events = steps.flatMap(([by, decided]) => decided.map(one => ({ by, one })));
  return events.reduce((state, { by, one }, i) => evolve(state, stored(one, i, by)), { ...initial, id: ID });
}
function refused(code: ProblemCode, decide: () => unknown): void {
  expect(decide).toThrow(DomainError);
  expect(() => decide()).toThrow(code);
}

const registered = (order = ORDER, subjects = [JAN]) => ['olivia', register(order, subjects)] as const;
const approved = ['pieter', decideApprove(after(registered()), 'pieter')] as const;
const covered = new Map([
  [
    JAN,
    {
      values: [{ event: ID, heldFor: 'contract/1', field: 'email' as const, version: 2, commitment: 'c' }],
      signIns: [],
    },
  ],
]);

describe('P16 an order', () => {
  test('is registered with body, legitimacy, ground, scope and digest; reference and text under its own key', () => {
    const [{ data }] = register(ORDER) as [OrderDecided & { type: 'OrderRegistered' }];
    expect(data).toMatchObject({
      body: 'public-prosecutor',
      legitimacy: 'judicial',
      ground: 'sv-46bis',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      subjects: [JAN],
      fields: ['email', 'familyName'],
      receivedOn: '2026-11-24',
    });
    expect(data.sealed).toEqual(
      new ToSeal('government-order', 'matter', { reference: ORDER.reference, text: ORDER.text! }),
    );
    const { sealed: _, ...clear } = data;
    expect(JSON.stringify(clear)).not.toMatch(/GE\.20|Identify|peeters/);
  });

  const wrong: [string, Partial<RegisterOrder>, ProblemCode][] = [
    ['a body that is not listed', { body: 'address-broker' }, 'body-unknown'],
    ['a name of the language', { body: 'constructor' }, 'body-unknown'],
    ["another body's ground", { ground: 'wib-322' }, 'ground-not-fitting'],
    ['a ground that nobody knows', { ground: 'toString' }, 'ground-not-fitting'],
    ['the other legitimacy', { legitimacy: 'administrative' }, 'ground-not-fitting'],
    ['fields beyond the ground', { fields: ['email', 'ipAddress'] }, 'scope-beyond-ground'],
    ['secrecy that the ground does not know', { ground: 'sv-39bis' }, 'malformed-value'],
    ['a day to come', { issuedOn: '2026-11-25' }, 'malformed-value'],
  ];
  test.each(wrong)('is not registered with %s', (_, change, code) => {
    refused(code, () => register({ ...ORDER, ...change }));
  });

  test('asks for sign-ins of a time, never of all times', () => {
    const { secrecy: _, ...order } = { ...ORDER, ground: 'sv-39bis', fields: ['ipAddress'] } as RegisterOrder;
    refused('malformed-value', () => register(order));
    expect(register({ ...order, period: { from: '2026-10-01', to: '2026-10-31' } })).toHaveLength(1);
  });

  test('rests on a ground that holds on the day of its issue', () => {
    const { secrecy: _, ...rest } = ORDER;
    const epoc = { ...rest, body: 'eu-issuing-authority', ground: 'eu-2023-1543' };
    refused('ground-not-fitting', () => register({ ...epoc, issuedOn: '2026-08-17' }));
    expect(register({ ...epoc, issuedOn: '2026-08-18' })).toHaveLength(1);
  });

  test('that concerns nobody here is not registered', () => {
    refused('order-subject-unknown', () => register(ORDER, []));
  });

  test('is approved by another officer than the one who registered it', () => {
    refused('second-officer-needed', () => decideApprove(after(registered()), 'olivia'));
    expect(approved[1]).toEqual([{ type: 'OrderApproved', data: {} }]);
    expect(decideApprove(after(registered(), approved), 'olivia')).toEqual([]);
  });

  test('is not disclosed before it is approved, nor after it was refused or withdrawn', () => {
    const disclose = (state: OrderState) => () => decideDisclose(state, at(NOW), covered);
    refused('not-found', disclose(initial));
    refused('order-not-approved', disclose(after(registered())));
    const no = ['olivia', decideRefuse(after(registered()), { reason: 'no-ground' })] as const;
    refused('order-closed', disclose(after(registered(), approved, no)));
    const back = ['olivia', decideWithdraw(after(registered(), approved))] as const;
    refused('order-closed', disclose(after(registered(), approved, back)));
    refused('order-closed', () => decideApprove(after(registered(), no), 'pieter'));
    expect(decideWithdraw(after(registered(), back))).toEqual([]);
  });

  test('is disclosed whole, once, for each subject what is covered', () => {
    const state = after(registered(ORDER, [JAN, MARIE]), approved);
    const disclosed = decideDisclose(state, at(NOW), covered);
    expect(disclosed.map(({ data }) => data)).toMatchObject([
      { subject: JAN, values: [{ field: 'email', version: 2 }], signIns: [], secrecy: ORDER.secrecy },
      { subject: MARIE, values: [], signIns: [] },
    ]);
    const after1 = after(registered(ORDER, [JAN, MARIE]), approved, ['olivia', disclosed]);
    refused('order-already-disclosed', () => decideDisclose(after1, at(NOW), covered));
    refused('order-already-disclosed', () => decideRefuse(after1, { reason: 'too-wide' }));
  });
});

describe('P16 secrecy', () => {
  const state = after(registered(), approved);
  const hiddenBy = (decided: readonly OrderDecided[]) =>
    decided.flatMap((one, i) => {
      const record = stored(one, i, 'olivia');
      return orderSilences.OrderDisclosed!(record.data as OrderDisclosed, record as never);
    });

  test('hides the disclosure through its last day', () => {
    expect(hiddenBy(decideDisclose(state, at(NOW), covered))).toMatchObject([
      { op: 'hide', matter: ID, until: '2027-01-01T00:00:00Z' },
    ]);
  });

  test('without a known end hides it until it is lifted', () => {
    const endless = { ...ORDER, secrecy: { ground: 'art. 46bis §2' } };
    const open = decideDisclose(after(registered(endless), approved), at(NOW), covered);
    expect(hiddenBy(open)).toEqual([{ op: 'hide', event: expect.any(String) as string, matter: ID }]);
    const lifted = decideLift(after(registered(endless), approved, ['olivia', open]), at(NOW));
    expect(lifted).toEqual([{ type: 'SecrecyLifted', data: {} }]);
  });

  test('with an end goes on to a later one, with a reason, while it stands', () => {
    const further = { until: '2027-03-31', reason: 'The inquiry goes on.' };
    const extended = decideExtendSecrecy(state, further, at('2026-12-31T20:00:00Z'));
    expect(extended).toMatchObject([{ type: 'SecrecyExtended', data: { until: '2027-03-31' } }]);
    expect(JSON.stringify(stored(extended[0]!, 7, 'olivia'))).not.toContain('inquiry');
    const then = after(registered(), approved, ['olivia', extended]);
    expect(hiddenBy(decideDisclose(then, at('2027-03-31T09:00:00Z'), covered))).toMatchObject([
      { until: '2027-04-01T00:00:00Z' },
    ]);
    const record = stored(extended[0]!, 8, 'olivia');
    expect(orderSilences.SecrecyExtended!(record.data as never, record as never)).toEqual([
      { op: 'extend', matter: ID, until: '2027-04-01T00:00:00Z' },
    ]);
    refused('malformed-value', () => decideExtendSecrecy(then, further, at(NOW)));
    refused('order-not-secret', () => decideExtendSecrecy(state, further, at('2027-01-01T00:00:00Z')));
    const endless = after(registered({ ...ORDER, secrecy: { ground: 'art. 46bis' } }));
    refused('malformed-value', () => decideExtendSecrecy(endless, further, at(NOW)));
  });

  test('that is over, lifted, or was never ordered hides nothing', () => {
    expect(hiddenBy(decideDisclose(state, at('2027-01-01T00:00:00Z'), covered))).toEqual([]);
    const lifted = ['olivia', decideLift(state, at(NOW))] as const;
    expect(hiddenBy(decideDisclose(after(registered(), approved, lifted), at(NOW), covered))).toEqual([]);
    refused('order-not-secret', () => decideLift(after(registered(), lifted), at(NOW)));
  });
});

test('P16 every ground is some body’s, asks for fields of the purpose only, and says whether it was confirmed', () => {
  const used = new Set(Object.values(BODIES).flatMap(({ grounds }) => grounds as readonly string[]));
  expect([...used].sort()).toEqual(Object.keys(GROUNDS).sort());
  const { optional } = catalogue.purposes.find(({ id }) => id === 'government-order/1')!;
  for (const { fields, confirmed, source } of Object.values(GROUNDS)) {
    expect(optional).toEqual(expect.arrayContaining([...fields]));
    expect([typeof confirmed, source.length > 0]).toEqual(['boolean', true]);
  }
});
