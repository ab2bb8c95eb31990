import fc from 'fast-check';
import { purposeOf, shippedCatalogues } from '#libs/catalogue';
import type { DecisionContext } from '#libs/commands';
import { givenIn, type Scenario } from '#libs/commands/testing';
import { breachClock } from '#libs/deadlines';
import { decideAssess, type AssessBreachBody } from './commands/assess-breach';
import { decideClose } from './commands/close-breach';
import { decideCorrect, type CorrectBreachBody } from './commands/correct-breach';
import { decideExpiry } from './commands/expire-breach';
import { decideNotTell, type NotTellPersonsBody } from './commands/not-tell-persons';
import { decideNotify, type NotifyAuthorityBody } from './commands/notify-authority';
import { decideRecord, type RecordBreachBody } from './commands/record-breach';
import { decideRemind } from './commands/remind-of-breach';
import { decideTell } from './commands/tell-persons';
import type { BreachEventData, BreachReminded } from './events';
import { breachStreamOf, type BreachState } from './state';
import { statusOf, timeLeft } from './statuses';
import { breachTimers } from './timers';

const catalogue = shippedCatalogues().at(-1)!;
const purpose = purposeOf(catalogue, 'data-breach')!;
const ID = '0de00000-0000-8000-8000-000000000002';
const NOW = '2026-12-01T16:00:00.000Z';
const given = givenIn(breachStreamOf(ID), catalogue, NOW);
type Breach = Scenario<BreachState, BreachEventData>;

const FOUND: RecordBreachBody = {
  happenedAt: '2026-12-01T08:00:00Z',
  foundAt: '2026-12-01T10:00:00Z',
  knownAt: '2026-12-01T13:20:00Z',
  description: 'An export lay open.',
};
const { knownAt: _known, ...UNSURE } = FOUND;
const DUE = '2026-12-04T14:00:00.000Z';
const ASSESSED: AssessBreachBody = {
  natures: ['confidentiality'],
  causes: ['human-error'],
  persons: ['domain-holders', 'customers'],
  data: ['email', 'familyName'],
  numberOfPersons: 120,
  consequences: 'Unwanted mail.',
  measuresTaken: 'The export was closed.',
  risk: 'high-risk',
  riskReasons: 'Addresses were copied.',
};
const PHASE: NotifyAuthorityBody = { channel: 'online-form', complete: false, reference: 'DB-2026-17' };

const record = (body: RecordBreachBody) => (state: BreachState, context: DecisionContext) =>
  decideRecord(state, body, context);
/** @param seen the version of the breach that is decided upon: the newest, where it is left out */
const correct = (body: CorrectBreachBody, seen?: number) => (state: BreachState, context: DecisionContext) =>
  decideCorrect(state, body, { ...context, version: seen ?? state.version });
const assess =
  (more: Partial<AssessBreachBody> = {}, seen?: number) =>
  (state: BreachState) =>
    decideAssess(state, { ...ASSESSED, ...more }, { version: seen ?? state.version });
const notify =
  (more: Partial<NotifyAuthorityBody> = {}) =>
  (state: BreachState, context: DecisionContext) =>
    decideNotify(state, { ...PHASE, ...more }, context);
const tell = (state: BreachState, context: DecisionContext) =>
  decideTell(state, { channel: 'letter', number: 120 }, context);
const notTell = (body: NotTellPersonsBody, seen?: number) => (state: BreachState) =>
  decideNotTell(state, body, { version: seen ?? state.version });
const close = (state: BreachState, context: DecisionContext) =>
  decideClose(state, { learned: 'Exports expire.' }, context);
const remind =
  (about: BreachReminded['about'], due = DUE) =>
  (state: BreachState) =>
    decideRemind(state, { about, due });

const recorded = (body: RecordBreachBody = FOUND): Breach => given().and(record(body));
const assessed = (more?: Partial<AssessBreachBody>): Breach => recorded().and(assess(more));

