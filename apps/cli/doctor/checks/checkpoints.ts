import { comparePositions } from '#libs/event-store';
import { SIGNING, type KnownKey } from '#libs/features/signing';
import {
  CheckpointFile,
  checkpoints as storedCheckpoints,
  isSignedBy,
  readCheckpoint,
  readNote,
  readVkey,
  RegisterTree,
  TreeDamaged,
  type Checkpoint,
  type TreeHead,
} from '#libs/register';
import type { Check } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

const PAGE = 1_000;

/**
 * What was signed still holds: each checkpoint, in the table and in the file, is signed by a key that the log names, and its tree
 * is the beginning of the register's. Both are the operator's own: who changes register, log and both of them shows only
 * against a checkpoint that somebody else has.
 */
export const checkpoints: Check = {
  name: 'checkpoints',
  async run(world) {
    const tally = new Tally();
    const tree = new RegisterTree(world.service);
    const size = await tree.size();
    const isBehind = await behind(world);
    for (const { origin, keys } of await origins(world)) {
      for (const [place, notes] of [
        ['table', inTable(world, origin)],
        ['file', new CheckpointFile(world.config.signing.checkpoints).all(origin)],
      ] as const)
        for (const one of await notes) {
          const head = signed(one, keys);
          if (!head) tally.add('checkpoint-altered', `size ${one.size}, in the ${place}`);
          else if (head.size > size ? !isBehind : !(await holds(tree, head)))
            tally.add('register-forked', `size ${head.size}, in the ${place}`);
        }
    }
    return tally.findings();
  },
};

/** The origin that is signed for; what came before a new one ended with an incident, which the log tells. */
async function origins(world: World): Promise<{ origin: string; keys: readonly KnownKey[] }[]> {
  const events = await (await world.log()).readStream(SIGNING.name);
  const { initial, evolve } = SIGNING.fold;
  const state = events.reduce(
    (folded, stored) => evolve(folded, world.read(stored) as Parameters<typeof evolve>[1], stored.revision),
    initial,
  );
  const origin = state.origins.at(-1);
  return origin === undefined ? [] : [{ origin, keys: state.keys.filter(key => key.origin === origin) }];
}

async function inTable({ service }: World, origin: string): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await storedCheckpoints(service, origin, { limit: PAGE, cursor });
    all.push(...page.found);
    cursor = page.next;
  }
  return all;
}

/** What the note says, where a key of the log signed it that was not retired before. */
function signed({ note, size, root }: Checkpoint, keys: readonly KnownKey[]): TreeHead | undefined {
  try {
    const { text, signatures } = readNote(note);
    const head = readCheckpoint(text);
    const same = head.size === size && head.root.equals(root);
    const by = keys.filter(({ until }) => until === undefined || head.size <= BigInt(until));
    const valid = by.some(({ vkey }) => signatures.some(each => isSignedBy(text, each, readVkey(vkey))));
    return same && valid ? head : undefined;
  } catch {
    return undefined;
  }
}

async function holds(tree: RegisterTree, { size, root }: TreeHead): Promise<boolean> {
  try {
    return (await tree.root(size)).equals(root);
  } catch (error) {
    if (error instanceof TreeDamaged) return false;
    throw error;
  }
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
