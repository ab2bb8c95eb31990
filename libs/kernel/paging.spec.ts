import { DomainError } from './errors';
import { keyAfter, pageOf } from './paging';

const ID = '0b0e3a52-7f0c-8a00-9a00-000000000001';
const TIME = '2026-11-24T09:00:00.000Z';

test('the next page begins after the last row of this one', () => {
  const rows = [
    { at: TIME, id: ID },
    { at: TIME, id: ID },
  ];
  const { rows: shown, next } = pageOf(rows, 1, row => [row.at, row.id]);
  expect(shown).toHaveLength(1);
  expect(keyAfter(next, 'time', 'uuid')).toEqual([TIME, ID]);
});

test('the last page has no next, and no cursor is no key', () => {
  expect(pageOf([1, 2], 2, String as never)).toEqual({ rows: [1, 2] });
  expect(keyAfter(undefined, 'uuid')).toEqual([]);
});

test.each([
  ['a cursor of another list', Buffer.from(ID).toString('base64url')],
  ['a longer one', Buffer.from(`${TIME} ${ID} x`).toString('base64url')],
  ['a day that no month has', Buffer.from(`2026-13-24T09:00:00.000Z ${ID}`).toString('base64url')],
  ['nothing', ''],
])('%s is refused', (_what, cursor) => {
  const asked = (): unknown => keyAfter(cursor, 'time', 'uuid');
  expect(asked).toThrow(DomainError);
  expect(asked).toThrow('invalid-request');
});
