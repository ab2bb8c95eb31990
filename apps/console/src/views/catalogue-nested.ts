import type { Catalogue } from './catalogue-changes';
import type { RowList } from './catalogue-rows';

/** A row that stands in a row of another list. */
export interface Within<C> {
  /** The id of the row that it stands in. */
  readonly of: string;
  /** How many rows before that one have its id too: a text may have one twice. */
  readonly nth: number;
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
  const places = rows.map((row, at) => {
    const of = idOf(row);
    return { of, nth: rows.slice(0, at).filter(each => idOf(each) === of).length };
  });
  const among = (all: readonly Within<C>[], place: Place | undefined): readonly Within<C>[] =>
    all.filter(each => isAt(each, place));
  return {
    rows: rows.flatMap((row, at) => get(row).map(inner => ({ ...places[at]!, row: inner }))),
    pointerOf: (index, all) => {
      const found = all[index];
      const place = places.findIndex(each => isAt(each, found));
      const number = found === undefined ? 0 : among(all, found).indexOf(found);
      return `${pointerOf(place, rows)}/${member}/${number}`;
    },
    into: (all): Catalogue =>
      into(
        rows.map((row, at) =>
          set(
            row,
            among(all, places[at]).map(each => each.row),
          ),
        ),
      ),
  };
}

type Place = Pick<Within<unknown>, 'of' | 'nth'>;

function isAt({ of, nth }: Place, place: Place | undefined): boolean {
  return of === place?.of && nth === place.nth;
}

/** Where a row stands: as before, or a new one in the first row that has an id. */
export function placeOf(before: Place | undefined, of = ''): Place {
  return before ? { of: before.of, nth: before.nth } : { of, nth: 0 };
}
