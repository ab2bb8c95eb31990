import { comparePositions } from '#libs/event-store';
import { SIGNING, type KnownKey, type SigningState } from '#features/signing/state';
import {
  allCheckpoints,
  CheckpointFile,
  forkOf,
  isSignedBy,
  originsOfCheckpoints,
  readCheckpoint,
  readNote,
  readVkey,
  RegisterTree,
  SignerPlace,
  TreeDamaged,
  type Checkpoint,
  type Fork,
  type TreeHead,
} from '#libs/register';
import type { Check } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

/**
 * What was signed still holds: each checkpoint, in the table and in the file, is signed by a key that the log names, and its tree
 * is the beginning of the register's; what one of the two has the other has. Both are the operator's own: who changes register,
 * log and both of them shows only against a checkpoint that somebody else has.
 */
export const checkpoints: Check = {
  name: 'checkpoints',
  async run(world) {
    const tally = new Tally();
    const { origins, keys, signer } = await signingState(world);
    const { signing } = world.config;
    for (const origin of await originsOfCheckpoints(world.service))
      if (!origins.includes(origin)) tally.add('checkpoint-altered', 'an origin that the log does not know');
    // Where one is made meanwhile, it is in the table first.
    const file = new CheckpointFile(signing.checkpoints);
    for (const origin of origins) {
      const own = keys.filter(key => key.origin === origin);
      const [inFile, inTable] = [await file.all(origin), await allCheckpoints(world.service, origin)];
      // What came before a new origin ended with an incident, which the log tells.
      const current = origin === origins.at(-1);
      const holds = current ? await goesOn(world) : () => Promise.resolve(true);
      const forked: string[] = [];
      let sound = 0n;
      for (const [place, stored] of [
        ['table', inTable],
        ['file', inFile],
      ] as const)
        for (const one of stored) {
          const head = signed(one, own);
          if (!head) tally.add('checkpoint-altered', `size ${one.size}, in the ${place}`);
          else if (!(await holds(head))) forked.push(`size ${head.size}, in the ${place}`);
          else if (head.size > sound) sound = head.size;
        }
      if (current) tell(tally, forked, sound, await forkOf(world.service, origin));
      const here = (await new SignerPlace(signing.checkpoints, signing.machine).signer()) === signer;
      if (here) compare(tally, inTable, inFile);
    }
    return tally.findings();
  },
};

/**
 * From which size on the register is another, since when the service knows that, and at which sizes it shows. What the service
 * knows by table or file the doctor has looked at by itself, and a moment later; what a witness said it cannot ask.
 */
function tell(tally: Tally, forked: readonly string[], sound: bigint, known: Fork | undefined): void {
  const since = known ? `known since ${known.since.toISOString()}` : 'not known to the service yet';
  if (forked.length > 0) {
    tally.add('register-forked', `sound up to ${sound} entries, ${since}`, 0);
    for (const place of forked) tally.add('register-forked', place);
  } else if (known && known.place !== 'table' && known.place !== 'file')
    tally.add('register-forked', `sound up to ${known.sound} entries, ${since}, by what a witness has`);
}

/** Trees that were signed for, of the origin that is signed now, from the smallest. */
export async function signedTrees(world: World): Promise<TreeHead[]> {
  const { origins, keys } = await signingState(world);
  const origin = origins.at(-1);
  if (origin === undefined) return [];
  const own = keys.filter(key => key.origin === origin);
  const file = new CheckpointFile(world.config.signing.checkpoints);
  const stored = [...(await allCheckpoints(world.service, origin)), ...(await file.all(origin))];
  return stored.flatMap(one => signed(one, own) ?? []).sort((a, b) => Number(a.size - b.size));
}

/** What the log says of who signs with what. */
async function signingState(world: World): Promise<SigningState> {
  const events = await (await world.log()).readStream(SIGNING.name);
  const { initial, evolve } = SIGNING.fold;
  return events.reduce(
    (folded, stored) => evolve(folded, world.read(stored) as Parameters<typeof evolve>[1], stored.revision),
    initial,
  );
}

/** Both places have the same, but for the newest in the table, which may be on its way to the file. */
function compare(tally: Tally, inTable: readonly Checkpoint[], inFile: readonly Checkpoint[]): void {
  const [table, file] = [inTable, inFile].map(stored => new Map(stored.map(one => [one.size, one])));
  const newest = inTable[0]?.size;
  for (const [size, one] of table!) {
    const other = file!.get(size);
    if (!other && size !== newest) tally.add('checkpoint-missing', `size ${size}, in the file`);
    if (other && other.time.getTime() !== one.time.getTime())
      tally.add('checkpoint-altered', `size ${size}, its time in table and file`);
  }
  for (const size of file!.keys())
    if (!table!.has(size)) tally.add('checkpoint-missing', `size ${size}, in the table`);
}

/** What the note says, where it is what is said beside it, and a key of the log signed it that was not retired before. */
function signed(
  { note, origin, size, root, key }: Checkpoint,
  keys: readonly KnownKey[],
): TreeHead | undefined {
  try {
    const { text, signatures } = readNote(note);
    const head = readCheckpoint(text);
    const same = head.origin === origin && head.size === size && head.root.equals(root);
    const by = keys.filter(({ until }) => until === undefined || head.size <= BigInt(until));
    const valid = by.some(({ vkey }) =>
      signatures.some(each => each.id === key && isSignedBy(text, each, readVkey(vkey))),
    );
    return same && valid ? head : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the register goes on from a tree. */
export async function goesOn(world: World): Promise<(head: TreeHead) => Promise<boolean>> {
  const tree = new RegisterTree(world.service);
  const [now, isBehind] = [await tree.size(), await behind(world)];
  return async ({ size, root }) => {
    if (size > now) return isBehind;
    try {
      return (await tree.root(size)).equals(root);
    } catch (error) {
      if (error instanceof TreeDamaged) return false;
      throw error;
    }
  };
}

/** Whether the register has not applied all of the log yet. */
async function behind(world: World): Promise<boolean> {
  const head = await (await world.log()).head();
  const { rows } = await world.service.query<{ position: string }>(
    "select position from checkpoints where projection = 'register'",
  );
  const at = rows[0]?.position;
  return head !== null && (at === undefined || comparePositions(at, head) < 0);
}
