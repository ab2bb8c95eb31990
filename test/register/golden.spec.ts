import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessEntries, ACCESS_VERSIONS } from '#libs/features/access';
import { auditEntries, AUDIT_VERSIONS } from '#libs/features/audits';
import { CATALOGUE_VERSIONS } from '#libs/catalogue';
import { MATTER_LOOK_VERSIONS, MATTER_VERSIONS, matterEntries } from '#libs/features/correspondence';
import { FENCE_VERSIONS, fenceEntries } from '#libs/features/erasure';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { canonicalText } from '#libs/kernel';
import { MEDIATION_LOOK_VERSIONS, MEDIATION_VERSIONS, mediationEntries } from '#libs/features/mediation';
import { ORDER_LOOK_VERSIONS, ORDER_VERSIONS, orderEntries } from '#libs/features/orders';
import { catalogueEntries, entryText, EntryTable, refusalEntries, UndecidedEventType } from '#libs/register';
import { subjectEntries, SUBJECT_VERSIONS } from '#libs/features/subjects';
import { SAMPLED, sampleRecords } from './samples';

const table = new EntryTable(
  subjectEntries,
  accessEntries,
  refusalEntries,
  catalogueEntries,
  mediationEntries,
  matterEntries,
  fenceEntries,
  orderEntries,
  auditEntries,
);

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
  const types = Object.keys({
    ...SUBJECT_VERSIONS,
    ...ACCESS_VERSIONS,
    ...CATALOGUE_VERSIONS,
    ...FENCE_VERSIONS,
    ProcessingRefused: 1,
    ...MEDIATION_VERSIONS,
    ...MEDIATION_LOOK_VERSIONS,
    ...MATTER_VERSIONS,
    ...MATTER_LOOK_VERSIONS,
    ...ORDER_VERSIONS,
    ...ORDER_LOOK_VERSIONS,
    ...AUDIT_VERSIONS,
  });
  expect(table.undecided(types)).toEqual([]);
  expect(table.undecided(['NobodyDecided'])).toEqual(['NobodyDecided']);
  expect([...SAMPLED].sort()).toEqual(types.sort());
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
