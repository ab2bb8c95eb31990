import { isDeepStrictEqual } from 'node:util';
import { comparePositions, type Position } from '#libs/event-store';
import { entryText, leafHash, readEntry, type EntryDraft } from '#libs/register';
import type { LogCheck, SeenEvent } from '../check';
import type { Code } from '../codes';
import { Tally } from '../findings';
import type { World } from '../world';

/** An entry as the log makes it, with what its columns must say. */
interface Made {
  readonly bytes: Buffer;
  readonly columns: readonly unknown[];
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
 * it is a leaf of the tree, and the columns by which it is found. Up to the register's checkpoint, or an
 * event that cannot be read, which is another check's finding: beyond it nothing can be said.
 */
export const register: LogCheck = {
  name: 'register',
  async begin(world) {
    const tally = new Tally();
    const table = world.features.entries();
    const { position, size } = await snapshot(world);
    let n = 0;
    let over = false;
    let unreadable = false;
    return {
      async page(events) {
        const first = n;
        const made: Made[] = [];
        for (const seen of events) {
          unreadable ||= !over && !seen.record;
          over ||= unreadable || !isApplied(seen, position);
          if (over) break;
          for (const draft of table.entriesOf(seen.record!)) made.push(entryOf(n++, seen, draft));
        }
        const rows = new Map((await entries(world, first, n)).map(row => [Number(row.n), row]));
        made.forEach((entry, i) => {
          const code = differs(entry, rows.get(first + i));
          if (code) tally.add(code, `entry ${first + i}, event ${readEntry(entry.bytes).event}`);
        });
      },
      end() {
        if (size > n && !unreadable)
          tally.add('register-entry-foreign', `entries ${n} to ${size - 1}`, size - n);
        return Promise.resolve(tally.findings());
      },
    };
  },
};

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

function entryOf(n: number, { stored, record }: SeenEvent, draft: EntryDraft): Made {
  const columns = [
    Date.parse(record!.time),
    draft.subject ?? null,
    record!.id,
    draft.kind,
    draft.purpose ?? null,
    draft.recipient ?? null,
    record!.actor.id,
    Object.keys(draft.fields ?? {}),
  ];
  return { bytes: Buffer.from(entryText(n, stored, record!, draft)), columns };
}

async function entries({ service }: World, from: number, to: number): Promise<Row[]> {
  if (from === to) return [];
  const { rows } = await service.query<Row>(
    `select n, bytes, leaf_hash, time, subject, event_id, kind, purpose, recipient, actor, fields
      from register_entries where n >= $1 and n < $2 order by n`,
    [from, to],
  );
  return rows;
}

function differs(made: Made, row: Row | undefined): Code | undefined {
  if (!row) return 'register-entry-missing';
  if (!row.bytes.equals(made.bytes))
    return isOnlyHash(made.bytes, row.bytes) ? 'event-altered' : 'register-entry-altered';
  if (!row.leaf_hash.equals(leafHash(row.bytes))) return 'register-entry-altered';
  const { time, subject, event_id, kind, purpose, recipient, actor, fields } = row;
  const columns = [time.getTime(), subject, event_id, kind, purpose, recipient, actor, fields];
  return isDeepStrictEqual(columns, made.columns) ? undefined : 'register-index-altered';
}

/** The entry says all that the event says, and that the event had other bytes. */
function isOnlyHash(made: Buffer, live: Buffer): boolean {
  try {
    const { eventHash: _a, ...one } = readEntry(made);
    const { eventHash: _b, ...other } = readEntry(live);
    return isDeepStrictEqual(one, other);
  } catch {
    return false;
  }
}
