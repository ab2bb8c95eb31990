import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { by, scenario, type Happened } from '#libs/commands/testing';
import type { ProblemCode } from '#libs/kernel';
import { BODIES, GROUNDS } from './bodies';
import { decideApprove } from './commands/approve-order';
import { decideDisclose } from './commands/disclose-order';
import { decideExpiry } from './commands/expire-order';
import { decideExtend } from './commands/extend-secrecy';
import { decideLift } from './commands/lift-secrecy';
import { decideRefuse } from './commands/refuse-order';
import { decideRegister, type RegisterOrderBody } from './commands/register-order';
import { decideWithdraw } from './commands/withdraw-order';
import type { Covered } from './coverage';
import type { OrderDisclosed, OrderEventData } from './events';
import { orderSilences } from './silence';
import { orderStreamOf } from './state';

const [catalogue] = shippedCatalogues() as [Catalogue];
const ID = '0de00000-0000-8000-8000-000000000001';
const [JAN, MARIE] = ['5ab1ec70-0000-8000-8000-000000000001', '5ab1ec70-0000-8000-8000-000000000002'];
const NOW = '2026-11-24T09:00:00Z';
const { given, stored } = scenario(orderStreamOf(ID), { now: NOW, catalogue });
type Past = Happened<OrderEventData>;

