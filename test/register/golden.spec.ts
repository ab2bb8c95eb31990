import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { canonicalText } from '#libs/kernel';
import { entryText, KINDS, readEntry, UndecidedEventType, WITH_INSTANCE } from '#libs/register';
import { SAMPLED, sampleRecords } from './samples';

const features = new Composition(FEATURES);
const table = features.entries();

function entriesOf(records: readonly EventRecord[]): string[] {
  const texts: string[] = [];
  for (const record of records) {
    const stored = { ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' };
    for (const draft of table.entriesOf(record)) texts.push(entryText(texts.length, stored, record, draft));
  }
  return texts;
}

// Entries are leaves of a tree that others have signed checkpoints of. If this fails, the format has changed:
// a changed entry gets a new version and a function of its own, and the old lines stay as they are.
test('entries of version 1 have the bytes that they have always had', () => {
  const golden = readFileSync(join(__dirname, 'golden.ndjson'), 'utf8').trimEnd().split('\n');
  expect(entriesOf(sampleRecords())).toEqual(golden);
});

test('entries are canonical JSON (RFC 8785)', () => {
  for (const text of entriesOf(sampleRecords())) expect(canonicalText(JSON.parse(text))).toBe(text);
});

test('an entry follows from the event and its number alone, whatever the order of the data in memory', () => {
  const shuffled = sampleRecords().map(record => ({ ...record, data: reversed(record.data) }));
  const texts = entriesOf(shuffled).map(text => text.replace(/"eventHash":"[^"]*"/, ''));
  expect(texts).toEqual(entriesOf(sampleRecords()).map(text => text.replace(/"eventHash":"[^"]*"/, '')));
});

test('every event type has a decision, and every decision a sample', () => {
  const types = features.eventTypes().names;
  expect(table.undecided(types)).toEqual([]);
  expect(table.undecided(['NobodyDecided'])).toEqual(['NobodyDecided']);
  expect([...SAMPLED].sort()).toEqual(types.sort());
});

test('every kind that a feature makes entries of is among the golden ones', () => {
  const root = join(__dirname, '../../libs/features');
  const texts = features.features
    .map(({ name }) => join(root, name, 'register-entries.ts'))
    .filter(existsSync);
  const named = texts.map(file => readFileSync(file, 'utf8')).join('\n');
  const made = Object.keys(KINDS).filter(kind => named.includes(`'${kind}'`));
  const kinds = new Set<string>(entriesOf(sampleRecords()).map(text => readEntry(Buffer.from(text)).kind));
  expect(made.length).toBeGreaterThan(50);
  expect(made.filter(kind => !kinds.has(kind))).toEqual([]);
});

test('every kind of entry that names an instance is one whose instance is looked for', () => {
  const entries = entriesOf(sampleRecords()).map(text => readEntry(Buffer.from(text)));
  const named = entries.filter(({ instance }) => instance !== undefined).map(({ kind }) => kind);
  expect(named).toContain('shared');
  expect(named.filter(kind => !WITH_INSTANCE.some(each => each === kind))).toEqual([]);
});

test('an event type without a decision stops the register', () => {
  const record = { ...sampleRecords()[0]!, type: 'NobodyDecided' };
  expect(() => table.entriesOf(record)).toThrow(UndecidedEventType);
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