/** Rules that a refusal names. */
function rules(decision: () => unknown): unknown {
  try {
    decision();
    return [];
  } catch (error) {
    const { details } = error as { details: { errors: { pointer: string; rule: string }[] } };
    return details.errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
  }
}

describe('Art. 33(5): a breach is recorded', () => {
  test('with each moment apart, and the end of the 72 hours; what was written is sealed', () => {
    const [event] = given().when(record(FOUND)).events() as ReturnType<typeof decideRecord>;
    const { sealed, ...clear } = event!.data;
    expect(clear).toEqual({
      purpose: 'data-breach/1',
      basis: 'A6-1-c',
      happenedAt: '2026-12-01T08:00:00.000Z',
      foundAt: '2026-12-01T10:00:00.000Z',
      knownAt: '2026-12-01T13:20:00.000Z',
      clock: breachClock(FOUND.knownAt!),
    });
    expect(sealed).toMatchObject({ purpose: 'data-breach', values: { description: FOUND.description } });
  });

  test('before anybody is certain: then no hours run, and the authority cannot be told yet', () => {
    const unsure = recorded(UNSURE);
    expect(unsure.state.clock).toBeUndefined();
    unsure.when(notify()).thenRefused('breach-not-known');
    const known = unsure.and(correct({ knownAt: FOUND.knownAt!, reason: 'The logs show it.' }));
    expect(known.state.clock?.due).toBe(DUE);
  });

  test.each<[string, Partial<RecordBreachBody>, string]>([
    ['known before it happened', { knownAt: '2026-12-01T07:59:59Z' }, '/knownAt after-it-happened'],
    ['known before it was found', { knownAt: '2026-12-01T09:00:00Z' }, '/knownAt after-it-was-found'],
    ['found before it happened', { foundAt: '2026-12-01T07:00:00Z' }, '/foundAt after-it-happened'],
    ['over before it began', { endedAt: '2026-12-01T07:00:00Z' }, '/endedAt after-it-happened'],
    ['reported before it happened', { reportedAt: '2026-12-01T07:00:00Z' }, '/reportedAt after-it-happened'],
    ['in the future', { knownAt: '2026-12-01T16:00:00.001Z' }, '/knownAt not-in-the-future'],
    ['happening in the future', { happenedAt: '2999-12-31T00:00:00Z' }, '/happenedAt not-in-the-future'],
    ['a processor without a time', { processor: 'accounting-office' }, '/reportedAt needed-with-processor'],
    [
      'a processor that nobody knows',
      { processor: 'nobody', reportedAt: '2026-12-01T09:00:00Z' },
      '/processor recipient-of-catalogue',
    ],
  ])('never %s', (_what, more, rule) => {
    const decision = given().when(record({ ...FOUND, ...more }));
    decision.thenRefused('malformed-value', { errors: expect.anything() as never });
    expect(rules(decision.events)).toEqual([rule]);
  });

  test('for any moments: what is taken has nothing of the future, and nothing before it happened', () => {
    const time = fc
      .integer({ min: Date.parse('2026-11-20T00:00:00Z'), max: Date.parse('2026-12-10T00:00:00Z') })
      .map(at => new Date(at).toISOString());
    const some = fc.record(
      { happenedAt: time, endedAt: time, reportedAt: time, knownAt: time },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(some, time, (moments, foundAt) => {
        const decision = given().when(record({ ...moments, foundAt, description: 'x' }));
        if (decision.refusal() !== undefined) return;
        const [event] = decision.events() as ReturnType<typeof decideRecord>;
        const { data } = event!;
        const { happenedAt = '', endedAt = NOW, knownAt = NOW } = data;
        expect([endedAt, data.foundAt, knownAt].every(at => at <= NOW && at >= happenedAt)).toBe(true);
        expect(data.clock?.due).toBe(moments.knownAt && breachClock(moments.knownAt).due);
      }),
    );
  });
});