const ORDER: RegisterOrderBody = {
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
const registering = (order: RegisterOrderBody, subjects: readonly string[] = [JAN]) =>
  given().when((state, context) => decideRegister(state, order, { ...context, subjects }));
const register = (order: RegisterOrderBody) => registering(order).yields();

const registered = (order = ORDER, subjects = [JAN]) => by('olivia', registering(order, subjects).yields());
const approving = (officer: string, ...past: readonly Past[]) =>
  given(...past).when(state => decideApprove(state, undefined, { by: officer }));
const approved = by('pieter', approving('pieter', ...registered()).yields());
const covered = new Map<string, Covered>([
  [
    JAN,
    {
      values: [{ event: ID, heldFor: 'contract/1', field: 'email' as const, version: 2, commitment: 'c' }],
      signIns: [],
    },
  ],
]);
const disclosing = (at: string, ...past: readonly Past[]) =>
  given(...past).when((state, context) => decideDisclose(state, undefined, { ...context, covered }), at);
const refusing = (reason: 'no-ground' | 'too-wide', ...past: readonly Past[]) =>
  given(...past).when(state => decideRefuse(state, { reason }));
const withdrawing = (...past: readonly Past[]) => given(...past).when(state => decideWithdraw(state));
const lifting = (...past: readonly Past[]) =>
  given(...past).when((state, context) => decideLift(state, undefined, context));

describe('P16 an order', () => {
  test('is registered with body, legitimacy, ground, scope and digest; reference and text under its own key', () => {
    const [{ data }] = register(ORDER) as [ReturnType<typeof register>[number]];
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
    const { secrecy: _, ...rest } = ORDER;
    const order: RegisterOrderBody = { ...rest, ground: 'sv-39bis', fields: ['ipAddress'] };
    registering(order).thenRefused('malformed-value');
    expect(register({ ...order, period: { from: '2026-10-01', to: '2026-10-31' } })).toHaveLength(1);
  });

  test('rests on a ground that holds on the day of its issue', () => {
    const { secrecy: _, ...rest } = ORDER;
    const epoc = { ...rest, body: 'eu-issuing-authority', ground: 'eu-2023-1543' };
    registering({ ...epoc, issuedOn: '2026-08-17' }).thenRefused('ground-not-fitting');
    expect(register({ ...epoc, issuedOn: '2026-08-18' })).toHaveLength(1);
  });

  test('that concerns nobody here is not registered', () => {
    registering(ORDER, []).thenRefused('order-subject-unknown');
  });

  test('is approved by another officer than the one who registered it', () => {
    approving('olivia', ...registered()).thenRefused('second-officer-needed');
    approving('pieter', ...registered()).thenYields({ type: 'OrderApproved', data: {} });
    approving('olivia', ...registered(), ...approved).thenNothing();
  });

  test('is not disclosed before it is approved, nor after it was refused or withdrawn', () => {
    disclosing(NOW).thenRefused('not-found');
    disclosing(NOW, ...registered()).thenRefused('order-not-approved');
    const no = refusing('no-ground', ...registered()).yields();
    disclosing(NOW, ...registered(), ...approved, ...no).thenRefused('order-closed');
    const back = withdrawing(...registered(), ...approved).yields();
    disclosing(NOW, ...registered(), ...approved, ...back).thenRefused('order-closed');
    approving('pieter', ...registered(), ...no).thenRefused('order-closed');
    withdrawing(...registered(), ...back).thenNothing();
  });

  test('is disclosed whole, once, for each subject what is covered', () => {
    const past = [...registered(ORDER, [JAN, MARIE]), ...approved];
    const disclosed = disclosing(NOW, ...past).yields();
    expect(disclosed.map(({ data }) => data)).toMatchObject([
      { subject: JAN, values: [{ field: 'email', version: 2 }], signIns: [], secrecy: ORDER.secrecy },
      { subject: MARIE, values: [], signIns: [] },
    ]);
    disclosing(NOW, ...past, ...disclosed).thenRefused('order-already-disclosed');
    refusing('too-wide', ...past, ...disclosed).thenRefused('order-already-disclosed');
  });
});

describe('P16 secrecy', () => {
  const past = [...registered(), ...approved];
  const endless = { ...ORDER, secrecy: { ground: 'art. 46bis §2' } };
  const extending = (until: string, at: string, ...before: readonly Past[]) =>
    given(...before).when(
      (state, context) => decideExtend(state, { until, reason: 'The inquiry goes on.' }, context),
      at,
    );
  const hiddenBy = (decided: readonly Past[]) =>
    decided.flatMap((one, i) => {
      const record = stored(one, i);
      return orderSilences.OrderDisclosed!(record.data as OrderDisclosed, record as never);
    });

  test.each([
    ['in winter', '2026-12-31', '2026-12-31T23:00:00.000Z', '2026-12-31T22:59:59Z', '2026-12-31T23:00:00Z'],
    ['in summer', '2027-07-31', '2027-07-31T22:00:00.000Z', '2027-07-31T21:59:59Z', '2027-07-31T22:00:00Z'],
  ])('ends with its last day in Brussels, %s, as much for who may read as for who decides', (_, ...day) => {
    const [last, until, before, after] = day;
    const secret = [
      ...registered({ ...ORDER, secrecy: { ground: 'art. 46bis §2', until: last } }),
      ...approved,
    ];
    expect(hiddenBy(disclosing(NOW, ...secret).yields())).toMatchObject([{ op: 'hide', matter: ID, until }]);
    expect(hiddenBy(disclosing(before, ...secret).yields())).toHaveLength(1);
    expect(hiddenBy(disclosing(after, ...secret).yields())).toEqual([]);
  });

  test('without a known end hides it until it is lifted', () => {
    const open = [...registered(endless), ...approved];
    const disclosed = disclosing(NOW, ...open).yields();
    expect(hiddenBy(disclosed)).toEqual([{ op: 'hide', event: expect.any(String) as string, matter: ID }]);
    lifting(...open, ...disclosed).thenYields({ type: 'SecrecyLifted', data: {} });
  });

  test('with an end goes on to a later one, with a reason, while it stands', () => {
    const extended = extending('2027-03-31', '2026-12-31T20:00:00Z', ...past).yields();
    expect(extended).toMatchObject([{ type: 'SecrecyExtended', data: { until: '2027-03-31' } }]);
    const record = stored(extended[0]!);
    expect(JSON.stringify(record)).not.toContain('inquiry');
    const then = [...registered(), ...extended];
    expect(hiddenBy(disclosing('2027-03-31T09:00:00Z', ...then, ...approved).yields())).toMatchObject([
      { until: '2027-03-31T22:00:00.000Z' },
    ]);
    expect(orderSilences.SecrecyExtended!(record.data as never, record as never)).toEqual([
      { op: 'extend', matter: ID, until: '2027-03-31T22:00:00.000Z' },
    ]);
    extending('2027-03-31', NOW, ...then).thenRefused('malformed-value');
    extending('2027-03-31', '2026-12-31T23:00:00Z', ...past).thenRefused('order-not-secret');
    extending('2027-03-31', NOW, ...registered(endless)).thenRefused('malformed-value');
  });

  test('that is over, lifted, or was never ordered hides nothing', () => {
    expect(hiddenBy(disclosing('2027-01-01T00:00:00Z', ...past).yields())).toEqual([]);
    const lifted = lifting(...past).yields();
    expect(hiddenBy(disclosing(NOW, ...past, ...lifted).yields())).toEqual([]);
    lifting(...registered(), ...lifted).thenRefused('order-not-secret');
  });
});

describe('P16, Art. 5(1)(e) the text of an order', () => {
  const expiry = (at: string, ...past: readonly Past[]) =>
    given(...past)
      .when((state, context) => decideExpiry(state, undefined, context), at)
      .yields();
  const { secrecy: _, ...known } = ORDER;
  const ended = (order: RegisterOrderBody) => {
    const past = [...registered(order), ...approved];
    return [...past, ...disclosing(NOW, ...past).yields()];
  };

  test('is kept five years from its end, through the last day in Brussels', () => {
    expect(expiry(NOW, ...registered(), ...approved)).toBeUndefined();
    const over = new Date('2031-11-24T23:00:00Z');
    expect(expiry(NOW, ...ended(known))).toEqual(over);
    expect(expiry('2031-11-24T22:59:59Z', ...ended(known))).toEqual(over);
    expect(expiry('2031-11-24T23:00:00Z', ...ended(known))).toBe('over');
  });

  test('is kept while the order is secret, and asked for again each day', () => {
    const secret = ended({ ...ORDER, secrecy: { ground: 'art. 46bis §2' } });
    expect(expiry('2031-11-25T09:00:00Z', ...secret)).toEqual(new Date('2031-11-25T23:00:00Z'));
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
