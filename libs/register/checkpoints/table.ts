import type { ClientBase, Pool } from 'pg';
import { DomainError } from '#libs/kernel';
import { readSignature, type NoteSignature, type TreeHead } from '../note';

type Db = Pool | ClientBase;

/** A checkpoint as it was signed (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** By the signer's clock. */
  readonly time: Date;
  /** Id of the key, eight hexadecimal digits. */
  readonly key: string;
  /** The signed note, with the log's signature alone. */
  readonly note: string;
}

interface Row {
  readonly origin: string;
  readonly size: string;
  readonly root: Buffer;
  readonly time: Date;
  readonly key: string;
  readonly note: string;
  readonly lines: readonly string[] | null;
  readonly stamp: string | null;
}

const COLUMNS = `c.origin, c.size, c.root, c.time, c.key, c.note,
  (select array_agg(s.line order by s.witness) from register_cosignatures s
    where s.origin = c.origin and s.size = c.size and s.line like '— %') as lines,
  (select s.line from register_cosignatures s
    where s.origin = c.origin and s.size = c.size and s.line not like '— %' order by s.witness limit 1) as stamp`;

/** One with the witnesses' cosignatures after the log's own. */
export type Witnessed = Checkpoint & {
  readonly witnessed: string;
  /** RFC 3161 token over the note's text, base64 of its DER. */
  readonly timeStamp?: string;
};

export async function latestCheckpoint(db: Db, origin: string): Promise<Witnessed | undefined> {
  return (await checkpoints(db, origin, { limit: 1 })).found[0];
}

/** The one of a size. */
export async function checkpointAt(db: Db, origin: string, size: bigint): Promise<Witnessed | undefined> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from register_checkpoints c where origin = $1 and size = $2`,
    [origin, size],
  );
  return rows[0] && read(rows[0]);
}

/** Newest first. @throws DomainError invalid-request for a cursor that was not answered here */
export async function checkpoints(
  db: Db,
  origin: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ found: Witnessed[]; next?: string }> {
  if (cursor !== undefined && !/^[0-9]{1,18}$/.test(cursor))
    throw new DomainError('invalid-request', { parameter: 'cursor' });
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from register_checkpoints c
      where origin = $1 and ($2::bigint is null or size < $2::bigint) order by size desc limit $3`,
    [origin, cursor ?? null, limit + 1],
  );
  const found = rows.slice(0, limit).map(read);
  return rows.length > limit ? { found, next: String(found.at(-1)!.size) } : { found };
}

/** All of an origin, newest first. */
export async function allCheckpoints(db: Db, origin: string): Promise<Witnessed[]> {
  const all: Witnessed[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await checkpoints(db, origin, { limit: 1_000, cursor });
    all.push(...page.found);
    cursor = page.next;
  }
  return all;
}

/** All origins that there are checkpoints of. */
export async function originsOfCheckpoints(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ origin: string }>('select distinct origin from register_checkpoints');
  return rows.map(({ origin }) => origin);
}

/** What witnesses said, of all checkpoints. */
export async function storedCosignatures(
  db: Db,
): Promise<
  { readonly origin: string; readonly size: bigint; readonly witness: string; readonly line: string }[]
> {
  const { rows } = await db.query<{ origin: string; size: string; witness: string; line: string }>(
    'select origin, size, witness, line from register_cosignatures order by origin, size, witness',
  );
  return rows.map(row => ({ ...row, size: BigInt(row.size) }));
}

/** Two of one origin and size cannot both be there. */
export async function addCheckpoint(db: Db, checkpoint: Checkpoint): Promise<void> {
  const { origin, size, root, time, key, note } = checkpoint;
  await db.query(
    `insert into register_checkpoints (origin, size, root, time, key, note) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [origin, size, root, time, key, note],
  );
}

/** What a witness answered on a checkpoint: a signature's line, or another text of its own. The first one stays. */
export async function addCosignature(
  db: Db,
  { origin, size }: TreeHead,
  witness: string,
  line: string,
): Promise<void> {
  await db.query(
    `insert into register_cosignatures (origin, size, witness, line) values ($1, $2, $3, $4) on conflict do nothing`,
    [origin, size, witness, line],
  );
}

/** The cosignatures of a checkpoint by witness. */
export async function cosignaturesOf(
  db: Db,
  { origin, size }: TreeHead,
): Promise<{ readonly witness: string; readonly line: string; readonly signature?: NoteSignature }[]> {
  const { rows } = await db.query<{ witness: string; line: string }>(
    'select witness, line from register_cosignatures where origin = $1 and size = $2 order by witness',
    [origin, size],
  );
  return rows.map(row => (row.line.startsWith('— ') ? { ...row, signature: readSignature(row.line) } : row));
}

function read({ lines, stamp, size, ...row }: Row): Witnessed {
  return {
    ...row,
    size: BigInt(size),
    witnessed: row.note + (lines ?? []).map(line => `${line}\n`).join(''),
    ...(stamp !== null && { timeStamp: stamp }),
  };
}
