import { createDecipheriv, createHash, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { canonicalText, type Json } from '#libs/kernel';
import { boxLength, decrypt, encrypt, prepare, type Random } from './envelope';
import { EnvelopeBroken } from './types';

const KEY = createSecretKey(Buffer.alloc(32, 0x11));
const KEY_ID = '0b4b7d5c-6c5e-8d3a-9a51-3f1f5e9a7c01';
const EVENT_ID = 'c1f8a2e4-90ab-8cde-8123-456789abcdef';

// Made by another implementation (Python, cryptography) from the description in types.ts.
const GOLDEN_BOX =
  'AQABAgMEBQYHCAkKCxPjtrMAgVSQcMq27LeNzV3r0mEEYVdoDeih-jy8NzJoNdUq_Q9UGZsyzia0wDQsjl2nGRjM4yzRCMhvvgM1E2Hhch_gI9ZCnt-_R56MpNWP0m22NQVqKlEa62d2mVwnkcaJB1yKUDkbhOqCVdYpgYFiF1Ey_AbSigDxnyhOJeFWI_UsRkmbl46YPHkzzN0GluaMSvfTUAp321YBkQ2sMmty4oQVCsuhUAyQkcie3uJ91GAAcS1DVV3_yyHP15GvHnq9CJEHS8GnXTXgEzP9YEosc7WVlSEUjCXTNLUaIUqkQX1G6Ys8bJgg5NdY4Nzcvy7p910MjdmmNU0wzc13pgqAM27yO6tp33BQyotkfqsd';
const GOLDEN_ADDRESS = 'OJR2oNdTbB2TCfXTL_c_9lqkMqEBocApefE0tn6eQg8';
const GOLDEN_FAMILY_NAME = 'D2zxdZKgoo1rAjp2VRqGfKmFyzPriBA7-goLZZ9Bxk8';

/** 00 01 02 … : known salts and IVs. */
const counting: Random = bytes => Buffer.from(Array.from({ length: bytes }, (_, index) => index % 256));

function seal(values: Record<string, Json>, random?: Random): string {
  return encrypt(KEY, KEY_ID, EVENT_ID, prepare(values, random).plaintext, random);
}

function open(box: string, keyId = KEY_ID, eventId = EVENT_ID): Record<string, Json> {
  return Object.fromEntries(Object.entries(decrypt(KEY, keyId, eventId, box)).map(([n, s]) => [n, s.value]));
}

function reasonOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof EnvelopeBroken) return error.reason;
    throw error;
  }
  return 'opened';
}

test('a box is as long as it says before it is made', () => {
  const lengths = fc.nat(600).map(length => ({ familyName: 'é'.repeat(length) }));
  fc.assert(fc.property(lengths, values => expect(seal(values)).toHaveLength(boxLength(values))));
});

describe('stored format', () => {
  const values = { familyName: 'Peeters', address: { city: 'Brugge', street: 'Ezelstraat 1' } };

  test('the plaintext is length, canonical JSON with salts, zeros', () => {
    const { plaintext } = prepare(values, counting);
    const text =
      '{"address":{"salt":"AAECAwQFBgcICQoLDA0ODw","value":{"city":"Brugge","street":"Ezelstraat 1"}},' +
      '"familyName":{"salt":"EBESExQVFhcYGRobHB0eHw","value":"Peeters"}}';
    expect(plaintext.length).toBe(256);
    expect(plaintext.readUInt32BE()).toBe(text.length);
    expect(plaintext.toString('utf8', 4, 4 + text.length)).toBe(text);
    expect(plaintext.subarray(4 + text.length).every(byte => byte === 0)).toBe(true);
  });

  test('golden box and commitments', () => {
    const prepared = prepare(values, counting);
    expect(encrypt(KEY, KEY_ID, EVENT_ID, prepared.plaintext, counting)).toBe(GOLDEN_BOX);
    expect(prepared.commitments).toEqual({
      address: GOLDEN_ADDRESS,
      familyName: GOLDEN_FAMILY_NAME,
    });
  });

  test('the golden box opens by nothing but the description of the format', () => {
    const bytes = Buffer.from(GOLDEN_BOX, 'base64url');
    expect(bytes[0]).toBe(1);
    const decipher = createDecipheriv('aes-256-gcm', Buffer.alloc(32, 0x11), bytes.subarray(1, 13));
    decipher.setAAD(Buffer.from(`inzage:envelope:1|${KEY_ID}|${EVENT_ID}`));
    decipher.setAuthTag(bytes.subarray(bytes.length - 16));
    const plaintext = Buffer.concat([
      decipher.update(bytes.subarray(13, bytes.length - 16)),
      decipher.final(),
    ]);
    const text = plaintext.toString('utf8', 4, 4 + plaintext.readUInt32BE());
    const read = JSON.parse(text) as Record<string, { salt: string; value: Json }>;
    expect(read['familyName']!.value).toBe('Peeters');
    const committed = createHash('sha256')
      .update(Buffer.from(read['familyName']!.salt, 'base64url'))
      .update('"Peeters"')
      .digest('base64url');
    expect(committed).toBe(GOLDEN_FAMILY_NAME);
  });
});