describe('more becomes known', () => {
  test('what is left out stays; another time of knowing is another end of the hours', () => {
    const corrected = recorded().and(
      correct({ knownAt: '2026-12-01T11:10:00Z', reason: 'Somebody had seen it.' }),
    );
    expect(corrected.state).toMatchObject({
      moments: { happenedAt: '2026-12-01T08:00:00.000Z', knownAt: '2026-12-01T11:10:00.000Z' },
      clock: { due: '2026-12-04T12:00:00.000Z' },
    });
    expect(corrected.state.descriptions).toHaveLength(1);
  });

  test('the same again is nothing; the same with another description is something', () => {
    recorded()
      .when(correct({ knownAt: FOUND.knownAt!, reason: 'x' }))
      .thenNothing();
    const described = recorded().and(correct({ description: 'It was a backup.', reason: 'x' }));
    expect(described.state.descriptions).toHaveLength(2);
  });

  test('it is held to the same order of moments', () => {
    recorded()
      .when(correct({ happenedAt: '2026-12-01T14:00:00Z', reason: 'x' }))
      .thenRefused('malformed-value', {
        errors: [{ pointer: '/foundAt', rule: 'after-it-happened' }] as never,
      });
  });

  test('the last assessment stands', () => {
    const again = assessed().and(assess({ risk: 'unlikely' }));
    expect(again.state.assessment).toMatchObject({
      risk: 'unlikely',
      persons: ['customers', 'domain-holders'],
    });
  });
});

describe('what stands in the place of something is decided upon it as it is', () => {
  const reason = 'The disk was encrypted.';
  const replacing = (seen: number) => [
    correct({ description: 'It was a backup.', reason: 'x' }, seen),
    // The same again, which changes nothing, is told as well that there is more than was seen.
    correct({ knownAt: FOUND.knownAt!, reason: 'x' }, seen),
    assess({ risk: 'risk' }, seen),
    notTell({ ground: 'unintelligible', reason }, seen),
  ];

  test('whatever another officer did since, nothing is written over it', () => {
    const seen = assessed();
    const others = [
      seen.and(correct({ description: 'It was a copy.', reason: 'x' })),
      seen.and(assess({ riskReasons: 'Nobody has the key.' })),
      seen.and(notTell({ ground: 'risk-averted', reason })),
      seen.and(notify()),
      seen.and(tell),
    ];
    for (const other of others)
      for (const decide of replacing(seen.state.version)) other.when(decide).thenRefused('stale-version');
    for (const decide of replacing(seen.state.version + 1)) seen.when(decide).thenRefused('stale-version');
  });

  test('a reminder, which is nobody’s doing, is in nobody’s way', () => {
    const seen = assessed();
    const [described] = replacing(seen.state.version);
    expect(seen.and(remind('due-soon')).when(described!).events()).toHaveLength(1);
  });

  test('of what is closed it is said that it is closed', () => {
    const seen = assessed({ risk: 'unlikely' });
    for (const decide of replacing(seen.state.version))
      seen.and(close).when(decide).thenRefused('breach-closed');
  });
});

