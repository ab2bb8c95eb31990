import { isUuid } from '#libs/kernel';
import { Ids } from './ids';
import { blindIndex } from './blind-index';
import { checkValues } from './secrets';
import { TEST_LOG, TEST_SECRETS } from './testing';
import { Wrapping } from './wrapping';

// The golden values were made by another implementation (Python) from the descriptions beside the code.
const ids = new Ids(TEST_SECRETS);
const KEY = '7f0c5f6e-3b1a-4c7d-9e2f-0a1b2c3d4e5f';
const COMMAND = '74a824f5-ebba-88e2-b996-624ff7da1277';

test('golden command id', () => {
  expect(ids.commandId('https://issuer.example', 'app', 'POST /v1/subjects', KEY)).toBe(COMMAND);
  expect(ids.commandId('https://issuer.example', 'app', 'POST /v1/subjects', KEY.toUpperCase())).toBe(
    COMMAND,
  );
});

test('golden ids that follow from a command', () => {
  expect(ids.idFrom(COMMAND, 'event')).toBe('a0720547-fa3e-8d91-ac10-c8d865de7751');
  expect(ids.idFrom(COMMAND, 'event', 0)).toBe('a0720547-fa3e-8d91-ac10-c8d865de7751');
  expect(ids.idFrom(COMMAND, 'event', 1)).toBe('8fdb8152-4028-8819-96ed-d77fba79a7da');
  expect(ids.idFrom(COMMAND, 'subject')).toBe('eb6f1ef4-dbf6-8b8e-8591-0d5037e7b5e5');
});

test('golden fingerprint of version 1, of the canonical body', () => {
  expect(ids.fingerprintOfBefore({ é: ['x', null], a: 1 })).toBe(
    'UyO8eSt1qNafQZLEdYwBYjmniTFSyfLpOQe8zKSDkXc',
  );
});

test('golden blind index', () => {
  expect(blindIndex(TEST_SECRETS.lookupKey!, 'login', 'jan@voorbeeld.be').toString('hex')).toBe(
    '9bc34ba974af2f6149b54798fe12764c',
  );
});

test('golden check value of the master key', () => {
  expect(checkValues(TEST_SECRETS, TEST_LOG).get('master key, epoch 1')!.toString('hex')).toBe(
    '1aacce2c0e891c6d89f2d7fb465c04dcc402c39fe2954020a62b8b3050daf684',
  );
});

test('golden wrapped key', () => {
  const wrapped = Buffer.from(
    '01000102030405060708090a0b9984b70402dc245bdc48c5e6024bea818ce44928d7b3672253e81aa283a51f90204bfbd9e5ee73f4bd82ebd53361838c',
    'hex',
  );
  const scope = {
    owner: 'subject:c1f8a2e4-90ab-8cde-8123-456789abcdef',
    purpose: 'contract',
    period: 'contract',
  };
  const key = new Wrapping(TEST_SECRETS, 1).unwrap(wrapped, '0b4b7d5c-6c5e-8d3a-9a51-3f1f5e9a7c01', scope, 1);
  expect(key.export()).toEqual(Buffer.alloc(32, 0x22));
});

test('nothing follows without the id secret', () => {
  const others = new Ids({ ...TEST_SECRETS, idSecret: Buffer.alloc(32, 0x09) });
  const all = (of: Ids): string[] => [
    of.commandId('https://issuer.example', 'app', 'POST /v1/subjects', KEY),
    of.idFrom(COMMAND, 'event'),
    of.fingerprintOfBefore({ a: 1 })!,
    of.clearFingerprint({ a: 1 }),
  ];
  const [mine, theirs] = [all(ids), all(others)];
  mine.forEach((value, index) => expect(theirs[index]).not.toBe(value));
});

test('each part counts, and none runs into the next', () => {
  const made = [
    ids.commandId('i', 'c', 'r', KEY),
    ids.commandId('ic', '', 'r', KEY),
    ids.commandId('i', 'cr', '', KEY),
    ids.commandId('j', 'c', 'r', KEY),
    ids.idFrom(COMMAND, 'event', 1),
    ids.idFrom(COMMAND, 'event1'),
    ids.idFrom(COMMAND, 'event', 11),
    ids.idFrom(KEY, 'event', 1),
  ];
  expect(new Set(made).size).toBe(made.length);
  expect(made.every(isUuid)).toBe(true);
});
