import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalText } from './canonical';

test.each([
  ['{"b":1,"a":[true,null,"é"]}', '{"a":[true,null,"é"],"b":1}'],
  ['{"n":1e21,"m":-0,"k":0.1}', '{"k":0.1,"m":0,"n":1e+21}'],
])('RFC 8785: %s', (given, expected) => {
  expect(canonicalText(JSON.parse(given))).toBe(expected);
});

test.each([['\ud800'], ['x\udfff'], ['\\\ud83d'], [{ '\udc00': 1 }]])(
  'a lone surrogate has no canonical form: %j',
  value => {
    expect(() => canonicalText(value)).toThrow(TypeError);
  },
);

test.each(['C:\\udder', '\\ud800', '\\\\udfff', '😀'])('text that only looks like one has: %j', value => {
  expect(JSON.parse(canonicalText(value))).toBe(value);
});

const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '10', '9', '1a', 'é', 'z', 'a'),
);
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    fc.constantFrom(null, true, false, undefined, new Date(0)),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
}));

test('for any value it is what the reference implementation says, byte for byte', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), given => {
      expect(canonicalText(given)).toBe(canonicalize(given));
    }),
    { numRuns: 1_000 },
  );
});

test('however many members there are', () => {
  const names = fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(names, given => {
      const members = Object.fromEntries(given.map(name => [name, 0]));
      expect(canonicalText(members)).toBe(canonicalize(members));
    }),
  );
});

test.each([[NaN], [{ a: Infinity }], [[-Infinity]], [undefined], [{ a: { 9: NaN } }]])(
  'no canonical form: %p',
  given => {
    expect(() => canonicalText(given)).toThrow();
  },
);
