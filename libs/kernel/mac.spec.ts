import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Mac } from './mac';

test('RFC 2104: for any key and text it is what Node’s own HMAC is', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 130 });
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', minLength: 4_000, maxLength: 4_200 }),
  );
  fc.assert(
    fc.property(key, text, text, (bytes, one, other) => {
      const mac = new Mac(Buffer.from(bytes));
      for (const each of [one, other, one])
        for (const encoding of ['hex', 'base64url'] as const)
          expect(mac.digest(each, encoding)).toBe(createHmac('sha256', bytes).update(each).digest(encoding));
    }),
    { numRuns: 300 },
  );
});
