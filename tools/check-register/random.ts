import type { Client } from 'pg';
import type { Finding } from '#apps/cli/doctor/findings';
import { exportedLines, type Exported } from './exported';
import { AT_ONCE, claimsOf, isNamed, phrasesOf, type Row } from './named';
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

/** How often another value is tried where the first is not allowed, or another row's. */
const TRIES = 60;

interface Planted {
  readonly place: Place;
  readonly row: Row;
  readonly before: string;
  readonly after: string;
}

/** Rows of a place that may be changed yet. */
interface Open {
  readonly place: Place;
  readonly rows: Row[];
  /** How many changes are asked of it, and how many of them are to be made yet. */
  share: number;
  wanted: number;
}

/**
 * Changes one byte at a time in every place, and asks who has to find it. A place without a row that can be changed is missed.
 * Rows are changed in rounds, as many at once as the doctor can name one by one.
 */
export async function randomTampers(
  count: number,
  places: readonly Place[],
  ground: Ground,
  say: (line: string) => void,
): Promise<Changed[]> {
  const open = await opened(count, places, ground);
  const changed: Changed[] = [];
  for (const group of new Set(places.map(groupOf))) {
    const own = open.filter(({ place }) => groupOf(place) === group);
    for (let some = await tamper(own, ground); some.length > 0; some = await tamper(own, ground))
      changed.push(...some);
    for (const { place, share } of own) {
      const here = changed.filter(each => each.place === nameOf(place));
      if (share > 0 && here.length === 0)
        changed.push({ place: nameOf(place), where: 'no row that can be changed', missedBy: ['doctor'] });
      const missed = here.filter(({ missedBy }) => missedBy.length > 0).length;
      say(`${nameOf(place)}: ${here.length} changed, ${missed} missed`);
    }
  }
  return changed;
}

/** From these follows nothing that is told by the words that name their rows: rows of all of them are changed at once. */
const TOGETHER: ReadonlySet<string> = new Set([
  'register_postings',
  'register_silences',
  'register_times',
  'register_tree',
]);

function groupOf({ table }: Place): string {
  return TOGETHER.has(table) ? 'together' : table;
}

/** Rows of each place at random. Each place gets as many changes as any other; what a small one has no rows for, the others get. */
async function opened(count: number, places: readonly Place[], ground: Ground): Promise<Open[]> {
  const all: Open[] = [];
  for (const place of places)
    all.push({ place, rows: await rowsOf(place, count, ground), share: 0, wanted: 0 });
  let left = count;
  for (const [i, one] of all.toSorted((a, b) => a.rows.length - b.rows.length).entries()) {
    one.share = Math.ceil(left / (all.length - i));
    one.wanted = Math.min(one.rows.length, one.share);
    left -= one.wanted;
  }
  return all;
}

/** Changes rows of these places, asks the doctor and the verifier, and takes it all back. */
async function tamper(open: readonly Open[], ground: Ground): Promise<Changed[]> {
  const planted = await plantSome(open, ground.db);
  const findings = planted.length > 0 ? await ground.findings() : [];
  const changed: Changed[] = [];
  for (const one of planted) {
    const outside = await isFoundOutside(one, ground);
    const phrases = [one.row, rowAfter(one)].flatMap(row => phrasesOf(one.place.table, one.place.key, row));
    changed.push({
      place: nameOf(one.place),
      where: one.place.key.map(name => `${name} ${one.row[name]}`).join(', '),
      missedBy: [
        ...(outside === false ? (['inzage-verify'] as const) : []),
        ...(phrases.some(phrase => isNamed(phrase, findings)) ? [] : (['doctor'] as const)),
      ],
    });
  }
  for (const { place, row, before, after } of planted.toReversed())
    if (!(await write(ground.db, place, row, before, after)))
      throw new Error(`a change of ${nameOf(place)} cannot be taken back`);
  return changed;
}

/** Of each place as many rows as are wanted yet, none of which has a name that another has. */
async function plantSome(open: readonly Open[], db: Client): Promise<Planted[]> {
  const planted: Planted[] = [];
  const taken = new Set<string>();
  for (const one of open) {
    const { table, key } = one.place;
    const isFree = (row: Row): boolean => !claimsOf(table, key, row).some(claim => taken.has(claim));
    for (const row of one.rows.filter(isFree)) {
      if (one.wanted === 0 || planted.length === AT_ONCE) break;
      if (!isFree(row)) continue;
      one.rows.splice(one.rows.indexOf(row), 1);
      const made = await plant(db, one.place, row, isFree);
      if (!made) continue;
      for (const each of [row, rowAfter(made)])
        for (const claim of claimsOf(table, key, each)) taken.add(claim);
      one.wanted -= 1;
      planted.push(made);
    }
  }
  return planted;
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

/** @param isFree whether a row may be what it is changed to */
async function plant(
  db: Client,
  place: Place,
  row: Row,
  isFree: (row: Row) => boolean,
): Promise<Planted | undefined> {
  const before = row[place.column]!;
  for (let tries = 0; tries < TRIES; tries++) {
    const after = near(before, place.type);
    if (after === undefined) return undefined;
    const made = { place, row, before, after };
    if (isFree(rowAfter(made)) && (await write(db, place, row, after, before))) return made;
  }
  return undefined;
}

function rowAfter({ place, row, after }: Planted): Row {
  return { ...row, [place.column]: after };
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
async function isFoundOutside(
  { place, row, after: text }: Planted,
  ground: Ground,
): Promise<boolean | undefined> {
  const { verifyEvents, verifyExport, openCheckpoint } = await verifier();
  const { whole, keys, checkpoint } = ground;
  const after = place.type === 'bytea' ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text);
  switch (nameOf(place)) {
    case 'register_entries.bytes': {
      const n = Number(row['n']);
      const entries = whole.entries.with(n, lineOf({ n: String(n), entry: after.toString('utf8') }));
      const verdict = await verifyExport(exportedLines({ ...whole, entries }), {
        keys,
        checkpoints: [checkpoint],
        earlier: exportedLines(whole),
      });
      return verdict.verdict === 'disproved' && verdict.first?.from === String(n);
    }
    case 'events.bytes': {
      const { rows } = await ground.db.query<{ n: string }>(
        'select n from register_entries where event_id = $1 order by n limit 1',
        [row['id']],
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

function nameOf({ table, column }: Place): string {
  return `${table}.${column}`;
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
