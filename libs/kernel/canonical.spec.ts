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
