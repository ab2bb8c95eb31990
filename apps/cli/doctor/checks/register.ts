import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { comparePositions, type Position } from '#libs/event-store';
import {
  BLOCK,
  type EntryTable,
  entryText,
  leafHash,
  readEntry,
  rootOf,
  type Entry,
  type EntryDraft,
  type TreeHead,
} from '#libs/register';
import { blocksThatDiffer, blocksWanting, segmentsThatDiffer } from '#libs/register/postgres';
import type { LogCheck, SeenEvent } from '../check';
import type { Code } from '../codes';
import { Tally } from '../findings';
import type { World } from '../world';
import { goesOn, signedTrees } from './checkpoints';

/** An entry as the log makes it. */
interface Made {
  readonly seen: SeenEvent;
  /** Absent where the event cannot be read any more. */
  readonly draft?: EntryDraft;
}

interface Row {
  readonly n: string;
  readonly bytes: Buffer;
  readonly leaf_hash: Buffer;
  readonly time: Date;
  readonly subject: string | null;
  readonly event_id: string;
  readonly kind: string;
  readonly purpose: string | null;
  readonly recipient: string | null;
  readonly actor: string;
  readonly fields: string[];
}

/**
 * The register is what the log makes of it (Art. 5(2)): every entry is made anew and compared, its bytes, the hash by which
 * it is a leaf of the tree, and the columns by which it is found. Up to the register's checkpoint. Entries of
 * an event that cannot be read any more, which is another check's finding, are passed over. What officers decided to pass
 * over makes no entry.
 */
export const register: LogCheck = {
  name: 'register',
  async begin(world) {
    const tally = new Tally();
    const table = world.features.entries();
    const { position, size } = await snapshot(world);
    const passed = (await world.decisions()).passed('register');
    const stands = asLeaves(world, size);
    const unregistered: string[] = [];
    let orphans = false;
    let n = 0;
    let over = false;
    return {
      async page(events) {
        const made: Made[] = [];
        for (const seen of events) {
          if (passed.has(seen.stored.id)) continue;
          over ||= !isApplied(seen, position);
          if (over) break;
          const drafts = draftsOf(table, seen);
          // It was made entries of when it was applied, and is another now; what cannot be read is the log's check's to tell.
          if (!drafts && seen.record)
            tally.add('event-altered', `event ${seen.stored.id}, position ${seen.stored.position}`);
          made.push(...(drafts?.map(draft => ({ seen, draft })) ?? [{ seen }]));
        }
        const rows = await entries(world, n, n + made.length + AHEAD);
        for (const { seen, draft } of made) {
          if (!draft) {
            while (rows.get(n)?.event_id === seen.stored.id) n += 1;
            continue;
          }
          // Entries of events that the log does not have any more are passed over; what follows is compared with its own.
          const gone = rows.get(n)?.event_id === seen.stored.id ? 0 : distanceTo(seen.stored.id, rows, n);
          if (gone === undefined) {
            unregistered.push(`event ${seen.stored.id}, position ${seen.stored.position}`);
            continue;
          }
          if (gone > 0)
            tally.add('log-gap', `entries ${n} to ${n + gone - 1} are of events that the log lacks`, gone);
          orphans ||= gone > 0;
          n += gone;
          const [code, words = ''] = (await differs(n, seen, draft, rows.get(n), stands)) ?? [];
          if (code) tally.add(code, `entry ${n}, event ${seen.stored.id}${words}`);
          n += 1;
        }
      },
      async end() {
        const foreign = size > n;
        if (foreign) tally.add('register-entry-foreign', `entries ${n} to ${size - 1}`, size - n);
        // An entry that no event makes is of the event that was there before.
        for (const event of unregistered)
          tally.add(foreign || orphans ? 'event-foreign' : 'event-unregistered', event);
        for (const segment of await segmentsThatDiffer(world.service, world.progress))
          tally.add('register-index-altered', `times of segment ${segment}`);
        for (const block of await blocksThatDiffer(world.service, world.progress))
          tally.add('register-index-altered', `postings of block ${block}`);
        const wanting = await blocksWanting(world.service);
        if (wanting) {
          const { first, past } = wanting;
          tally.add(
            'register-index-altered',
            `no postings of blocks ${first} to ${past - 1n}`,
            Number(past - first),
          );
        }
        return tally.findings();
      },
    };
  },
};

/** What the register makes of an event; undefined where nothing can be made of it. */
function draftsOf(table: EntryTable, { record }: SeenEvent): readonly EntryDraft[] | undefined {
  try {
    return record && table.entriesOf(record);
  } catch {
    return undefined;
  }
}

/** Bytes of the entry of an event; undefined where none can be written. */
function textOf(n: number, { stored, record }: SeenEvent, draft: EntryDraft): Buffer | undefined {
  try {
    return Buffer.from(entryText(n, stored, record!, draft));
  } catch {
    return undefined;
  }
}

