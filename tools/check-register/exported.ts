import type { Client } from 'pg';

/** Lines of an export of the register (docs/formats/export.md), each with its newline. */
export interface Exported {
  readonly head: string;
  readonly entries: readonly string[];
  readonly end: string;
}

/** The whole register as it stands, with the newest checkpoint that the operator has of that size. */
export async function exported(db: Client, origin: string): Promise<Exported> {
  const { rows } = await db.query<{ n: string; bytes: Buffer }>(
    'select n, bytes from register_entries order by n',
  );
  const size = String(rows.length === 0 ? 0 : BigInt(rows.at(-1)!.n) + 1n);
  const stored = await db.query<{ note: string }>(
    'select note from register_checkpoints where origin = $1 and size = $2',
    [origin, size],
  );
  const checkpoint = stored.rows[0]?.note ?? null;
  const head = {
    format: 'inzage/register-export/1',
    origin,
    scope: 'range',
    from: '0',
    to: size,
    size,
    checkpoint,
  };
  return {
    head: line(head),
    entries: rows.map(({ n, bytes }) => line({ n, entry: bytes.toString('utf8') })),
    end: line({ end: String(rows.length) }),
  };
}

/** The stored events, as `inzage-verify events` takes them. */
export async function events(db: Client): Promise<string[]> {
  const { rows } = await db.query<{ bytes: Buffer }>('select bytes from events order by position');
  return rows.map(({ bytes }) => line({ bytes: bytes.toString('base64') }));
}

export function* chunksOf({ head, entries, end }: Exported): Generator<Buffer> {
  yield Buffer.from(head);
  for (let at = 0; at < entries.length; at += 1_000)
    yield Buffer.from(entries.slice(at, at + 1_000).join(''));
  yield Buffer.from(end);
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
