import type { Client } from 'pg';
import type { Finding } from '#apps/cli/doctor/findings';
import { exportedLines, type Exported } from './exported';
import { near } from './near';
import type { Place } from './places';
import { verifier, type Key } from './verifiers';

/** A change of one byte, by where, and who did not find it. */
export interface Changed {
  readonly place: string;
  readonly where: string;
  readonly missedBy: readonly ('inzage-verify' | 'doctor')[];
}

export interface Ground {
  readonly db: Client;
  /** The register as the service exported it. */
  readonly whole: Exported;
  readonly keys: readonly Key[];
  readonly checkpoint: string;
  readonly findings: () => Promise<readonly Finding[]>;
}

/** As many rows of a place are changed at once, which the doctor has to name one by one. */
const AT_ONCE = 40;
/** How often another value is tried where the first is not allowed, or another row's. */
const TRIES = 60;

type Row = Readonly<Record<string, string>>;
interface Planted {
  readonly row: Row;
  readonly before: string;
  readonly after: string;
}

/** Changes one byte at a time in every place, and asks who has to find it. A place without a row that can be changed is missed. */
export async function randomTampers(
  count: number,
  places: readonly Place[],
  ground: Ground,
  say: (line: string) => void,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const [i, place] of places.entries()) {
    const wanted = Math.ceil((count - changed.length) / (places.length - i));
    const here: Changed[] = [];
    while (here.length < wanted) {
      const some = await tamper(place, Math.min(wanted - here.length, AT_ONCE), ground);
      here.push(...some);
      if (some.length === 0) {
        here.push({ place: nameOf(place), where: 'no row that can be changed', missedBy: ['doctor'] });
        break;
      }
    }
    changed.push(...here);
    const missed = here.filter(({ missedBy }) => missedBy.length > 0).length;
    say(`${nameOf(place)}: ${here.length} changed, ${missed} missed`);
  }
  return changed;
}

/** Changes rows of a place, asks the doctor and the verifier, and takes it all back. */
async function tamper(place: Place, count: number, ground: Ground): Promise<Changed[]> {
  const planted: Planted[] = [];
  for (const row of await rowsOf(place, count * 3, ground)) {
    if (planted.length === count) break;
    // A finding names a block and no term: two changes of one block would be found by either.
    if (
      place.table === 'register_postings' &&
      planted.some(({ row: other }) => other['block'] === row['block'])
    )
      continue;
    const one = await plant(ground.db, place, row);
    if (one) planted.push(one);
  }
  const findings = await ground.findings();
  const changed: Changed[] = [];
  for (const one of planted) {
    const outside = await isFoundOutside(place, one, ground);
    changed.push({
      place: nameOf(place),
      where: place.key.map(name => `${name} ${one.row[name]}`).join(', '),
      missedBy: [
        ...(outside === false ? (['inzage-verify'] as const) : []),
        ...(isNamed(place, one, findings) ? [] : (['doctor'] as const)),
      ],
    });
  }
  for (const one of planted.toReversed()) await write(ground.db, place, one.row, one.before, one.after);
  return changed;
}

/** Rows at random. Of entries those of the checkpoint, and of events those that they were made of: of others nothing was signed. */
async function rowsOf({ table, column, key }: Place, count: number, { db, whole }: Ground): Promise<Row[]> {
  const size = whole.entries.length;
  const entries = `n < ${size}`;
  const scope: Readonly<Record<string, string>> = {
    register_entries: entries,
    events: `exists (select from register_entries where event_id = events.id and ${entries})`,
  };
  const names = new Set([...key, column, ...(table === 'events' ? ['id', 'position', 'stream'] : [])]);
  const { rows } = await db.query<Row>(
    `select ${[...names].map(name => `${name}::text as ${name}`).join(', ')} from ${table}
      where ${column} is not null and ${scope[table] ?? 'true'} order by random() limit ${count}`,
  );
  return rows;
}