/** How many entries further the register may be looked through for those of an event. */
const AHEAD = 500;

/** Entries before the first one of an event; 0 where that one was taken out, undefined where the register has none. */
function distanceTo(event: string, rows: ReadonlyMap<number, Row>, from: number): number | undefined {
  if (!rows.has(from)) return 0;
  for (let ahead = 1; ahead <= AHEAD; ahead++) if (rows.get(from + ahead)?.event_id === event) return ahead;
  return undefined;
}

/** Checkpoint and size at one moment: the entries up to there are never changed again. */
async function snapshot({ service }: World): Promise<{ position: Position | null; size: number }> {
  const { rows } = await service.query<{ position: string | null; size: string }>(
    `select (select position from checkpoints where projection = 'register') as position,
        (select coalesce(max(n) + 1, 0) from register_entries) as size`,
  );
  return { position: rows[0]!.position, size: Number(rows[0]!.size) };
}

function isApplied({ stored }: SeenEvent, position: Position | null): boolean {
  return position !== null && comparePositions(stored.position, position) <= 0;
}

function columnsOf({ record }: SeenEvent, draft: EntryDraft): unknown[] {
  return [
    Date.parse(record!.time),
    draft.subject ?? null,
    record!.id,
    draft.kind,
    draft.purpose ?? null,
    draft.recipient ?? null,
    record!.actor.id,
    Object.keys(draft.fields ?? {}),
  ];
}

async function entries({ service }: World, from: number, to: number): Promise<Map<number, Row>> {
  const { rows } = await service.query<Row>(
    `select n, bytes, leaf_hash, time, subject, event_id, kind, purpose, recipient, actor, fields
      from register_entries where n >= $1 and n < $2 order by n`,
    [from, to],
  );
  return new Map(rows.map(row => [Number(row.n), row]));
}

/**
 * Which side changed, where an entry is not what its event makes: the entry has the hash of the event as it was. Another
 * hash says that the event changed since, unless the tree says that the entry is not the one that became a leaf of it.
 */
async function differs(
  n: number,
  seen: SeenEvent,
  draft: EntryDraft,
  row: Row | undefined,
  stands: (n: number) => Promise<boolean | undefined>,
): Promise<[code: Code, words?: string] | undefined> {
  if (!row) return ['register-entry-missing'];
  const made = textOf(n, seen, draft);
  if (!made) return ['event-altered'];
  if (!row.bytes.equals(made)) {
    const entry = entryIn(row.bytes);
    if (!entry || entry.eventHash === hash('sha256', seen.stored.bytes, 'base64url'))
      return ['register-entry-altered'];
    const stood = await stands(n);
    if (stood === false) return ['register-entry-altered'];
    return stood ? ['event-altered'] : ['event-altered', UNTOLD];
  }
  if (!row.leaf_hash.equals(leafHash(row.bytes))) return ['register-entry-altered'];
  const { time, subject, event_id, kind, purpose, recipient, actor, fields } = row;
  const columns = [time.getTime(), subject, event_id, kind, purpose, recipient, actor, fields];
  return isDeepStrictEqual(columns, columnsOf(seen, draft)) ? undefined : ['register-index-altered'];
}

/** Said where neither a root nor a signature covers the entry. */
const UNTOLD = ', or the hash in its entry: nothing here tells which';

function entryIn(bytes: Buffer): Entry | undefined {
  try {
    return readEntry(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether an entry is still a leaf of the tree: by the root of its full block, else by the smallest tree with it that was
 * signed for; undefined where there is neither.
 */
function asLeaves(world: World, size: number): (n: number) => Promise<boolean | undefined> {
  const inBlock = blocks(world);
  let known: Promise<TreeHead[]> | undefined;
  return async n => {
    const stands = await inBlock(n);
    if (stands !== undefined) return stands;
    const trees = await (known ??= signedTrees(world));
    const tree = trees.find(each => each.size > n && each.size <= size);
    return tree && (await goesOn(world))(tree);
  };
}

/** Whether the entries of a full block are still the leaves of its root; undefined where there is no root yet. */
function blocks({ service }: World): (n: number) => Promise<boolean | undefined> {
  const known = new Map<number, Promise<boolean | undefined>>();
  const ask = async (block: number): Promise<boolean | undefined> => {
    const { rows } = await service.query<{ root: Buffer | null; leaves: Buffer[] }>(
      `select (select hash from register_tree where level = 1 and n = $1) as root,
          array(select leaf_hash from register_entries where n >= $1 * $2::bigint and n < ($1 + 1) * $2::bigint order by n) as leaves`,
      [block, Number(BLOCK)],
    );
    const { root, leaves } = rows[0]!;
    return root ? leaves.length === Number(BLOCK) && rootOf(Buffer.concat(leaves)).equals(root) : undefined;
  };
  return n => {
    const block = Math.floor(n / Number(BLOCK));
    if (!known.has(block)) known.set(block, ask(block));
    return known.get(block)!;
  };
}
