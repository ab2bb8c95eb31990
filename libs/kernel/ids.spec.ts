import { isUuid, orderedId } from './ids';

test('RFC 9562 section 5.7: an ordered id is a UUID of version 7, and tells when it was made', () => {
  const from = Date.now();
  const ids = Array.from({ length: 100 }, orderedId);
  const to = Date.now();
  for (const id of ids) {
    expect(isUuid(id)).toBe(true);
    expect(id[14]).toBe('7');
    const madeAt = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(madeAt).toBeGreaterThanOrEqual(from);
    expect(madeAt).toBeLessThanOrEqual(to);
  }
  expect(new Set(ids).size).toBe(ids.length);
});
