import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import { chunksOf, type Exported } from './exported';
import { verifier, type Key } from './verifiers';

/** What of each table is changed at random, and who has to find it. */
const PLACES = [
  { table: 'register_entries', column: 'bytes', key: ['n'], found: 'export' },
  { table: 'events', column: 'bytes', key: ['position'], found: 'events' },
  { table: 'register_tree', column: 'hash', key: ['level', 'n'], found: 'doctor' },
  { table: 'register_entries', column: 'kind', key: ['n'], found: 'doctor' },
  { table: 'register_entries', column: 'actor', key: ['n'], found: 'doctor' },
  { table: 'register_entries', column: 'event_id', key: ['n'], found: 'doctor' },
  { table: 'register_entries', column: 'time', key: ['n'], found: 'doctor' },
  { table: 'register_checkpoints', column: 'note', key: ['origin', 'size'], found: 'note' },
] as const;

type Place = (typeof PLACES)[number];
type Row = Readonly<Record<string, unknown>>;

/** A change that was made, by where. */
export interface Changed {
  readonly place: string;
  readonly where: string;
  readonly found: boolean;
}

export interface Ground {
  readonly db: Client;
  readonly whole: Exported;
  readonly events: readonly string[];
  readonly keys: readonly Key[];
  readonly checkpoint: string;
  /** How many rows the doctor names. */
  readonly doctor: () => Promise<number>;
}

/** Changes one byte at a time, each in a place of its own, and asks who has to find it. What is not found is `found: false`. */
export async function randomTampers(count: number, ground: Ground): Promise<Changed[]> {
  const changed: Changed[] = [];
  const share = Math.ceil(count / PLACES.length);
  for (const place of PLACES) {
    const wanted = Math.min(share, count - changed.length);
    const rows = await pick(ground.db, place, wanted);
    changed.push(...(await (place.found === 'doctor' ? together : oneByOne)(place, rows, wanted, ground)));
  }
  return changed;
}

/** Rows at random; the same again where there are fewer. */
async function pick(db: Client, { table, key, column }: Place, count: number): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `select ${[...key, column].join(', ')} from ${table} order by random() limit $1`,
    [count],
  );
  return rows;
}

/** What the outside sees: the row's bytes with one changed, in the export or among the events. */
async function oneByOne(
  place: Place,
  rows: readonly Row[],
  count: number,
  ground: Ground,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (let i = 0; i < count; i++) {
    const row = rows[i % rows.length]!;
    const { before, after } = await flipped(ground.db, place, row);
    const found = await isFound(place, row, before, after, ground);
    changed.push({ place: `${place.table}.${place.column}`, where: whereOf(place, row), found });
  }
  return changed;
}

async function isFound(
  place: Place,
  row: Row,
  before: Buffer,
  after: Buffer,
  ground: Ground,
): Promise<boolean> {
  const { verifyEvents, verifyExport, openCheckpoint } = await verifier();
  const { whole, keys, checkpoint } = ground;
  if (place.found === 'note') return !(await openCheckpoint(after.toString('utf8'), keys)).ok;
  if (place.found === 'events') {
    const old = lineOf({ bytes: before.toString('base64') });
    const events = ground.events.map(line =>
      line === old ? lineOf({ bytes: after.toString('base64') }) : line,
    );
    return (await verifyEvents([Buffer.from(events.join(''))], chunksOf(whole))).verdict === 'disproved';
  }
  const n = Number(row['n']);
  const entries = whole.entries.with(n, lineOf({ n: String(n), entry: after.toString('utf8') }));
  const verdict = await verifyExport(chunksOf({ ...whole, entries }), { keys, checkpoints: [checkpoint] });
  return verdict.verdict === 'disproved';
}

/** Really changed in the database, read back as it then stands, and put back. */
async function flipped(
  db: Client,
  { table, column, key }: Place,
  row: Row,
): Promise<{ before: Buffer; after: Buffer }> {
  const value = row[column];
  await db.query('begin');
  const { rows } = await db.query<Row>(
    `update ${table} set ${column} = $1 where ${key.map((name, i) => `${name} = $${i + 2}`).join(' and ')} returning ${column} as now`,
    [valueNear(value), ...key.map(name => row[name])],
  );
  await db.query('rollback');
  return { before: bytesOf(value), after: bytesOf(rows[0]!['now']) };
}

/** What only the house sees: as many rows at once, and as many named by the doctor. */
async function together(
  place: Place,
  rows: readonly Row[],
  count: number,
  ground: Ground,
): Promise<Changed[]> {
  const { table, column } = place;
  const changed: Changed[] = [];
  while (changed.length < count) {
    const some = rows.slice(0, Math.min(rows.length, count - changed.length));
    for (const row of some) await set(ground.db, place, row, valueNear(row[column]));
    const named = await ground.doctor();
    for (const row of some) await set(ground.db, place, row, row[column]);
    changed.push(
      ...some.map((row, i) => ({
        place: `${table}.${column}`,
        where: whereOf(place, row),
        found: i < named,
      })),
    );
  }
  return changed;
}

function set(db: Client, { table, column, key }: Place, row: Row, value: unknown): Promise<unknown> {
  return db.query(
    `update ${table} set ${column} = $1 where ${key.map((name, i) => `${name} = $${i + 2}`).join(' and ')}`,
    [value, ...key.map(name => row[name])],
  );
}

/** The same in one bit, as far as its type lets it be another value. */
function valueNear(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return withFlip(value);
  if (value instanceof Date) return new Date(value.getTime() + 2 ** randomInt(20));
  const text = String(value);
  const at = randomInt(text.length);
  const other = /[0-9]/.test(text[at]!) ? (text[at] === '1' ? '2' : '1') : text[at] === 'a' ? 'b' : 'a';
  const near = text.slice(0, at) + other + text.slice(at + 1);
  return /^[0-9a-f-]{36}$/.test(text) && text[at] === '-' ? valueNear(value) : near;
}

function withFlip(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[randomInt(copy.length)]! ^= 1 << randomInt(8);
  return copy;
}

function bytesOf(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(String(value));
}

function whereOf({ key }: Place, row: Row): string {
  return key.map(name => `${name} ${String(row[name])}`).join(', ');
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
