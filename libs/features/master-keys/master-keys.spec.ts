import type { DomainError } from '#libs/kernel';
import type { EpochEventData } from './events';
import { decideAttest } from './commands/attest-destruction';
import { decideActivated } from './commands/record-activation';
import { decideRetired } from './commands/record-retirement';
import { evolve, initial, type EpochsState } from './state';
import { wanting, type Wanted } from './wanting';

const [OLIVIA, PIETER] = ['pseudonym-of-olivia', 'pseudonym-of-pieter'];

type Happened = {
  [T in keyof EpochEventData]: [type: T, data: EpochEventData[T], by?: string];
}[keyof EpochEventData];

/** Events of the stream, a minute apart. */
function given(...events: readonly Happened[]): EpochsState {
  return events.reduce<EpochsState>(
    (state, [type, data, by = 'keys'], minute) =>
      evolve(state, { type, data, time: timeOf(minute), actor: { role: 'system', id: by } } as never),
    initial,
  );
}

const timeOf = (minute: number): string => `2026-11-30T10:0${minute}:00.000Z`;

const ROTATED = [
  ['EpochActivated', { epoch: 2 }],
  ['EpochRetired', { epoch: 1 }],
] as const satisfies Happened[];
const STATED = [...ROTATED, ['EpochDestructionStated', { epoch: 1 }, OLIVIA]] as const satisfies Happened[];
const DESTROYED = [
  ...STATED,
  ['EpochDestroyed', { epoch: 1, statedBy: OLIVIA }, PIETER],
] as const satisfies Happened[];

describe('Art. 17: that an epoch is destroyed is stated by two officers', () => {
  const attest = (state: EpochsState, by: string, holders: readonly string[] = []): unknown[] =>
    decideAttest(state, { epoch: 1 }, { by, holders }).map(({ type, data }) => [type, data]);
  const refusal = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return [(error as DomainError).code, (error as DomainError).details];
    }
  };

  test('the first states it, the second makes it so, and names the first', () => {
    expect(attest(given(...ROTATED), OLIVIA)).toEqual([['EpochDestructionStated', { epoch: 1 }]]);
    expect(attest(given(...STATED), PIETER)).toEqual([['EpochDestroyed', { epoch: 1, statedBy: OLIVIA }]]);
  });

  test('the same officer again is one officer still; what is destroyed is so once', () => {
    expect(attest(given(...STATED), OLIVIA)).toEqual([]);
    expect(attest(given(...DESTROYED), OLIVIA)).toEqual([]);
    expect(attest(given(...DESTROYED), PIETER)).toEqual([]);
  });

  test('not before it is retired, and not while a process has it in its memory', () => {
    const active = given(['EpochActivated', { epoch: 2 }]);
    expect(refusal(() => attest(active, OLIVIA))).toEqual(['epoch-not-retired', {}]);
    expect(refusal(() => attest(given(), OLIVIA))).toEqual(['epoch-not-retired', {}]);
    const held = ['epoch-still-held', { processes: ['host:1'] }];
    expect(refusal(() => attest(given(...ROTATED), OLIVIA, ['host:1']))).toEqual(held);
    expect(refusal(() => attest(given(...STATED), PIETER, ['host:1']))).toEqual(held);
  });
});

test('a step of a rotation is an event once, and an older epoch is never made active again', () => {
  expect(decideActivated(given(), { epoch: 2 })).toMatchObject([
    { type: 'EpochActivated', data: { epoch: 2 } },
  ]);
  expect(decideActivated(given(...ROTATED), { epoch: 2 })).toEqual([]);
  expect(decideActivated(given(...ROTATED), { epoch: 1 })).toEqual([]);
  expect(decideRetired(given(...ROTATED), { epoch: 1 })).toEqual([]);
});

describe('what is wanting before what was wrapped under epoch 1 is irrecoverable', () => {
  const told = { highest: 1, active: 2, fingerprints: 0 };
  test.each<
    [string, EpochsState, typeof told | { highest: number; active: number; fingerprints: null }, Wanted[]]
  >([
    [
      'another epoch, while it is the active one: an operator makes one',
      given(),
      { ...told, active: 1 },
      [{ what: 'next-epoch', epoch: 1, by: 'operator' }],
    ],
    [
      'its retirement, by an operator, since the next one is active',
      given(['EpochActivated', { epoch: 2 }]),
      told,
      [{ what: 'retirement', epoch: 1, by: 'operator', since: timeOf(0) }],
    ],
    [
      'the first statement, by an officer, since it is retired',
      given(...ROTATED),
      told,
      [{ what: 'first-statement', epoch: 1, by: 'privacy-officer', since: timeOf(1) }],
    ],
    [
      'the second, since the first',
      given(...STATED),
      told,
      [{ what: 'second-statement', epoch: 1, by: 'privacy-officer', since: timeOf(2) }],
    ],
    ['nothing, when two have stated it', given(...DESTROYED), told, []],
    [
      'the end of fingerprints of version 1, whatever else is done: an operator ends them',
      given(...DESTROYED),
      { ...told, fingerprints: null },
      [{ what: 'fingerprints', by: 'operator' }],
    ],
    [
      'the same of each epoch up to the highest that wrapped any of it',
      given(...DESTROYED),
      { ...told, highest: 2 },
      [{ what: 'next-epoch', epoch: 2, by: 'operator' }],
    ],
    [
      'the same of each epoch whose secrets file could make such fingerprints',
      given(...DESTROYED, ['EpochActivated', { epoch: 3 }]),
      { ...told, active: 3, fingerprints: 2 },
      [{ what: 'retirement', epoch: 2, by: 'operator', since: timeOf(4) }],
    ],
  ])('%s', (_, state, options, expected) => {
    expect(wanting(state, options)).toEqual(expected);
  });
});
