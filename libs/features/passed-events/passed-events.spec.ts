import fc from 'fast-check';
import { shippedCatalogues } from '#libs/catalogue';
import { givenIn, type Decision, type Scenario } from '#libs/commands/testing';
import type { HoldChange } from '#libs/register';
import { decideApprove } from './commands/approve-passing';
import { decideMakeUp } from './commands/make-up-for-passed';
import { decidePropose, type ProposePassingBody } from './commands/propose-passing';
import { decideWithdraw } from './commands/withdraw-passing';
import { PASSED_STREAM, type PassedEventData } from './events';
import { holdsByNow } from './holds';
import type { StandingEvent } from './standing-events';
import { decisionsOf, PASSINGS, type PassingsState } from './state';

type Passings = Scenario<PassingsState, PassedEventData>;
type Decide = Parameters<Passings['when']>[0];

const [OLIVIA, PIETER] = ['olivia', 'pieter'];
const EVENT = '1d000000-0000-8000-8000-000000000001';
const PASSING = '1d000000-0000-8000-8000-000000000002';
const HASH = 'h'.repeat(43);
const NOW = '2026-11-30T10:00:00.000Z';
const MADE = {
  actor: { role: 'staff', id: 'jan' },
  time: '2026-11-24T10:00:00.000Z',
  catalogue: '2018-05-25',
  drafts: [{ kind: 'disclosed' }],
  holds: [],
} as const;

const standing: StandingEvent = {
  event: EVENT,
  type: 'OrderDisclosed',
  stream: 'order-1',
  revision: 2,
  eventHash: HASH,
  projections: ['orders', 'register'].map(projection => ({ projection, event: EVENT, error: 'error 22007' })),
};
const body: ProposePassingBody = {
  event: EVENT,
  eventHash: HASH,
  projections: ['register'],
  reason: 'value-refused',
};

const given = givenIn(PASSINGS, shippedCatalogues()[0]!, NOW);
const propose =
  (asked: Partial<ProposePassingBody> = {}, at = [standing]): Decide =>
  state =>
    decidePropose(state, { ...body, ...asked }, { passing: PASSING, standing: at });
const approve =
  (by: string, standstills = standing.projections): Decide =>
  state =>
    decideApprove(state, PASSING, { by, standstills });
const withdraw: Decide = state => decideWithdraw(state, PASSING);
const makeUp =
  (made?: Parameters<typeof decideMakeUp>[2]): Decide =>
  state =>
    decideMakeUp(state, PASSING, made);

const proposed = given().and(propose(), NOW, OLIVIA);
const approved = proposed.and(approve(PIETER), NOW, PIETER);
const withdrawn = proposed.and(withdraw, NOW, PIETER);
const madeUp = approved.and(makeUp(MADE), NOW, OLIVIA);

describe('given a projection that stands at an event', () => {
  test.each<[string, Passings, Decide, Parameters<Decision<unknown>['thenRefused']>[0]]>([
    ['another event is proposed', given(), propose({ event: PASSING }), 'event-not-stood-at'],
    ['nothing stands', given(), propose({}, []), 'event-not-stood-at'],
    [
      'a projection that goes on is proposed',
      given(),
      propose({ projections: ['register', 'records'] }),
      'event-not-stood-at',
    ],
    ['the hash is another', given(), propose({ eventHash: 'i'.repeat(43) }), 'event-hash-differs'],
    [
      'it is a decision about passing over',
      given(),
      propose({}, [{ ...standing, stream: PASSED_STREAM }]),
      'event-not-passable',
    ],
    ['a proposal stands', proposed, propose(), 'passing-proposed'],
    ['who proposed approves', proposed, approve(OLIVIA), 'second-officer-needed'],
    ['the projection went on before the approval', proposed, approve(PIETER, []), 'event-not-stood-at'],
    ['nobody proposed', given(), approve(PIETER), 'not-found'],
    ['it was withdrawn', withdrawn, approve(PIETER), 'passing-closed'],
    ['what is approved is withdrawn', approved, withdraw, 'passing-closed'],
    ['it is made up for before it is passed over', proposed, makeUp(), 'passing-not-approved'],
  ])('when %s, it is refused', (_what, passings, decide, expected) => {
    passings.when(decide).thenRefused(expected);
  });

  test('each step again changes nothing', () => {
    approved.when(approve(OLIVIA)).thenNothing();
    withdrawn.when(withdraw).thenNothing();
    madeUp.when(makeUp()).thenNothing();
  });

  test('after a withdrawal, or once it was passed over by others, it can be proposed again', () => {
    for (const passings of [withdrawn, approved])
      expect(passings.when(propose({ projections: ['orders'] })).events()).toMatchObject([
        { type: 'PassingProposed', data: { projections: ['orders'], errors: ['error 22007'] } },
      ]);
  });

  test('the approval says which event, with its hash, why, and who proposed it', () => {
    expect(approved.events.at(-1)).toMatchObject({
      type: 'EventPassedOver',
      actor: { id: PIETER },
      data: { event: EVENT, eventHash: HASH, reason: 'value-refused', proposedBy: OLIVIA },
    });
  });
});

