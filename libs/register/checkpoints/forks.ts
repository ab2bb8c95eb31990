import type { ClientBase, Pool } from 'pg';

/** Where the register does not go on from what was signed. */
export interface Fork {
  readonly origin: string;
  /** When it was found first. */
  readonly since: Date;
  /** The largest size of a checkpoint that the register still goes on from: whatever changed is after it. */
  readonly sound: bigint;
  /** Size of the checkpoint that it does not go on from. */
  readonly signed: bigint;
  /** Who has that: `table`, `file`, or a witness by its name. */
  readonly place: string;
}

export async function forkOf(db: Pool | ClientBase, origin?: string): Promise<Fork | undefined> {
  const { rows } = await db.query<{
    origin: string;
    since: Date;
    sound: string;
    signed: string;
    place: string;
  }>('select * from register_forks where $1::text is null or origin = $1 order by since desc limit 1', [
    origin ?? null,
  ]);
  const [row] = rows;
  return row && { ...row, sound: BigInt(row.sound), signed: BigInt(row.signed) };
}

/** The first finding stays as it was found. */
export async function noteFork(db: Pool, fork: Fork): Promise<void> {
  const { origin, since, sound, signed, place } = fork;
  await db.query(
    `insert into register_forks (origin, since, sound, signed, place) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [origin, since, sound, signed, place],
  );
}

/** The register goes on from all that was signed, again or still. */
export async function noteSound(db: Pool, origin: string): Promise<void> {
  await db.query('delete from register_forks where origin = $1', [origin]);
}
