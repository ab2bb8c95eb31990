import { encodeRecord, EventTypes, type EventRecord } from '#libs/event-store';
import { event, type SubjectDecided } from './guards';
import { SUBJECT_EVENTS, type DataUsedFurther } from './events';
import { subjectEntries } from './register-entries';
import { linkSealed } from './links';
import { registered, sealed, SELF, stored, testId } from './testing';

const types = new EventTypes(SUBJECT_EVENTS);

/** As the log has it since a program of before wrote it. */
function readOld(decided: SubjectDecided): EventRecord {
  const record = { ...stored(decided, 1), v: 1 } as EventRecord;
  return types.read({ ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' });
}

const link = testId('link');
const OLD: readonly SubjectDecided[] = [
  registered(),
  event('LoginLinked', { link, sealed: linkSealed({ login: 'jan' }) }),
  event('IdentityLinked', { link, sealed: linkSealed({ issuer: 'https://id.example', subject: 'jan' }) }),
  event('DomainLinked', { link, role: 'holder', extension: 'be', sealed: linkSealed({ domain: 'jan.be' }) }),
  event('DataUsedFurther', {
    from: 'contract/1',
    fromVersions: { email: 1 },
    purposes: [sealed('hosting', { email: 'jan@example.be' })],
  }),
  event('ErasureBegun', {
    erasure: testId('erasure'),
    scope: { of: 'subject' },
    reason: 'unlawful',
    keys: [],
    kept: [],
  }),
];

test.each(OLD)(
  'Art. 5(2) $type of version 1 is read as version 2, and its entry stays as it was',
  decided => {
    const record = readOld(decided);
    expect(record.v).toBe(2);
    expect(record.data).toEqual(stored(decided, 1).data);
    const entriesOf = subjectEntries[decided.type] as (data: unknown, of: EventRecord) => object[];
    for (const entry of JSON.parse(JSON.stringify(entriesOf(record.data, record))) as object[]) {
      expect(entry).not.toHaveProperty('source');
      if (record.type !== 'DataUsedFurther') expect(entry).not.toHaveProperty('basis');
      expect(entry).not.toHaveProperty('about.names');
      for (const name of ['approval', 'finding', 'law']) expect(entry).not.toHaveProperty(`about.${name}`);
    }
  },
);

test('Art. 5(2) an approval of version 1 is of all of the subject, and its entry names no part', () => {
  const old = event('ErasureApproved', { approval: testId('approval'), reason: 'no-longer-needed' });
  const record = readOld(old);
  expect([record.v, record.data]).toEqual([2, old.data]);
  const [entry] = subjectEntries.ErasureApproved(record.data as never, record as never);
  expect(JSON.parse(JSON.stringify(entry))).toEqual({
    kind: 'erasure-approved',
    subject: SELF,
    about: { approval: testId('approval'), reason: 'no-longer-needed' },
  });
});

test('Art. 5(2) values used further are told by who gave each', () => {
  const further = event('DataUsedFurther', {
    from: 'contract/1',
    fromVersions: { email: 1, address: 2, familyName: 1 },
    sources: { email: 'third-person', address: 'subject', familyName: 'subject' },
    purposes: [sealed('domain-be', { email: 'jan@example.be', address: 'x', familyName: 'Peeters' })],
  });
  const record = stored(further, 1) as EventRecord<string, DataUsedFurther>;
  const told = subjectEntries
    .DataUsedFurther(record.data, record)
    .map(({ source, fields }) => [source, Object.keys(fields!).sort()]);
  expect(told).toEqual([
    ['subject', ['address', 'familyName']],
    ['third-person', ['email']],
  ]);
});