test.each<[string, Passings, { passed: boolean; proposed: boolean; wanting: boolean }]>([
  ['proposed', proposed, { passed: false, proposed: true, wanting: false }],
  ['withdrawn', withdrawn, { passed: false, proposed: false, wanting: false }],
  ['approved', approved, { passed: true, proposed: false, wanting: true }],
  ['made up for', madeUp, { passed: true, proposed: false, wanting: false }],
])('what the register does of an event that is %s', (_what, { events }, expected) => {
  const decisions = decisionsOf(events);
  const has = (name: 'passed' | 'proposed' | 'wanting'): boolean => decisions[name]('register').has(EVENT);
  expect({ passed: has('passed'), proposed: has('proposed'), wanting: has('wanting') }).toEqual(expected);
  expect(decisions.passed('orders').size).toBe(0);
});

test('other read models have the event in its place once it was made up for; the register has it at the end', () => {
  const byAll = given()
    .and(propose({ projections: ['orders', 'register'] }), NOW, OLIVIA)
    .and(approve(PIETER), NOW, PIETER);
  const passedBy = ({ events }: Passings): boolean[] =>
    ['orders', 'register'].map(name => decisionsOf(events).passed(name).has(EVENT));
  expect([passedBy(byAll), passedBy(byAll.and(makeUp(MADE), NOW, OLIVIA))]).toEqual([
    [true, true],
    [false, true],
  ]);
});

describe('P16: a non-disclosure hold that comes late is as long as it would be', () => {
  const until = fc.integer({ min: 1, max: 900 }).map(day => new Date(day * 86_400_000).toISOString());
  const hide = fc.record({
    op: fc.constant('hide' as const),
    event: fc.constant(EVENT),
    matter: fc.constant('m'),
  });
  const later = fc.array(
    fc.record({
      op: fc.constantFrom('end' as const, 'extend' as const),
      matter: fc.constantFrom('m', 'other'),
      until,
    }),
  );

  test('what an event hides is hidden until the same moment, whatever was decided since', () => {
    fc.assert(
      fc.property(hide, fc.option(until), later, (one, end, since) => {
        const change: HoldChange = end === null ? one : { ...one, until: end };
        const [now] = holdsByNow([change], since);
        const expected = since
          .filter(({ matter }) => matter === 'm')
          .reduce(
            (at, { op, until: to }) => (op === 'end' ? Math.min : Math.max)(at, Date.parse(to)),
            end === null ? Infinity : Date.parse(end),
          );
        expect(now).toEqual({
          ...one,
          ...(expected !== Infinity && { until: new Date(expected).toISOString() }),
        });
      }),
    );
  });

  test('an extension does not hide again what was lifted since', () => {
    const extend = { op: 'extend', matter: 'm', until: '2027-01-01T00:00:00.000Z' } as const;
    const end = { op: 'end', matter: 'm', until: '2026-01-01T00:00:00.000Z' } as const;
    expect(holdsByNow([extend], [end])).toEqual([]);
    expect(holdsByNow([extend], [{ ...end, matter: 'other' }])).toEqual([extend]);
    expect(holdsByNow([end], [])).toEqual([end]);
  });

  test.each(['some day', '+275760-01-01T00:00:00Z'])(
    'what is no time of four digits makes nothing up: %s',
    until => {
      for (const op of ['end', 'extend'] as const)
        expect(() => holdsByNow([{ op, matter: 'm', until }], [])).toThrow(RangeError);
      expect(() => holdsByNow([{ op: 'hide', event: EVENT, matter: 'm', until }], [])).toThrow(RangeError);
    },
  );
});
