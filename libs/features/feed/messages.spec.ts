import type { EventRecord } from '#libs/event-store';
import type { ErasureBegun } from '#libs/features/subjects';
import { sealed, SELF, testId } from '#libs/features/subjects/testing';
import { toldOf, toldTo, type Told } from './messages';

const record = (type: string, data: object, stream = `subject-${SELF}`): EventRecord =>
  ({ id: testId('event'), type, stream, data }) as EventRecord;
const key = (purpose: string, owner = `subject:${SELF}`) => ({
  key: testId('key'),
  owner,
  purpose,
  period: 'contract',
  generation: 1,
});

const corrected = record('DataCorrected', {
  channel: 'letter',
  source: 'subject',
  purposes: [
    sealed('contract', { email: 'jan@example.be' }, 2),
    sealed('bookkeeping', { email: 'jan@example.be' }, 4),
  ],
});
const erased = (scope: ErasureBegun['scope']): EventRecord =>
  record('ErasureBegun', {
    erasure: testId('erasure'),
    scope,
    reason: 'unlawful',
    keys: [key('contract'), key('contract'), key('hosting'), key('actor', 'actor')],
    kept: [],
  });

describe('what services are told of', () => {
  test('a correction: purposes and versions, and no value', () => {
    const told = toldOf(corrected)!;
    expect(told).toEqual({
      type: 'subject.corrected',
      purposes: ['contract', 'bookkeeping'],
      data: {
        subject: SELF,
        purposes: [
          { purpose: 'contract', fields: { email: 2 } },
          { purpose: 'bookkeeping', fields: { email: 4 } },
        ],
      },
    });
    expect(JSON.stringify(told)).not.toContain('jan@');
  });

  test('an erasure, as soon as nothing uses it: of which purposes, each once, and nobody else’s keys', () => {
    expect(toldOf(erased({ of: 'subject' }))).toMatchObject({
      type: 'subject.erased',
      purposes: ['contract', 'hosting'],
      data: { scope: 'subject', purposes: [{ purpose: 'contract' }, { purpose: 'hosting' }] },
    });
    const field = { of: 'field', purpose: 'contract', field: 'telephone' } as const;
    expect(toldOf(erased(field))?.data).toMatchObject({ scope: 'field', field: 'telephone' });
  });

  test('a request that changes, whose it is once that is known', () => {
    const request = testId('request');
    const changed = (type: string, data: object): Told | undefined =>
      toldOf(record(type, data, `request-${request}`));
    expect(changed('RequestRegistered', { kind: 'access' })).toEqual({
      type: 'request.changed',
      purposes: ['data-subject-request'],
      data: { request, change: 'registered' },
    });
    expect(changed('RequestClosed', { subject: SELF, outcome: 'fulfilled' })?.data).toEqual({
      request,
      subject: SELF,
      change: 'closed',
    });
  });

  test('nothing of looks, orders, matters, or of other streams', () => {
    expect(toldOf(record('RecordLooked', {}, `access-${SELF}`))).toBeUndefined();
    expect(toldOf(record('OrderDisclosed', {}, `order-${SELF}`))).toBeUndefined();
    expect(toldOf(record('DataShared', {}))).toBeUndefined();
    expect(toldOf({ ...corrected, stream: `matter-${SELF}` })).toBeUndefined();
  });
});

describe('P04 each client is told what its purposes let it know', () => {
  const books = { purposes: ['bookkeeping'], recipients: ['accounting-office'] };

  test('of a correction its own purposes alone, and nothing where none is its own', () => {
    const told = toldOf(corrected)!;
    expect(toldTo(books, told)?.purposes).toEqual([{ purpose: 'bookkeeping', fields: { email: 4 } }]);
    expect(toldTo({ purposes: ['hosting'], recipients: [] }, told)).toBeUndefined();
    expect(toldTo({ purposes: [], recipients: [] }, told)).toBeUndefined();
    expect(toldTo(undefined, told)).toEqual(told.data);
  });

  test('P10 of a duty, where it may tell that recipient itself', () => {
    const duty = { purposes: ['bookkeeping'], data: { duty: testId('duty'), recipient: 'bank' } };
    expect(toldTo(books, duty)).toBeUndefined();
    expect(toldTo({ ...books, recipients: ['bank'] }, duty)).toEqual(duty.data);
  });
});
