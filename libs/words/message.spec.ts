import fc from 'fast-check';
import { isPlain, parsed } from './message';

test('what is plain is said as the parser says it', () => {
  const text = fc.string({
    unit: fc.constantFrom("'", '{', '}', '#', '<', '>', '/', '|', ' ', 'a', '’', '\n'),
  });
  fc.assert(
    fc.property(text.filter(isPlain), each => {
      expect(parsed(each, 'nl').format()).toBe(each);
    }),
  );
});

test('a placeholder, a choice and an apostrophe that quotes are not plain', () => {
  for (const text of ['{day}', '{a, select, other {b}}', "l''{name}", "l''eau"])
    expect(isPlain(text)).toBe(false);
  expect(parsed("l''{name}", 'fr').format({ name: 'x' })).toBe("l'x");
});
