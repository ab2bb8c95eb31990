import type { Finding } from '#apps/cli/doctor/findings';

/** Columns of a row as text, by name. */
export type Row = Readonly<Record<string, string>>;

/** As many rows are changed at once, which the doctor has to name one by one. */
export const AT_ONCE = 200;
/** A range of so many rows and more names its ends alone. */
export const MANY = 100;

/** How the doctor names a row of a table. Of a table that is not here it has to name the key. */
const PHRASES: Readonly<Record<string, (row: Row) => readonly string[]>> = {
  events: ({ id, position, stream }) => [`event ${id}`, `position ${position}`, `revisions of ${stream}`],
  register_checkpoints: ({ size }) => [`size ${size}`],
  register_cosignatures: ({ size }) => [`size ${size}`],
  register_entries: ({ n }) => [`entry ${n}`],
  register_postings: ({ block }) => [`postings of block ${block}`],
  register_silences: ({ event }) => [`event ${event}`],
  register_times: ({ segment }) => [`times of segment ${segment}`],
  register_tree: ({ level, n }) => [`level ${level}, block ${n}`],
};

/** What says that a row was changed: each of these alone. */
export function phrasesOf(table: string, key: readonly string[], row: Row): readonly string[] {
  return PHRASES[table]?.(row) ?? [key.map(name => row[name]).join(', ')];
}

/** What a change is said of beside its own row: the checks of log and register go through them in order. */
const BESIDE: Readonly<Record<string, (row: Row) => string>> = {
  events: ({ position }) => `position ${BigInt(position!) + 1n}`,
  register_entries: ({ n }) => `entry ${BigInt(n!) + 1n}`,
};

/** What may be said of a row and of the one after it. Of two rows that share one of these a finding does not tell which it is of. */
export function claimsOf(table: string, key: readonly string[], row: Row): readonly string[] {
  const beside = BESIDE[table]?.(row);
  return [...phrasesOf(table, key, row), ...(beside === undefined ? [] : [beside])];
}

/** Whether a finding names what a phrase says, by the phrase as it is or by a range that ends there or is of a few. */
export function isNamed(phrase: string, findings: readonly Pick<Finding, 'where'>[]): boolean {
  return findings.some(({ where }) => where.some(text => says(text, phrase) || isWithin(text, phrase)));
}

/** By whole words. */
function says(text: string, phrase: string): boolean {
  return words(text).includes(words(phrase));
}

function words(text: string): string {
  return ` ${text.replaceAll(/[\s,;:]+/g, ' ')} `;
}

/** `entries 5 to 7` says `entry 6`; `level 1, blocks 5 to 7` says `level 1, block 6`. One of many says its ends alone. */
function isWithin(text: string, phrase: string): boolean {
  const [, before, word, number] = /^(.*?)(entry|position|block) (\d+)$/.exec(phrase) ?? [];
  const range = /^(.*?)(entries|positions|blocks) (\d+) to (\d+)/.exec(text);
  if (word === undefined || !range || PLURALS[word] !== range[2] || before !== range[1]) return false;
  const [low, high, n] = [range[3]!, range[4]!, number!].map(BigInt) as [bigint, bigint, bigint];
  return n === low || n === high || (n > low && n < high && high - low < MANY);
}

const PLURALS: Readonly<Record<string, string>> = {
  entry: 'entries',
  position: 'positions',
  block: 'blocks',
};
