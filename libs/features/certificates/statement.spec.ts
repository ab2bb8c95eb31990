import { createHash } from 'node:crypto';
import { FEATURES } from '#libs/features';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { asShownToSubject, entryText, EntryTable, jsonLine, type Entry } from '#libs/register';
import type { Erasure } from '#libs/features/subjects';
import { sampleRecords, SUBJECT } from '../../../test/register/samples';
import { statementText, type StatementParts } from './statement';

const records = sampleRecords();
const of = (type: string, i = 0): EventRecord => records.filter(record => record.type === type)[i]!;
const [begun, erased] = [of('ErasureBegun'), of('SubjectErased')];
const data = begun.data as Erasure & { erasure: string };
const erasure: Erasure = { ...data, begun: begun.time, fenced: { at: erased.time, epoch: 1 } };

/** The entries of this erasure, as the register makes them of these events. */
function entriesOf(events: readonly EventRecord[]): Entry[] {
  const table = new EntryTable(...FEATURES.map(({ entries }) => entries as never));
  const texts: string[] = [];
  for (const record of events) {
    const stored = { ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' };
    for (const draft of table.entriesOf(record)) texts.push(entryText(texts.length, stored, record, draft));
  }
  const all = texts.map(text => JSON.parse(text) as Entry);
  return all.filter(({ event, kind }) => [begun.id, erased.id].includes(event) && /^eras/.test(kind));
}

function state(more: Partial<StatementParts> = {}): string {
  const entries = entriesOf([begun, erased]);
  const parts = {
    origin: 'register.example/1',
    subject: SUBJECT,
    id: data.erasure,
    irrecoverable: false,
    wanting: ['next-epoch epoch 1'],
    erasure,
    entries,
  };
  return statementText({ ...parts, purpose: () => undefined, ...more });
}

describe('the statement of an erasure (Art. 17, Art. 5(2))', () => {
  it('says what, by which rule, when, what was kept, and what is still wanting', () => {
    expect(
      state()
        .split('\n')
        .filter(line => !line.startsWith('entry ')),
    ).toEqual([
      'inzage/erasure-certificate/1',
      'origin register.example/1',
      `erasure ${data.erasure}`,
      `subject ${SUBJECT}`,
      'scope subject',
      'reason no-longer-needed',
      'rule GDPR Art. 17(1)(a)',
      `request ${data.request}`,
      `begun ${begun.time}`,
      `fenced ${erased.time}`,
      'kept bookkeeping fy-2026 until 2036-12-31 by period',
      'wanting next-epoch epoch 1',
      `key ${data.keys[0]!.key}`,
      '',
    ]);
  });

  it('names the law that keeps something, as the catalogue does', () => {
    const purpose = { retention: { decidedBy: 'law', source: 'Code of Economic Law,\nart. III.88' } };
    expect(state({ purpose: () => purpose as never })).toContain(
      'kept bookkeeping fy-2026 until 2036-12-31 by law: Code of Economic Law, art. III.88\n',
    );
  });

  it('of one that is begun only, or irrecoverable', () => {
    const { fenced: _, ...open } = erasure;
    expect(state({ erasure: open, wanting: ['fences'] })).not.toContain('\nfenced ');
    expect(state({ erasure: open, wanting: ['fences'] })).toContain('\nwanting fences\n');
    expect(state({ irrecoverable: true, wanting: [] })).toContain('\nirrecoverable yes\n');
    expect(state({ irrecoverable: true, wanting: [] })).not.toContain('wanting');
  });

  it('names each entry by the hash of its line in the person’s own export', () => {
    const lines = entriesOf([begun, erased]).map(entry => jsonLine(asShownToSubject(entry)).trimEnd());
    const hashes = lines.map(line => `entry ${createHash('sha256').update(line).digest('base64')}`);
    expect(hashes).toHaveLength(2);
    expect(
      state()
        .split('\n')
        .filter(line => line.startsWith('entry ')),
    ).toEqual(hashes);
  });

  it('P16 is byte for byte the same with and without a secret order on the same person', () => {
    const order = ['OrderRegistered', 'OrderApproved', 'OrderDisclosed', 'OrderLooked'].map(type => of(type));
    const [before, disclosed] = [order.slice(0, 2), order.slice(2)];
    const busier = entriesOf([...before, begun, ...disclosed, erased, of('SecrecyExtended')]);
    expect(busier.map(({ n }) => n)).not.toEqual(entriesOf([begun, erased]).map(({ n }) => n));
    expect(state({ entries: busier })).toBe(state());
  });
});
