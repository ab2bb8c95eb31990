import { Fresh, ticks } from './fresh';

const MINUTE = 60_000;

test('of more than it may hold, the oldest reading goes first, however often it was used since', () => {
  const fresh = new Fresh<number>(MINUTE, 2);
  fresh.set('a', 1, ticks());
  fresh.set('b', 2, ticks());
  expect(fresh.get('a')).toBe(1);
  fresh.set('c', 3, ticks());
  expect(['a', 'b', 'c'].map(key => fresh.get(key))).toEqual([undefined, 2, 3]);
});

test('what is read again is the newest reading', () => {
  const fresh = new Fresh<number>(MINUTE, 2);
  fresh.set('a', 1, ticks());
  fresh.set('b', 2, ticks());
  fresh.set('a', 4, ticks());
  fresh.set('c', 3, ticks());
  expect(['a', 'b', 'c'].map(key => fresh.get(key))).toEqual([4, undefined, 3]);
});

test('Art. 17: what is past its life is not had, and a purge lets go of that and of nothing else', () => {
  const fresh = new Fresh<number>(MINUTE, 10);
  for (const key of ['a', 'b']) fresh.set(key, 1, ticks() - MINUTE);
  fresh.set('c', 3, ticks());
  expect(fresh.get('a')).toBeUndefined();
  const held: number[] = [];
  fresh.purge();
  fresh.deleteWhere(value => held.push(value) > 0);
  expect(held).toEqual([3]);
  expect(fresh.get('c')).toBeUndefined();
});
