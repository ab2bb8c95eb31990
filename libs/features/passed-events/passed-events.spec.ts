import fc from 'fast-check';
import { type DomainError } from '#libs/kernel';
import type { EventRecord } from '#libs/event-store';
import type { HoldChange } from '#libs/register';
import { decideApprove } from './commands/approve-passing';
import { decideMakeUp } from './commands/make-up-for-passed';
import { decidePropose, type ProposePassingBody } from './commands/propose-passing';
import { decideWithdraw } from './commands/withdraw-passing';
import { PASSED_STREAM } from './events';
import { holdsByNow } from './holds';
import type { StandingEvent } from './standing-events';
import { decisionsOf, evolve, initial, type PassingsState } from './state';

const [OLIVIA, PIETER] = ['olivia', 'pieter'];
const EVENT = '1d000000-0000-8000-8000-000000000001';
const PASSING = '1d000000-0000-8000-8000-000000000002';
const HASH = 'h'.repeat(43);
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

type Decided = readonly { readonly type: string; readonly data: unknown }[];

/** The log after these decisions, each with the officer who made it. */
const log = (...decided: readonly (readonly [by: string, events: Decided])[]): EventRecord[] =>
  decided.flatMap(([by, events]) =>
    events.map(({ type, data }) => ({
      id: EVENT,
      type,
      v: 1,
      stream: PASSED_STREAM,
      time: '2026-11-30T10:00:00.000Z',
      command: EVENT,
      actor: { role: 'privacy-officer', id: by },
      catalogue: '2018-05-25',
      data,
    })),
  );
const after = (records: readonly EventRecord[]): PassingsState =>
  (records as never[]).reduce(evolve, initial);

const propose = (state = initial, asked = body, at = [standing]): Decided =>
  decidePropose(state, asked, { passing: PASSING, standing: at });
const approve = (state: PassingsState, by: string, at = standing.projections): Decided =>
  decideApprove(state, PASSING, { by, standstills: at });
const code = (decide: () => unknown): string => {
  try {
    return JSON.stringify(decide());
  } catch (error) {
    return (error as DomainError).code;
  }
};

const PROPOSED = log([OLIVIA, propose()]);
const APPROVED = [...PROPOSED, ...log([PIETER, approve(after(PROPOSED), PIETER)])];
const WITHDRAWN = [...PROPOSED, ...log([PIETER, decideWithdraw(after(PROPOSED), PASSING)])];
const MADE_UP = [...APPROVED, ...log([OLIVIA, decideMakeUp(after(APPROVED), PASSING, MADE)])];

describe('given a projection that stands at an event', () => {
  test.each<[string, () => unknown, string]>([
    ['another event is proposed', () => propose(initial, { ...body, event: PASSING }), 'event-not-stood-at'],
    ['nothing stands', () => propose(initial, body, []), 'event-not-stood-at'],
    [
      'a projection that goes on is proposed',
      () => propose(initial, { ...body, projections: ['register', 'records'] }),
      'event-not-stood-at',
    ],
    [
      'the hash is another',
      () => propose(initial, { ...body, eventHash: 'i'.repeat(43) }),
      'event-hash-differs',
    ],
    [
      'it is a decision about passing over',
      () => propose(initial, body, [{ ...standing, stream: PASSED_STREAM }]),
      'event-not-passable',
    ],
    ['a proposal stands', () => propose(after(PROPOSED)), 'passing-proposed'],
    ['who proposed approves', () => approve(after(PROPOSED), OLIVIA), 'second-officer-needed'],
    [
      'the projection went on before the approval',
      () => approve(after(PROPOSED), PIETER, []),
      'event-not-stood-at',
    ],
    ['nobody proposed', () => approve(initial, PIETER), 'not-found'],
    ['it was withdrawn', () => approve(after(WITHDRAWN), PIETER), 'passing-closed'],
    ['what is approved is withdrawn', () => decideWithdraw(after(APPROVED), PASSING), 'passing-closed'],
    [
      'it is made up for before it is passed over',
      () => decideMakeUp(after(PROPOSED), PASSING, undefined),
      'passing-not-approved',
    ],
  ])('when %s, it is refused', (_what, decide, expected) => {
    expect(code(decide)).toBe(expected);
  });

  test('each step again changes nothing', () => {
    expect(approve(after(APPROVED), OLIVIA)).toEqual([]);
    expect(decideWithdraw(after(WITHDRAWN), PASSING)).toEqual([]);
    expect(decideMakeUp(after(MADE_UP), PASSING, undefined)).toEqual([]);
  });

  test('after a withdrawal, or once it was passed over by others, it can be proposed again', () => {
    for (const records of [WITHDRAWN, APPROVED])
      expect(propose(after(records), { ...body, projections: ['orders'] })).toMatchObject([
        { type: 'PassingProposed', data: { projections: ['orders'], errors: ['error 22007'] } },
      ]);
  });

  test('the approval says which event, with its hash, why, and who proposed it', () => {
    expect(APPROVED.at(-1)).toMatchObject({
      type: 'EventPassedOver',
      actor: { id: PIETER },
      data: { event: EVENT, eventHash: HASH, reason: 'value-refused', proposedBy: OLIVIA },
    });
  });
});

test.each<[string, EventRecord[], { passed: boolean; proposed: boolean; wanting: boolean }]>([
  ['proposed', PROPOSED, { passed: false, proposed: true, wanting: false }],
  ['withdrawn', WITHDRAWN, { passed: false, proposed: false, wanting: false }],
  ['approved', APPROVED, { passed: true, proposed: false, wanting: true }],
  ['made up for', MADE_UP, { passed: true, proposed: false, wanting: false }],
])('what the register does of an event that is %s', (_what, records, expected) => {
  const decisions = decisionsOf(records);
  const [passed, proposed, wanting] = (['passed', 'proposed', 'wanting'] as const).map(name =>
    decisions[name]('register').has(EVENT),
  );
  expect({ passed, proposed, wanting }).toEqual(expected);
  expect(decisions.passed('orders').size).toBe(0);
});

test('other read models have the event in its place once it was made up for; the register has it at the end', () => {
  const all = { ...body, projections: ['orders', 'register'] };
  const proposed = log([OLIVIA, propose(initial, all)]);
  const approved = [...proposed, ...log([PIETER, approve(after(proposed), PIETER)])];
  const madeUp = [...approved, ...log([OLIVIA, decideMakeUp(after(approved), PASSING, MADE)])];
  const passedBy = (records: EventRecord[]): boolean[] =>
    ['orders', 'register'].map(name => decisionsOf(records).passed(name).has(EVENT));
  expect([passedBy(approved), passedBy(madeUp)]).toEqual([
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
