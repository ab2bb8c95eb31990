import fc from 'fast-check';
import type { Catalogue } from './catalogue-changes';
import { nested, placeOf, type Within } from './catalogue-nested';

interface Outer {
  readonly id: string;
  readonly inner: readonly number[];
}

/** The rows of an outer list, as a text has them. */
function listOf(rows: readonly Outer[]) {
  return nested<Outer, number>(
    {
      rows,
      idOf: ({ id }) => id,
      pointerOf: index => `/${index}`,
      into: next => next as unknown as Catalogue,
    },
    'inner',
    ({ inner }) => inner,
    (row, inner) => ({ ...row, inner }),
  );
}

describe('rows within rows of a text, where an id may stand twice (P21)', () => {
  const outer = fc.array(fc.record({ id: fc.constantFrom('a', 'b'), inner: fc.array(fc.nat()) }));

  it('comes out as it went in', () => {
    fc.assert(
      fc.property(outer, rows => {
        const { rows: all, into } = listOf(rows);
        expect(into(all)).toEqual(rows);
      }),
    );
  });

  it('has each row at its own place', () => {
    fc.assert(
      fc.property(outer, rows => {
        const { rows: all, pointerOf } = listOf(rows);
        const places = rows.flatMap(({ inner }, at) => inner.map((_, n) => `/${at}/inner/${n}`));
        expect(all.map((_, index) => pointerOf(index, all))).toEqual(places);
      }),
    );
  });

  const TWICE: readonly Outer[] = [
    { id: 'a', inner: [1] },
    { id: 'a', inner: [2] },
  ];

  it('given a row of the second that is changed, when it is put in, then it stays there', () => {
    const { rows, into } = listOf(TWICE);
    const [first, second] = rows;
    const changed: Within<number> = { ...placeOf(second), row: 3 };
    expect(into([first!, changed])).toEqual([
      { id: 'a', inner: [1] },
      { id: 'a', inner: [3] },
    ]);
  });

  it('given a new row, when it is put in, then it stands in the first that has the id', () => {
    const { rows, into } = listOf(TWICE);
    expect(into([...rows, { ...placeOf(undefined, 'a'), row: 3 }])).toEqual([
      { id: 'a', inner: [1, 3] },
      { id: 'a', inner: [2] },
    ]);
  });
});
