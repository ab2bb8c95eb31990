import type { Catalogue } from './catalogue-changes';
import type { RowList } from './catalogue-rows';

/** A row that stands in a row of another list. */
export interface Within<C> {
  /** The id of the row that it stands in. */
  readonly of: string;
  readonly row: C;
}

type Outer<P> = Pick<RowList<P>, 'rows' | 'idOf' | 'pointerOf' | 'into'>;

/** Lists that stand in the rows of another list, as one list. */
export function nested<P, C>(
  outer: Outer<P>,
  /** The member of an outer row that has the list. */
  member: string,
  get: (row: P) => readonly C[],
  set: (row: P, inner: C[]) => P,
): Pick<RowList<Within<C>>, 'rows' | 'pointerOf' | 'into'> {
  const { rows, idOf, pointerOf, into } = outer;
  const among = (all: readonly Within<C>[], of: string | undefined): readonly Within<C>[] =>
    all.filter(each => each.of === of);
  return {
    rows: rows.flatMap(row => get(row).map(inner => ({ of: idOf(row), row: inner }))),
    pointerOf: (index, all) => {
      const found = all[index];
      const place = rows.findIndex(row => idOf(row) === found?.of);
      const number = found === undefined ? 0 : among(all, found.of).indexOf(found);
      return `${pointerOf(place, rows)}/${member}/${number}`;
    },
    into: (all): Catalogue =>
      into(
        rows.map(row =>
          set(
            row,
            among(all, idOf(row)).map(each => each.row),
          ),
        ),
      ),
  };
}
