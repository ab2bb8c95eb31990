import { claimsOf, isNamed, MANY, phrasesOf } from './named';

const named = (phrase: string, ...where: string[]): boolean => isNamed(phrase, [{ where }]);
const entry = (n: string): readonly string[] => claimsOf('register_entries', ['n'], { n });

describe('a finding names a row', () => {
  test('by its word and number, and no other word or number with the same digits', () => {
    expect(named('entry 5', 'entry 5, event 0d9c')).toBe(true);
    expect(named('level 1, block 5', 'level 1, block 5: entries from 1280 on')).toBe(true);
    for (const other of [
      'entry 55, event 5',
      'entry 15',
      'size 5, in the table',
      'postings of block 5',
      'entry',
    ])
      expect(named('entry 5', other)).toBe(false);
    expect(named('level 1, block 2', 'level 2, block 1: entries from 65536 on')).toBe(false);
  });

  test('by a range that ends at it, or is of a few; one of many says that each was changed of none', () => {
    for (const n of [5, 6, 7])
      expect(named(`entry ${n}`, 'entries 5 to 7 are of events that the log lacks')).toBe(true);
    for (const n of [4, 8]) expect(named(`entry ${n}`, 'entries 5 to 7')).toBe(false);
    const many = `entries 5 to ${5 + MANY}`;
    expect([5, 6, 5 + MANY].map(n => named(`entry ${n}`, many))).toEqual([true, false, true]);
    expect(named('position 6', 'entries 5 to 7')).toBe(false);
    expect(named('level 1, block 6', 'level 1, blocks 5 to 7')).toBe(true);
    expect(named('level 1, block 6', 'level 2, blocks 5 to 7')).toBe(false);
  });

  test('of a table that nobody named: by its key', () => {
    expect(phrasesOf('another', ['a', 'b'], { a: '1', b: 'x', c: '2' })).toEqual(['1, x']);
  });
});

test('rows that a finding cannot tell apart share a claim', () => {
  const shared = (one: readonly string[], other: readonly string[]): boolean =>
    one.some(each => other.includes(each));
  expect(shared(entry('5'), entry('6'))).toBe(true);
  expect(shared(entry('5'), entry('7'))).toBe(false);
  const posting = (term: string, block: string) =>
    claimsOf('register_postings', ['term', 'block'], { term, block });
  expect(shared(posting('all', '1'), posting('kind=looked', '1'))).toBe(true);
  expect(shared(posting('all', '1'), posting('all', '2'))).toBe(false);
});
