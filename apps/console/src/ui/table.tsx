import { memo, useId, type ReactNode, type Ref } from 'react';

export interface Column<R> {
  readonly name: string;
  readonly cell: (row: R) => ReactNode;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  /** The cell that names its row. */
  readonly heading?: boolean;
  /** Left out where the page is narrow. */
  readonly wide?: boolean;
}

export interface TableProps<R> {
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly empty: string;
  readonly showCaption?: boolean;
}

/** A table to read: a caption, headings, and on a narrow screen a card a row. */
export function Table<R>(props: TableProps<R>): ReactNode {
  const { columns, rows, keyOf, empty } = props;
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    <Frame {...props}>
      <tbody>
        {rows.map(row => (
          <Row key={keyOf(row)} columns={columns} row={row} />
        ))}
      </tbody>
    </Frame>
  );
}

/** What stands around the rows. */
export function Frame<R>(
  props: Pick<TableProps<R>, 'caption' | 'columns' | 'showCaption'> & {
    /** Of all, where not all are in the document. */
    readonly count?: number;
    readonly children: ReactNode;
  },
): ReactNode {
  const { caption, columns, showCaption = false, count, children } = props;
  const id = useId();
  return (
    <div className="scroll" role="region" aria-labelledby={id} tabIndex={0}>
      <table {...(count !== undefined && { 'aria-rowcount': count + 1 })}>
        <caption id={id} className={showCaption ? undefined : 'unseen'}>
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}

interface RowProps<R> {
  readonly columns: readonly Column<R>[];
  readonly row: R;
  /** Its place among all, where not all are in the document. */
  readonly index?: number;
  readonly ref?: Ref<HTMLTableRowElement>;
}

function PlainRow<R>(props: RowProps<R>): ReactNode {
  const { columns, row, index, ref } = props;
  return (
    // Of a column the place stays where its name is in another language: what is begun in a cell goes on.
    <tr ref={ref} {...(index !== undefined && { 'aria-rowindex': index + 2, 'data-index': index })}>
      {columns.map((column, place) =>
        column.heading === true ? (
          <th key={place} scope="row" className={classOf(column)}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={place} className={classOf(column)} data-label={column.name}>
            <span>{column.cell(row)}</span>
          </td>
        ),
      )}
    </tr>
  );
}

/** A row is drawn anew only where it or its columns are others: a long table is drawn at each step that one scrolls. */
export const Row = memo(PlainRow) as typeof PlainRow;

function classOf<R>({ number, wide }: Column<R>): string | undefined {
  const names = [number === true && 'number', wide === true && 'wide'].filter(Boolean);
  return names.length > 0 ? names.join(' ') : undefined;
}

export function Facts(props: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}): ReactNode {
  return (
    <dl className="facts">
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