describe('Art. 33(1), (4): the authority is told', () => {
  test('in phases, each with its time, channel and reference', () => {
    const first = recorded().and(notify());
    const second = first
      .and(assess())
      .and(notify({ complete: true, channel: 'letter' }), '2026-12-09T10:00:00Z');
    expect(second.state.notifications).toMatchObject([
      { at: NOW, channel: 'online-form', complete: false },
      { at: '2026-12-09T10:00:00.000Z', channel: 'letter', complete: true },
    ]);
    // In time: that more followed late is what phases are for.
    expect(second.state.notifications.some(({ late }) => late)).toBe(false);
  });

  test('in time to the last millisecond; from then on late, and with the reasons of the delay', () => {
    const at = (time: string, more?: Partial<NotifyAuthorityBody>) => recorded().when(notify(more), time);
    expect(at('2026-12-04T13:59:59.999Z').events()[0]!.data).not.toHaveProperty('late');
    at(DUE).thenRefused('delay-reasons-missing', { due: DUE });
    expect(at(DUE, { delayReasons: 'The processor did not answer.' }).events()[0]!.data).toMatchObject({
      late: true,
    });
  });

  test('what was told in time is recorded in time, however late that is', () => {
    const late = recorded().when(notify({ at: '2026-12-02T09:00:00Z' }), '2026-12-20T09:00:00Z');
    expect(late.events()[0]!.data).toMatchObject({ at: '2026-12-02T09:00:00.000Z' });
    expect(late.events()[0]!.data).not.toHaveProperty('late');
  });

  test('never before it was known, nor in the future; all of it only once it is assessed', () => {
    recorded()
      .when(notify({ at: '2026-12-01T13:00:00Z' }))
      .thenRefused('malformed-value', { errors: [{ pointer: '/at', rule: 'after-it-was-known' }] as never });
    expect(
      recorded()
        .when(notify({ at: '2026-12-01T16:00:01Z' }))
        .refusal(),
    ).toBe('malformed-value');
    recorded()
      .when(notify({ complete: true }))
      .thenRefused('breach-not-assessed');
  });
});

describe('reminders after 48 and 72 hours', () => {
  const timers = (breach: Breach): unknown[] =>
    breach.events.flatMap(event => {
      const set = breachTimers.set as Record<
        string,
        ((data: unknown, record: unknown) => unknown[]) | undefined
      >;
      return set[event.type]?.(event.data, event) ?? [];
    });

  test('are set by when it became known, move with it, and go when the authority was told', () => {
    expect(timers(recorded())).toMatchObject([
      { op: 'schedule', name: 'breach/due-soon', key: ID, due: new Date('2026-12-03T14:00:00Z') },
      { op: 'schedule', name: 'breach/overdue', key: ID, due: new Date(DUE) },
    ]);
    expect(timers(recorded(UNSURE))).toEqual([]);
    const told = recorded().and(notify());
    expect(timers(told).slice(2)).toMatchObject([
      { op: 'cancel', name: 'breach/due-soon' },
      { op: 'cancel', name: 'breach/overdue' },
    ]);
  });

  test('once for each end of the hours that stands', () => {
    recorded()
      .when(remind('due-soon'))
      .thenYields({ type: 'BreachReminded', data: { about: 'due-soon', due: DUE } });
    recorded().and(remind('due-soon')).when(remind('due-soon')).thenNothing();
    expect(recorded().and(remind('due-soon')).when(remind('overdue')).events()).toHaveLength(1);
    recorded().when(remind('overdue', '2026-12-05T14:00:00.000Z')).thenNothing();
  });

  test.each<[string, Breach]>([
    ['the authority was told', recorded().and(notify())],
    ['a risk is unlikely', assessed({ risk: 'unlikely' })],
    ['it is closed', assessed({ risk: 'unlikely' }).and(close)],
  ])('not once %s', (_what, breach) => breach.when(remind('overdue')).thenNothing());
});

describe('Art. 34: persons', () => {
  test('are told, once it is assessed what to tell them', () => {
    recorded().when(tell).thenRefused('breach-not-assessed');
    assessed()
      .when(tell)
      .thenYields({ type: 'PersonsTold', data: { at: NOW, channel: 'letter', number: 120 } });
  });

  test('are not told only of a high risk, for a ground of Art. 34(3); of (c) with a public communication', () => {
    const reason = 'The disk was encrypted.';
    expect(assessed().and(notTell({ ground: 'unintelligible', reason })).state.notTold).toMatchObject({
      ground: 'unintelligible',
    });
    assessed({ risk: 'risk' })
      .when(notTell({ ground: 'unintelligible', reason }))
      .thenRefused('no-high-risk');
    const wrong: NotTellPersonsBody[] = [
      { ground: 'disproportionate', reason },
      { ground: 'risk-averted', reason, publicCommunication: 'On the site.' },
    ];
    for (const body of wrong) expect(assessed().when(notTell(body)).refusal()).toBe('malformed-value');
  });
});

