import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { ToSeal, type DecisionContext } from '#libs/commands';
import { givenIn, type Scenario } from '#libs/commands/testing';
import type { ProblemCode } from '#libs/kernel';
import { BODIES, GROUND_CODES, GROUNDS } from './bodies';
import { decideApprove } from './commands/approve-order';
import { decideConfirmGround } from './commands/confirm-ground';
import { decideDisclose } from './commands/disclose-order';
import { decideExpiry } from './commands/expire-order';
import { decideExtend } from './commands/extend-secrecy';
import { decideLift } from './commands/lift-secrecy';
import { decideRefuse } from './commands/refuse-order';
import { decideRegister, type RegisterOrderBody } from './commands/register-order';
import { decideWithdraw } from './commands/withdraw-order';
import type { Covered } from './coverage';
import type { OrderEventData } from './events';
import { CONFIRMED_GROUNDS, groundWith, isConfirmed, type GroundsState } from './grounds';
import { orderHolds } from './holds';
import { orderStreamOf, type OrderState } from './state';
import { PROSECUTORS_ORDER } from '../../../test/setup/orders';

const [catalogue] = shippedCatalogues() as [Catalogue];
const ID = '0de00000-0000-8000-8000-000000000001';
const [JAN, MARIE] = ['5ab1ec70-0000-8000-8000-000000000001', '5ab1ec70-0000-8000-8000-000000000002'];
const NOW = '2026-11-24T09:00:00Z';
const given = givenIn(orderStreamOf(ID), catalogue);
type Order = Scenario<OrderState, OrderEventData>;

const ORDER: RegisterOrderBody = {
  ...PROSECUTORS_ORDER,
  text: 'Identify the holder.',
  issuedOn: '2026-11-20',
  concerns: { domains: ['peeters.be'] },
  fields: ['familyName', 'email'],
  secrecy: { ground: 'art. 46bis §2', until: '2026-12-31' },
};
/** Decisions on an order, as the runner is given them. */
const register =
  (order: RegisterOrderBody, subjects: readonly string[] = [JAN]) =>
  (state: OrderState, context: DecisionContext) =>
    decideRegister(state, order, { ...context, subjects });
const approveBy = (officer: string) => (state: OrderState) =>
  decideApprove(state, undefined, { by: officer, confirmed: true });
const disclose = (state: OrderState, context: DecisionContext) =>
  decideDisclose(state, undefined, { ...context, covered, confirmed: true });
const refuse = (reason: 'no-ground' | 'too-wide') => (state: OrderState) => decideRefuse(state, { reason });
const lift = (state: OrderState, context: DecisionContext) => decideLift(state, undefined, context);
const extend = (until: string) => (state: OrderState, context: DecisionContext) =>
  decideExtend(state, { until, reason: 'The inquiry goes on.' }, context);
const covered = new Map<string, Covered>([
  [
    JAN,
    {
      values: [{ event: ID, heldFor: 'contract/1', field: 'email', version: 2, commitment: 'c' }],
      signIns: [],
    },
  ],
]);

const registering = (order: RegisterOrderBody, subjects?: readonly string[]) =>
  given().when(register(order, subjects), NOW);
const registered = (order = ORDER, subjects?: readonly string[]): Order =>
  given().and(register(order, subjects), NOW, 'olivia');
const approved = (order = ORDER, subjects?: readonly string[]): Order =>
  registered(order, subjects).and(approveBy('pieter'), NOW, 'pieter');
const { secrecy: _, ...OPEN } = ORDER;
const ENDLESS = { ...ORDER, secrecy: { ground: 'art. 46bis §2' } };