async function plant(db: Client, place: Place, row: Row): Promise<Planted | undefined> {
  const before = row[place.column]!;
  for (let tries = 0; tries < TRIES; tries++) {
    const after = near(before, place.type);
    if (after === undefined) return undefined;
    if (await write(db, place, row, after, before)) return { row, before, after };
  }
  return undefined;
}

/** Whether the row has another value now. A value that is not allowed, or that another row has, is none. */
async function write(
  db: Client,
  { table, column, type, key }: Place,
  row: Row,
  to: string,
  from: string,
): Promise<boolean> {
  const values = [to, ...key.map(name => (name === column ? from : row[name]))];
  const where = key.map((name, i) => `${name}::text = $${i + 2}`).join(' and ');
  try {
    const { rowCount } = await db.query(`update ${table} set ${column} = $1::${type} where ${where}`, values);
    return rowCount === 1;
  } catch (error) {
    // Integrity constraint violation, or data that the type does not take.
    if (/^2[23]/.test((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

/** What leaves the operator and shows it; undefined where nothing does. */
async function isFoundOutside(place: Place, one: Planted, ground: Ground): Promise<boolean | undefined> {
  const { verifyEvents, verifyExport, openCheckpoint } = await verifier();
  const { whole, keys, checkpoint } = ground;
  const after = place.type === 'bytea' ? Buffer.from(one.after.slice(2), 'hex') : Buffer.from(one.after);
  switch (nameOf(place)) {
    case 'register_entries.bytes': {
      const n = Number(one.row['n']);
      const entries = whole.entries.with(n, lineOf({ n: String(n), entry: after.toString('utf8') }));
      const verdict = await verifyExport(exportedLines({ ...whole, entries }), {
        keys,
        checkpoints: [checkpoint],
        earlier: exportedLines(whole),
      });
      return verdict.verdict === 'disproved' && verdict.first?.from === String(n);
    }
    case 'events.bytes': {
      const { rows } = await ground.db.query<{ n: string; bytes: Buffer }>(
        'select n, bytes from register_entries where event_id = $1 order by n limit 1',
        [one.row['id']],
      );
      // An export of the entries from there on, and the stored bytes of their first event.
      const from = Number(rows[0]!.n);
      const part = { ...whole, entries: whole.entries.slice(from, from + 1), end: lineOf({ end: '1' }) };
      const events = [Buffer.from(lineOf({ bytes: after.toString('base64') }))];
      const verdict = await verifyEvents(events, exportedLines(part));
      return verdict.verdict === 'disproved' && verdict.first?.from === String(from);
    }
    case 'register_checkpoints.note':
      return !(await openCheckpoint(after.toString('utf8'), keys)).ok;
    default:
      return undefined;
  }
}

/** Whether a finding names the row: by its number, id, position, stream or size, as it was or as it is. */
function isNamed(
  { table, column }: Place,
  { row, before, after }: Planted,
  findings: readonly Finding[],
): boolean {
  const all = new Set<string>();
  for (const name of NAMES[table] ?? Object.keys(row)) all.add(row[name]!);
  if (NAMES[table]?.includes(column)) for (const value of [before, after]) all.add(value);
  const places = findings.flatMap(({ where }) => where);
  return places.some(
    text => [...all].some(name => text.split(/[\s,;:]+/).includes(name)) || isWithin(text, all),
  );
}

/** By what the doctor names a row of a table. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  register_entries: ['n'],
  register_tree: ['n'],
  register_postings: ['block'],
  register_times: ['segment'],
  register_silences: ['event'],
  register_checkpoints: ['size'],
  register_cosignatures: ['size'],
  events: ['id', 'position', 'stream'],
};

/** `entries 5 to 7`, `positions 5 to 7`. */
function isWithin(text: string, names: ReadonlySet<string>): boolean {
  const [, from, to] = /(?:entries|positions|blocks) (\d+) to (\d+)/.exec(text) ?? [];
  if (from === undefined || to === undefined) return false;
  const [low, high] = [BigInt(from), BigInt(to)];
  return [...names].some(name => /^\d+$/.test(name) && BigInt(name) >= low && BigInt(name) <= high);
}

function nameOf({ table, column }: Place): string {
  return `${table}.${column}`;
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