describe('a breach is closed with what was learned', () => {
  const told = (): Breach =>
    assessed()
      .and(notify({ complete: true }))
      .and(tell);

  test('once it is assessed, and the authority and persons were told', () => {
    recorded().when(close).thenRefused('breach-not-assessed');
    assessed().when(close).thenRefused('authority-not-notified');
    assessed().and(notify()).when(close).thenRefused('authority-not-notified');
    assessed()
      .and(notify({ complete: true }))
      .when(close)
      .thenRefused('persons-not-told');
    expect(told().and(close).state.status).toBe('closed');
    expect(
      assessed({ risk: 'risk' })
        .and(notify({ complete: true }))
        .and(close).state.status,
    ).toBe('closed');
  });

  test('of an unlikely risk nobody has to be told', () => {
    expect(assessed({ risk: 'unlikely' }).and(close).state.status).toBe('closed');
  });

  test('where it turned out that it was known earlier, and so told late, not without the reasons', () => {
    const late = recorded({ ...FOUND, happenedAt: '2026-11-20T08:00:00Z', foundAt: '2026-11-21T08:00:00Z' })
      .and(assess({ risk: 'risk' }))
      .and(notify({ complete: true }))
      .and(correct({ knownAt: '2026-11-22T08:00:00Z', reason: 'An e-mail was found.' }));
    late.when(close).thenRefused('delay-reasons-missing', { due: '2026-11-25T09:00:00.000Z' });
    const explained = late.and(notify({ complete: true, delayReasons: 'The e-mail was not read.' }));
    expect(explained.and(close).state.status).toBe('closed');
  });

  test('then nothing is added, and again is nothing', () => {
    const closed = told().and(close);
    closed.when(close).thenNothing();
    const added = [
      correct({ reason: 'x' }),
      assess(),
      notify(),
      tell,
      notTell({ ground: 'risk-averted', reason: 'x' }),
    ];
    for (const decide of added) closed.when(decide).thenRefused('breach-closed');
  });

  test('what was written ends five years later, as the catalogue says', () => {
    const expiry = (at: string) =>
      decideExpiry(told().and(close).state, undefined, { now: new Date(at), purpose });
    expect(expiry(NOW)).toEqual(new Date('2031-12-01T23:00:00Z'));
    expect(expiry('2031-12-01T22:59:59Z')).toEqual(new Date('2031-12-01T23:00:00Z'));
    expect(expiry('2031-12-01T23:00:00Z')).toBe('over');
    expect(decideExpiry(told().state, undefined, { now: new Date(NOW), purpose })).toBeUndefined();
  });
});

test('nothing is done to a breach that is not there', () => {
  const none = given();
  for (const decide of [correct({ reason: 'x' }), assess(), notify(), tell, close])
    none.when(decide).thenRefused('not-found');
});

test('its status says what is to be done, and hours are told while they matter', () => {
  const facts = { closed: false, notified: false };
  expect(statusOf(facts)).toBe('under-inquiry');
  expect(statusOf({ ...facts, due: DUE })).toBe('to-notify');
  expect(statusOf({ ...facts, due: DUE, risk: 'unlikely' })).toBe('not-to-notify');
  expect(statusOf({ ...facts, due: DUE, notified: true })).toBe('notified');
  expect(statusOf({ ...facts, due: DUE, closed: true })).toBe('closed');
  expect(timeLeft('to-notify', DUE, new Date(NOW))).toEqual({ hoursLeft: 70 });
  expect(timeLeft('notified', DUE, new Date(NOW))).toEqual({});
});
