import fc from 'fast-check';
import { DomainError } from '#libs/kernel';
import { InvalidRequest } from '#libs/http';
import { parseBody } from './json';

function outcome(text: string | Buffer): unknown {
  try {
    return parseBody(Buffer.from(text as string));
  } catch (error) {
    if (error instanceof DomainError || error instanceof InvalidRequest) return error.code;
    throw error;
  }
}

// U+0000, U+FFFD, lone surrogates and __proto__ are refused; everything else that JSON can say comes through.
const text = fc.string({ unit: 'grapheme' }).filter(each => !/[\0\ufffd]/.test(each) && each !== '__proto__');
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(text, value, { maxKeys: 6 });

test('an object comes through as JSON.parse reads it, however it is spaced', () => {
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 1, '\t'), (given, space) => {
      const json = JSON.stringify(given, null, space);
      expect(parseBody(Buffer.from(json))).toEqual(JSON.parse(json));
    }),
  );
});

test('a member named twice is refused, at any depth, however its name is escaped', () => {
  fc.assert(
    fc.property(
      object,
      text,
      value,
      value,
      fc.integer({ min: 0, max: 5 }),
      (around, name, one, two, depth) => {
        const units = name.split('').map(unit => unit.charCodeAt(0).toString(16).padStart(4, '0'));
        const again = `"${units.map(hex => `\\u${hex}`).join('')}"`;
        let json = `{${JSON.stringify(name)}:${JSON.stringify(one)},${again}:${JSON.stringify(two)}}`;
        for (let i = 0; i < depth; i++) json = `{"in":[${json}],"beside":${JSON.stringify(around)}}`;
        expect(outcome(json)).toBe('duplicate-key');
      },
    ),
  );
});

test('whatever the bytes are, the answer is an object or a code', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      const got = outcome(Buffer.from(bytes));
      expect(typeof got === 'string' || (typeof got === 'object' && got !== null)).toBe(true);
    }),
  );
});

test.each([
  ['', 'malformed-json'],
  ['{', 'malformed-json'],
  ['{"a":1,}', 'malformed-json'],
  ["{'a':1}", 'malformed-json'],
  ['{"a":NaN}', 'malformed-json'],
  ['{"a":1} {"a":1}', 'malformed-json'],
  ['{"a":"\n"}', 'malformed-json'],
  ['\ufeff{}', 'malformed-json'],
  [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'malformed-json'],
  [Buffer.from('{"a":"\u00e9"}', 'latin1'), 'malformed-json'],
  // UTF-8 of a surrogate (CESU-8) and of an overlong slash: no UTF-8.
  [Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), 'malformed-json'],
  [Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), 'malformed-json'],
  ['{"a":"x\0"}', 'nul-character'],
  ['{"a":"x\\u0000"}', 'nul-character'],
  ['{"x\\u0000":1}', 'nul-character'],
  ['{"a":["\\ufffd"]}', 'replacement-character'],
  ['{"a\ufffd":1}', 'replacement-character'],
  ['{"a":["\\ud800"]}', 'lone-surrogate'],
  ['{"a":{"\\udc00\\ud800":1}}', 'lone-surrogate'],
  ['{"__proto__":{"a":1}}', 'unknown-field'],
  ['{"a":{"\\u005f_proto__":1}}', 'unknown-field'],
  ['[]', 'invalid-request'],
  ['"text"', 'invalid-request'],
  ['null', 'invalid-request'],
  ['1', 'invalid-request'],
  [`{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 'invalid-request'],
  [`{"a":${'['.repeat(100_000)}`, 'invalid-request'],
])('%j: %s', (json, code) => {
  expect(outcome(json)).toBe(code);
});

test('escapes that are allowed come through', () => {
  expect(parseBody(Buffer.from('{"a":"\\\\u0000 \\ud83d\\ude00 \\":{"}'))).toEqual({ a: '\\u0000 😀 ":{' });
});
