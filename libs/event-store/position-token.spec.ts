import fc from 'fast-check';
import { DomainError, randomId } from '#libs/kernel';
import { decodeToken, encodeToken } from './position-token';

const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error instanceof DomainError ? error.code : error;
  }
  return undefined;
};

const number = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);
const position = fc.oneof(
  number,
  fc.tuple(number, number).map(parts => parts.join('/')),
);

test('a position comes back from its token, on both engines, to the last of 64 bits', () => {
  const log = randomId();
  fc.assert(fc.property(position, given => expect(decodeToken(log, encodeToken(log, given))).toBe(given)));
});

test("another log's token is refused as such, never read as a position here", () => {
  fc.assert(
    fc.property(position, given =>
      expect(code(() => decodeToken(randomId(), encodeToken(randomId(), given)))).toBe('foreign-position'),
    ),
  );
});

test('what is no token is an invalid request', () => {
  const log = randomId();
  const bad = [
    '',
    '7',
    'null',
    `${log}:7`,
    encodeToken(log, '7') + '=',
    encodeToken(log, '07'),
    encodeToken(log, '-1'),
  ];
  const worse = [
    encodeToken(log, '1/2/3'),
    encodeToken(log, String(2n ** 63n)),
    encodeToken('x', '7'),
    'A'.repeat(10_000),
  ];
  for (const token of [...bad, ...worse]) expect(code(() => decodeToken(log, token))).toBe('invalid-request');
  fc.assert(
    fc.property(fc.string(), token => expect(code(() => decodeToken(log, token))).toBe('invalid-request')),
  );
});
