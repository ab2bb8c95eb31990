import { shippedCatalogues } from '#libs/catalogue';
import { givenIn, type Scenario } from '#libs/commands/testing';
import { decideAttest } from './commands/attest-destruction';
import { decideActivated } from './commands/record-activation';
import { decideRetired } from './commands/record-retirement';
import type { EpochEventData } from './events';
import { event } from './guards';
import { EPOCHS, type EpochsState } from './state';
import { wanting, type Wanted } from './wanting';

const [OLIVIA, PIETER] = ['pseudonym-of-olivia', 'pseudonym-of-pieter'];

type Epochs = Scenario<EpochsState, EpochEventData>;
type Decide = Parameters<Epochs['when']>[0];

const given = givenIn(EPOCHS, shippedCatalogues()[0]!);
/** Steps are a minute apart. */
const timeOf = (minute: number): string => `2026-11-30T10:0${minute}:00.000Z`;

const activate =
  (epoch: number): Decide =>
  state =>
    decideActivated(state, { epoch });
const retire =
  (epoch: number): Decide =>
  state =>
    decideRetired(state, { epoch });
/** States that epoch 1 is destroyed. */
const attest =
  (by: string, holders: readonly string[] = []): Decide =>
  state =>
    decideAttest(state, { epoch: 1 }, { by, holders });

const activated = given().and(activate(2), timeOf(0));
const rotated = activated.and(retire(1), timeOf(1));
const stated = rotated.and(attest(OLIVIA), timeOf(2), OLIVIA);
const destroyed = stated.and(attest(PIETER), timeOf(3), PIETER);

describe('Art. 17: that an epoch is destroyed is stated by two officers', () => {
  test('the first states it, the second makes it so, and names the first', () => {
    rotated.when(attest(OLIVIA)).thenYields(event('EpochDestructionStated', { epoch: 1 }));
    stated.when(attest(PIETER)).thenYields(event('EpochDestroyed', { epoch: 1, statedBy: OLIVIA }));
  });

  test('the same officer again is one officer still; what is destroyed is so once', () => {
    stated.when(attest(OLIVIA)).thenNothing();
    destroyed.when(attest(OLIVIA)).thenNothing();
    destroyed.when(attest(PIETER)).thenNothing();
  });

  test('not before it is retired, and not while a process has it in its memory', () => {
    activated.when(attest(OLIVIA)).thenRefused('epoch-not-retired', {});
    given().when(attest(OLIVIA)).thenRefused('epoch-not-retired', {});
    const held = { processes: ['host:1'] };
    rotated.when(attest(OLIVIA, ['host:1'])).thenRefused('epoch-still-held', held);
    stated.when(attest(PIETER, ['host:1'])).thenRefused('epoch-still-held', held);
  });
});

test('a step of a rotation is an event once, and an older epoch is never made active again', () => {
  given()
    .when(activate(2))
    .thenYields(event('EpochActivated', { epoch: 2 }));
  rotated.when(activate(2)).thenNothing();
  rotated.when(activate(1)).thenNothing();
  rotated.when(retire(1)).thenNothing();
});

describe('what is wanting before what was wrapped under epoch 1 is irrecoverable', () => {
  const told = { highest: 1, active: 2, fingerprints: 0 };
  test.each<
    [string, Epochs, typeof told | { highest: number; active: number; fingerprints: null }, Wanted[]]
  >([
    [
      'another epoch, while it is the active one: an operator makes one',
      given(),
      { ...told, active: 1 },
      [{ what: 'next-epoch', epoch: 1, by: 'operator' }],
    ],
    [
      'its retirement, by an operator, since the next one is active',
      activated,
      told,
      [{ what: 'retirement', epoch: 1, by: 'operator', since: timeOf(0) }],
    ],
    [
      'the first statement, by an officer, since it is retired',
      rotated,
      told,
      [{ what: 'first-statement', epoch: 1, by: 'privacy-officer', since: timeOf(1) }],
    ],
    [
      'the second, since the first',
      stated,
      told,
      [{ what: 'second-statement', epoch: 1, by: 'privacy-officer', since: timeOf(2) }],
    ],
    ['nothing, when two have stated it', destroyed, told, []],
    [
      'the end of fingerprints of version 1, whatever else is done: an operator ends them',
      destroyed,
      { ...told, fingerprints: null },
      [{ what: 'fingerprints', by: 'operator' }],
    ],
    [
      'the same of each epoch up to the highest that wrapped any of it',
      destroyed,
      { ...told, highest: 2 },
      [{ what: 'next-epoch', epoch: 2, by: 'operator' }],
    ],
    [
      'the same of each epoch whose secrets file could make such fingerprints',
      destroyed.and(activate(3), timeOf(4)),
      { ...told, active: 3, fingerprints: 2 },
      [{ what: 'retirement', epoch: 2, by: 'operator', since: timeOf(4) }],
    ],
  ])('%s', (_, epochs, options, expected) => {
    expect(wanting(epochs.state, options)).toEqual(expected);
  });
});
