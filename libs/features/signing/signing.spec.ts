import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { givenIn, NOW, testId } from '#libs/commands/testing';
import { decideBeginOrigin } from './commands/begin-origin';
import { decideMake } from './commands/make-signing-key';
import { decideMove } from './commands/move-signer';
import { decideRecordFork } from './commands/record-fork';
import { decideRetire } from './commands/retire-signing-key';
import { decideRotate } from './commands/rotate-signing-key';
import type { FoundFork } from './guards';
import { activeKey, SIGNING, type SigningState } from './state';

const [catalogue] = shippedCatalogues() as [Catalogue];
const given = givenIn(SIGNING, catalogue);
const [ORIGIN, HERE] = ['inzage/test', testId('signer')];
const FORK: FoundFork = { origin: ORIGIN, since: new Date(NOW), sound: 3n, signed: 5n, place: 'file' };

const make = (state: SigningState) =>
  decideMake(state, undefined, { origin: ORIGIN, signer: HERE, key: '00000001', vkey: 'one' });
const rotate = (state: SigningState) =>
  decideRotate(state, undefined, { key: '00000002', vkey: 'two', until: 7n });
const retire = (state: SigningState) => decideRetire(state, undefined, { until: 9n });
const recordFork = (fork: FoundFork | undefined) => (state: SigningState, context: { id: typeof testId }) =>
  decideRecordFork(state, undefined, { ...context, fork });
const begin =
  (by: string, incident = testId('incident')) =>
  (state: SigningState) =>
    decideBeginOrigin(
      state,
      { incident },
      { by, key: '00000003', vkey: 'three', last: { size: 5n, root: Buffer.alloc(32) } },
    );

describe('keys of checkpoints', () => {
  test('one signs at a time: another is made when none does, takes its place, or nothing signs', () => {
    const made = given().and(make);
    made.when(make).thenRefused('signing-key-exists');
    made.when(rotate).thenYields({
      type: 'SigningKeyRotated',
      data: { origin: ORIGIN, key: '00000002', vkey: 'two', replaces: '00000001', until: '7' },
    });
    const retired = made.and(rotate).and(retire);
    expect(activeKey(retired.state)).toBeUndefined();
    expect(retired.state.keys.map(({ until }) => until)).toEqual(['7', '9']);
    for (const change of [rotate, retire]) retired.when(change).thenRefused('not-signing');
    expect(activeKey(retired.and(make).state)).toMatchObject({ key: '00000001' });
  });

  test('another place signs from when it is said; that this one does is no change', () => {
    const move = (signer: string) => (state: SigningState) => decideMove(state, undefined, { signer });
    given().when(move(HERE)).thenRefused('not-signing');
    given().and(make).when(move(HERE)).thenNothing();
    const moved = given()
      .and(make)
      .and(move(testId('other')));
    expect(moved.state.signer).toBe(testId('other'));
  });
});

describe('Art. 5(2) a register that does not go on from what was signed', () => {
  const recorded = given().and(make).and(recordFork(FORK), NOW, 'olivia');

  test('is put on record once, and only where it was found in the present origin', () => {
    given().and(make).when(recordFork(undefined)).thenRefused('not-forked');
    given()
      .and(make)
      .when(recordFork({ ...FORK, origin: 'another' }))
      .thenRefused('not-forked');
    recorded.when(recordFork(FORK)).thenNothing();
    expect(recorded.state.incident).toMatchObject({ incident: testId('incident'), by: 'olivia', sound: '3' });
  });

  test('gets a new origin from a second officer, which names the last checkpoint of the old one', () => {
    given().and(make).when(begin('pieter')).thenRefused('not-found');
    recorded.when(begin('pieter', testId('unknown'))).thenRefused('not-found');
    recorded.when(begin('olivia')).thenRefused('second-officer-needed');
    const begun = recorded.and(begin('pieter'));
    expect(begun.events.at(-1)).toMatchObject({
      data: { origin: `${ORIGIN}/2`, previous: { origin: ORIGIN, size: '5' } },
    });
    expect(begun.state.incident).toBeUndefined();
    expect(activeKey(begun.state)).toMatchObject({ origin: `${ORIGIN}/2`, key: '00000003' });
    begun.when(begin('pieter')).thenRefused('not-found');
  });
});