describe('P16 an order', () => {
  test('is registered with body, legitimacy, ground, scope and digest; reference and text under its own key', () => {
    const [event] = registering(ORDER).events();
    const { data } = event as ReturnType<typeof decideRegister>[number];
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

  const wrong: [string, Partial<RegisterOrderBody>, ProblemCode][] = [
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
    registering({ ...ORDER, ...change }).thenRefused(code);
  });

  test('asks for sign-ins of a time, never of all times', () => {
    const order: RegisterOrderBody = { ...OPEN, ground: 'sv-39bis', fields: ['ipAddress'] };
    registering(order).thenRefused('malformed-value');
    const period = { from: '2026-10-01', to: '2026-10-31' };
    expect(registering({ ...order, period }).events()).toHaveLength(1);
  });

  test('rests on a ground that holds on the day of its issue', () => {
    const epoc = { ...OPEN, body: 'eu-issuing-authority', ground: 'eu-2023-1543' };
    registering({ ...epoc, issuedOn: '2026-08-17' }).thenRefused('ground-not-fitting');
    expect(registering({ ...epoc, issuedOn: '2026-08-18' }).events()).toHaveLength(1);
  });

  test('that concerns nobody here is not registered', () => {
    registering(ORDER, []).thenRefused('order-subject-unknown');
  });

  test('is approved by another officer than the one who registered it', () => {
    registered().when(approveBy('olivia')).thenRefused('second-officer-needed');
    registered().when(approveBy('pieter')).thenYields({ type: 'OrderApproved', data: {} });
    approved().when(approveBy('olivia')).thenNothing();
  });

  test('is not disclosed before it is approved, nor after it was refused or withdrawn', () => {
    given().when(disclose).thenRefused('not-found');
    registered().when(disclose).thenRefused('order-not-approved');
    approved().and(refuse('no-ground')).when(disclose).thenRefused('order-closed');
    approved().and(decideWithdraw).when(disclose).thenRefused('order-closed');
    registered().and(refuse('no-ground')).when(approveBy('pieter')).thenRefused('order-closed');
    registered().and(decideWithdraw).when(decideWithdraw).thenNothing();
  });

  test('is disclosed whole, once, for each subject what is covered', () => {
    const both = approved(ORDER, [JAN, MARIE]);
    expect(
      both
        .when(disclose, NOW)
        .events()
        .map(({ data }) => data),
    ).toMatchObject([
      { subject: JAN, values: [{ field: 'email', version: 2 }], signIns: [], secrecy: ORDER.secrecy },
      { subject: MARIE, values: [], signIns: [] },
    ]);
    both.and(disclose, NOW).when(disclose).thenRefused('order-already-disclosed');
    both.and(disclose, NOW).when(refuse('too-wide')).thenRefused('order-already-disclosed');
  });
});

describe('P16 a ground that nobody confirmed', () => {
  const grounds = givenIn(CONFIRMED_GROUNDS, catalogue, NOW);
  const confirm =
    (ground: string, readOn = '2026-11-20') =>
    (state: GroundsState, context: DecisionContext) =>
      decideConfirmGround(state, { source: 'official-text', readOn }, { ...context, ground });
  const unconfirmed = GROUND_CODES.filter(code => !GROUNDS[code].confirmed);

  test('keeps an order from being approved, and one that was approved before from being disclosed', () => {
    const order = registered({ ...OPEN, ground: 'sv-39bis' });
    const approve = (confirmed: boolean) => (state: OrderState) =>
      decideApprove(state, undefined, { by: 'pieter', confirmed });
    const discloseOn = (confirmed: boolean) => (state: OrderState, context: DecisionContext) =>
      decideDisclose(state, undefined, { ...context, covered, confirmed });
    order.when(approve(false)).thenRefused('ground-unconfirmed', { ground: 'sv-39bis' });
    const before = order.and(approve(true), NOW, 'pieter');
    before.when(discloseOn(false)).thenRefused('ground-unconfirmed', { ground: 'sv-39bis' });
    expect(before.when(discloseOn(true)).events()).toHaveLength(1);
  });

  test('is confirmed by an officer who read the law; once, and not before they did', () => {
    grounds().when(confirm('toString')).thenRefused('not-found');
    grounds().when(confirm('sv-39bis', '2026-11-25')).thenRefused('malformed-value');
    grounds().when(confirm('sv-46bis')).thenNothing();
    const confirmed = grounds().and(confirm('sv-39bis'), NOW, 'olivia');
    confirmed.when(confirm('sv-39bis')).thenNothing();
    expect(groundWith(confirmed.state, 'sv-39bis')).toMatchObject({
      confirmed: true,
      confirmedBy: 'olivia',
      readOn: '2026-11-20',
    });
    expect(unconfirmed.length).toBeGreaterThan(3);
    for (const code of unconfirmed)
      expect([code, isConfirmed(confirmed.state, code)]).toEqual([code, code === 'sv-39bis']);
  });

  test('is one again once the list says something else of it', () => {
    const [recorded] = grounds().and(confirm('sv-39bis'), NOW).events;
    const { data } = recorded!;
    for (const change of [{ law: 'Another text' }, { fields: data.fields.slice(1) }]) {
      const { state } = grounds({ type: 'GroundConfirmed', data: { ...data, ...change } });
      expect(isConfirmed(state, 'sv-39bis')).toBe(false);
    }
  });
});

describe('P16 secrecy', () => {
  /** What the disclosure of an order hides, at the time of its disclosure. */
  const hidden = (order: Order, at: string) =>
    order
      .and(disclose, at)
      .events.flatMap(record =>
        record.type === 'OrderDisclosed' ? orderHolds.OrderDisclosed!(record.data, record) : [],
      );

  test.each([
    ['in winter', '2026-12-31', '2026-12-31T23:00:00.000Z', '2026-12-31T22:59:59Z', '2026-12-31T23:00:00Z'],
    ['in summer', '2027-07-31', '2027-07-31T22:00:00.000Z', '2027-07-31T21:59:59Z', '2027-07-31T22:00:00Z'],
  ])('ends with its last day in Brussels, %s, as much for who may read as for who decides', (_, ...day) => {
    const [last, until, before, after] = day;
    const secret = approved({ ...ORDER, secrecy: { ground: 'art. 46bis §2', until: last } });
    expect(hidden(secret, NOW)).toMatchObject([{ op: 'hide', matter: ID, until }]);
    expect(hidden(secret, before)).toHaveLength(1);
    expect(hidden(secret, after)).toEqual([]);
  });

  test('without a known end hides it until it is lifted', () => {
    expect(hidden(approved(ENDLESS), NOW)).toEqual([
      { op: 'hide', event: expect.any(String) as string, matter: ID },
    ]);
    approved(ENDLESS).and(disclose, NOW).when(lift, NOW).thenYields({ type: 'SecrecyLifted', data: {} });
  });

  test('with an end goes on to a later one, with a reason, while it stands', () => {
    const extended = approved().and(extend('2027-03-31'), '2026-12-31T20:00:00Z');
    const record = extended.events.at(-1)!;
    expect(record).toMatchObject({ type: 'SecrecyExtended', data: { until: '2027-03-31' } });
    expect(JSON.stringify(record)).not.toContain('inquiry');
    expect(hidden(extended, '2027-03-31T09:00:00Z')).toMatchObject([{ until: '2027-03-31T22:00:00.000Z' }]);
    expect(orderHolds.SecrecyExtended!(record.data as never, record as never)).toEqual([
      { op: 'extend', matter: ID, until: '2027-03-31T22:00:00.000Z' },
    ]);
    extended.when(extend('2027-03-31'), NOW).thenRefused('malformed-value');
    approved().when(extend('2027-03-31'), '2026-12-31T23:00:00Z').thenRefused('order-not-secret');
    registered(ENDLESS).when(extend('2027-03-31'), NOW).thenRefused('malformed-value');
  });

  test('that is over, lifted, or was never ordered hides nothing', () => {
    expect(hidden(approved(), '2027-01-01T00:00:00Z')).toEqual([]);
    expect(hidden(approved().and(lift, NOW), NOW)).toEqual([]);
    expect(hidden(approved(OPEN), NOW)).toEqual([]);
    registered().and(lift, NOW).when(lift, NOW).thenRefused('order-not-secret');
  });
});

describe('P16, Art. 5(1)(e) the text of an order', () => {
  const expiry = ({ state }: Order, at: string) =>
    decideExpiry(state, undefined, { now: new Date(at), catalogue });

  test('is kept five years from its end, through the last day in Brussels', () => {
    expect(expiry(approved(OPEN), NOW)).toBeUndefined();
    const [ended, over] = [approved(OPEN).and(disclose, NOW), new Date('2031-11-24T23:00:00Z')];
    expect(expiry(ended, NOW)).toEqual(over);
    expect(expiry(ended, '2031-11-24T22:59:59Z')).toEqual(over);
    expect(expiry(ended, '2031-11-24T23:00:00Z')).toBe('over');
  });

  test('is kept while the order is secret, and asked for again each day', () => {
    const secret = approved(ENDLESS).and(disclose, NOW);
    expect(expiry(secret, '2031-11-25T09:00:00Z')).toEqual(new Date('2031-11-25T23:00:00Z'));
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
