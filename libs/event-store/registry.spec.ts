import { UnknownEventType, type StoredEvent } from './port';
import { decodeRecord } from './record';
import { EventTypes, firstVersion, type EventShapes } from './registry';

/** Bytes as an older program stored them: version 1 of a type that has three versions by now. */
const OLD =
  '{"actor":{"id":"shop","role":"service"},"catalogue":"2018-05-25","command":"7b0e7c7e-98a1-8d5c-9d0c-3f5e2b1f6a01",' +
  '"data":{"kind":"legal"},"fingerprint":"Zm9v","id":"0d9f8a5e-1c2b-8e3d-8f4a-5b6c7d8e9f00",' +
  '"stream":"subject-1","time":"2019-02-03T04:05:06.007Z","type":"SubjectRegistered","v":1}';

function stored(text: string, over: Partial<StoredEvent> = {}): StoredEvent {
  return {
    stream: 'subject-1',
    revision: 0,
    position: '1',
    id: '0d9f8a5e-1c2b-8e3d-8f4a-5b6c7d8e9f00',
    type: 'SubjectRegistered',
    commandId: '7b0e7c7e-98a1-8d5c-9d0c-3f5e2b1f6a01',
    fingerprint: 'Zm9v',
    bytes: Buffer.from(text),
    ...over,
  };
}

const third: EventShapes = {
  SubjectRegistered: [
    data => ({ kind: `${(data as { kind: string }).kind}-person` }),
    data => ({ ...(data as object), policy: '2018-05-25' }),
  ],
};

test('an event of the current version is read as stored', () => {
  const event = stored(OLD);
  expect(new EventTypes({ SubjectRegistered: firstVersion }).read(event)).toEqual(decodeRecord(event.bytes));
});

test('old bytes are read in the current shape, through every version between', () => {
  const record = new EventTypes(third).read(stored(OLD));
  expect(record).toEqual({
    ...decodeRecord(Buffer.from(OLD)),
    v: 3,
    data: { kind: 'legal-person', policy: '2018-05-25' },
  });
  const second = OLD.replace('"v":1', '"v":2').replace('"legal"', '"natural-person"');
  expect(new EventTypes(third).read(stored(second)).data).toEqual({
    kind: 'natural-person',
    policy: '2018-05-25',
  });
});

test.each([
  [
    'an undeclared type, such as a newer feature wrote',
    OLD.replace('SubjectRegistered', 'SubjectSainted'),
    'SubjectSainted',
  ],
  ['a newer version of a declared type', OLD.replace('"v":1', '"v":4'), 'SubjectRegistered'],
  ['a version that never was', OLD.replace('"v":1', '"v":0'), 'SubjectRegistered'],
  ['bytes of another type than the store says', OLD, 'DataCollected'],
  ['bytes of another stream', OLD.replace('subject-1', 'subject-2'), 'SubjectRegistered'],
  ['bytes that are no JSON', OLD.slice(1), 'SubjectRegistered'],
])('%s stops the reader', (_, text, type) => {
  const types = new EventTypes(third, { DataCollected: firstVersion });
  expect(() => types.read(stored(text, { type }))).toThrow(UnknownEventType);
});

test('the reason names the event and quotes nothing of its bytes', () => {
  const types = new EventTypes(third);
  const broken = stored('{"familyName":"Peeters"');
  expect(() => types.read(broken)).toThrow(broken.id);
  expect(() => types.read(broken)).not.toThrow(/Peeters/);
});

test('a type is written in the version that its upcasters lead to, and in no other', () => {
  const types = new EventTypes(third, { DataCollected: firstVersion });
  expect(types.currentVersion('SubjectRegistered')).toBe(3);
  expect(types.currentVersion('DataCollected')).toBe(1);
  expect(() => types.currentVersion('SubjectSainted')).toThrow(UnknownEventType);
});

test('a type that two features declare is refused when they are put together', () => {
  expect(() => new EventTypes({ A: firstVersion }, { A: firstVersion })).toThrow('twice');
});