describe('what it tells without the key', () => {
  test.each([
    [0, 256],
    [256 - 4, 256],
    [256 - 4 + 1, 512],
    [512 - 4, 512],
    [512 - 4 + 1, 1024],
    [1024 - 4 + 1, 2048],
    [100_000, 131_072],
  ])('%i bytes of JSON fill a class of %i', (length, size) => {
    const frame = '{"a":{"salt":"AAECAwQFBgcICQoLDA0ODw","value":""}}'.length;
    const values = length === 0 ? {} : { a: 'x'.repeat(length - frame) };
    expect(prepare(values).plaintext.length).toBe(size);
  });

  test('the same values give another box and other commitments each time', () => {
    const [a, b] = [prepare({ email: 'a@example.be' }), prepare({ email: 'a@example.be' })];
    expect(a.commitments['email']).not.toBe(b.commitments['email']);
    expect(encrypt(KEY, KEY_ID, EVENT_ID, a.plaintext)).not.toBe(encrypt(KEY, KEY_ID, EVENT_ID, a.plaintext));
  });
});

describe('what was altered does not open', () => {
  const box = seal({ email: 'a@example.be' });

  test('any bit of it', () => {
    const bytes = Buffer.from(box, 'base64url');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), bit => {
        const altered = Buffer.from(bytes);
        altered[bit >> 3]! ^= 1 << (bit & 7);
        expect(reasonOf(() => open(altered.toString('base64url')))).toBe(
          bit < 8 ? 'format' : 'authentication',
        );
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, string]>([
    ['length', box.slice(0, 40)],
    ['authentication', box.slice(0, -4)],
    ['authentication', `${box}AAAA`],
    ['format', ''],
    ['encoding', `${box}=`],
    ['encoding', `${box.slice(0, 100)} ${box.slice(100)}`],
    ['encoding', box.replace(/.$/, '!')],
  ])('%s', (reason, altered) => {
    // A box that lost bytes of its smallest class is too short; one with more bytes does not authenticate.
    expect([reason, 'length']).toContain(reasonOf(() => open(altered)));
  });

  test('under another key id, for another event, with another key', () => {
    expect(reasonOf(() => open(box, 'ffffffff-6c5e-8d3a-9a51-3f1f5e9a7c01'))).toBe('authentication');
    expect(reasonOf(() => open(box, KEY_ID, 'ffffffff-90ab-8cde-8123-456789abcdef'))).toBe('authentication');
    const other = createSecretKey(Buffer.alloc(32, 0x12));
    expect(reasonOf(() => decrypt(other, KEY_ID, EVENT_ID, box))).toBe('authentication');
  });

  test('another spelling of the same bytes', () => {
    const larger = seal({ a: 'x'.repeat(300) }); // 541 bytes: the last character has bits to spare
    const last = larger.at(-1)!;
    const twin = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      .split('')
      .find(
        c =>
          c !== last &&
          Buffer.from(larger.slice(0, -1) + c, 'base64url').equals(Buffer.from(larger, 'base64url')),
      )!;
    expect(reasonOf(() => open(larger.slice(0, -1) + twin))).toBe('encoding');
  });
});

const json = fc.letrec<{ any: Json }>(tie => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(n => n + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('any'), { maxKeys: 4 }),
  ),
})).any;

test('whatever JSON can carry comes back, in the canonical form', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), json, { maxKeys: 6 }), values => {
      const box = seal(values);
      expect(canonicalText(open(box))).toBe(canonicalText(values));
      const salted = decrypt(KEY, KEY_ID, EVENT_ID, box);
      const { plaintext } = prepare(values);
      const text = plaintext.toString('utf8', 4, 4 + plaintext.readUInt32BE());
      expect(text).toBe(canonicalText(JSON.parse(text)));
      expect(Object.keys(salted).sort()).toEqual(Object.keys(values).sort());
    }),
    { numRuns: 300 },
  );
});

test('a member named __proto__ is one like any other', () => {
  const values = JSON.parse('{"__proto__":"x","constructor":{"__proto__":1}}') as Record<string, Json>;
  expect(canonicalText(open(seal(values)))).toBe('{"__proto__":"x","constructor":{"__proto__":1}}');
  expect(Object.keys(prepare(values).commitments)).toEqual(['__proto__', 'constructor']);
});

test.each([
  ['a lone surrogate', '\ud800'],
  ['in a name', { '\udfff': 1 }],
  ['not a number', NaN],
])('%s is refused before anything is sealed', (_, value) => {
  expect(() => prepare({ value: value })).toThrow();
});

test.each(['C:\\udder', '\\ud800', '\\\\udfff', 'é😀'])('%j is not a lone surrogate', value => {
  expect(open(seal({ value }))).toEqual({ value });
});
