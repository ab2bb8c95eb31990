import { useId, type ReactNode } from 'react';

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

/** A table to read: a caption, headings, and on a narrow screen a card a row. */
export function Table<R>(props: {
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly empty: string;
  readonly showCaption?: boolean;
}): ReactNode {
  const { caption, columns, rows, keyOf, empty, showCaption = false } = props;
  const id = useId();
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    <div className="scroll" role="region" aria-labelledby={id} tabIndex={0}>
      <table>
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
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map(column =>
                column.heading === true ? (
                  <th key={column.name} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.name} className={classOf(column)} data-label={column.name}>
                    <span>{column.cell(row)}</span>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

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
