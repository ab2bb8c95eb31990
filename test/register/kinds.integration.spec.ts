import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { sampleRecords } from './samples';

type Kinds = Record<string, readonly (readonly string[])[]>;

const frozen = JSON.parse(readFileSync(join(__dirname, 'kinds.json'), 'utf8')) as Kinds;
const features = new Composition(FEATURES);
const [types, table] = [features.eventTypes(), features.entries()];

/**
 * An event of a type or version that has no sample among those of the golden entries: with the data of another version, or
 * next to nothing.
 */
function bare(type: string, v: number): EventRecord {
  const other = sampleRecords().find(sample => sample.type === type);
  return {
    ...(other ?? sampleRecords()[0]!),
    type,
    v,
    ...(!other && { stream: 'request-1d000000-0000-8000-8000-000000000006', data: { clock: {} } }),
  };
}

/** `Type@version` with the kinds of entries that its samples make, each list once. */
function made(): Kinds {
  const samples = sampleRecords();
  const bares = types
    .declared()
    .flatMap(({ type, v }) => Array.from({ length: v }, (_, i) => ({ type, v: i + 1 })))
    .filter(({ type, v }) => !samples.some(sample => sample.type === type && sample.v === v))
    .map(({ type, v }) => bare(type, v));
  const kinds = new Map<string, Set<string>>();
  for (const record of [...samples, ...bares]) {
    const read = types.read({ ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' });
    const key = `${record.type}@${record.v}`;
    const list = table.entriesOf(read).map(({ kind }) => kind);
    kinds.set(key, (kinds.get(key) ?? new Set()).add(JSON.stringify(list)));
  }
  return Object.fromEntries(
    [...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, lists]) => [key, [...lists].map(list => JSON.parse(list) as string[])]),
  );
}

// Numbers of entries follow from what came before them. An event type or version that makes another entry, more of them, or
// none, moves every later leaf of every register that has one: what is frozen here is added to, and never changed.
test('each event type and version makes the kinds of entries that it has always made, or none', () => {
  const now = made();
  for (const [key, kinds] of Object.entries(frozen)) expect({ [key]: now[key] }).toEqual({ [key]: kinds });
});

test('what no line is frozen of makes no entry in any register: a new type or version has its line', () => {
  expect(Object.keys(frozen)).toEqual(Object.keys(made()));
});
