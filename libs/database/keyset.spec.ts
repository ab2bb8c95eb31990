import { DomainError } from '#libs/kernel';
import { Keyset } from './keyset';

const ID = '0b0e3a52-7f0c-8a00-9a00-000000000001';
const TIME = '2026-11-24T09:00:00.000Z';
const list = new Keyset<{ at: Date; id: string }>({ at: 'time', id: 'uuid' });
const cursor = (text: string): string => Buffer.from(text).toString('base64url');

test('the next page begins after the last row of this one', () => {
  const row = { at: new Date(TIME), id: ID };
  const { rows, next } = list.cut([row, row], { limit: 1 });
  expect(rows).toHaveLength(1);
  expect(next).toBe(cursor(`${TIME} ${ID}`));
  expect(list.after({ cursor: next })).toEqual([TIME, ID]);
});

test('the last page has no next, and no cursor is no key', () => {
  const row = { at: new Date(TIME), id: ID };
  expect(list.cut([row, row], { limit: 2 })).toEqual({ rows: [row, row] });
  expect(list.after({})).toEqual([]);
});

test('one more is asked for than is shown: a hundred where the caller says nothing', () => {
  expect(list.asked({ limit: 7 })).toBe(8);
  expect(list.asked({})).toBe(101);
});

test.each([
  ['a cursor of another list', cursor(ID)],
  ['a longer one', cursor(`${TIME} ${ID} x`)],
  ['a day that no month has', cursor(`2026-13-24T09:00:00.000Z ${ID}`)],
  ['nothing', ''],
])('%s is refused', (_what, asked) => {
  expect(() => list.after({ cursor: asked })).toThrow(DomainError);
  expect(() => list.after({ cursor: asked })).toThrow('invalid-request');
});

test('a number is a whole one that a column can hold', () => {
  const numbers = new Keyset<{ n: string }>({ n: 'number' }, 'desc');
  const { next } = numbers.cut([{ n: '12' }, { n: '11' }], { limit: 1 });
  expect(numbers.after({ cursor: next })).toEqual(['12']);
  for (const n of ['-1', '1.5', '1'.repeat(19), ''])
    expect(() => numbers.after({ cursor: cursor(n) })).toThrow('invalid-request');
});

test('a day is one of the calendar; where there may be none, the last key is of no day', () => {
  const days = new Keyset<{ on: string; id: string }>({ on: 'day', id: 'uuid' });
  expect(days.after({ cursor: cursor(`2026-02-28 ${ID}`) })).toEqual(['2026-02-28', ID]);
  for (const on of ['2026-02-30', 'infinity', 'soon'])
    expect(() => days.after({ cursor: cursor(`${on} ${ID}`) })).toThrow('invalid-request');
  const due = new Keyset<{ due: string | null; id: string }>({ due: 'due', id: 'uuid' });
  const { next } = due.cut(
    [
      { due: null, id: ID },
      { due: null, id: ID },
    ],
    { limit: 1 },
  );
  expect(due.after({ cursor: next })).toEqual(['infinity', ID]);
});
