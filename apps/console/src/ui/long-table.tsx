import { useCallback, useEffect, useRef, type ReactNode } from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Frame, Row, type TableProps } from './table';

/** Height of a row that was not seen yet, in pixels. */
const ROW = 42;
/** Rows that are kept ready above and below what is seen. */
const READY = 15;

export interface LongProps {
  /** Whether there are rows beyond those that came. */
  readonly more: boolean;
  /** Whether some of them are on their way: what is asked for meanwhile would be taken for the same. */
  readonly busy: boolean;
  readonly onEnd: () => void;
}

/** A table of thousands of rows: in the document are those that are seen. More are asked for where the end comes near. */
export function LongTable<R>(props: TableProps<R> & LongProps): ReactNode {
  const { rows, columns, keyOf, empty, more, busy, onEnd } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const seen = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: READY,
    scrollMargin: body.current?.offsetTop ?? 0,
    getItemKey: useCallback((index: number) => keyOf(rows[index]!), [rows, keyOf]),
    // Rows are ready beyond what is seen: they need not be drawn before the next frame.
    useFlushSync: false,
  });
  const items = seen.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const near = last >= rows.length - 2 * READY;
  useEffect(() => {
    if (more && near && !busy) onEnd();
  }, [more, near, busy, rows.length, onEnd]);
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  const margin = seen.options.scrollMargin;
  const above = (items[0]?.start ?? margin) - margin;
  const below = seen.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin);
  return (
    <Frame {...props} count={rows.length}>
      <tbody ref={body}>
        <Space height={above} />
        {items.map(({ index, key }) => (
          <Row key={key} ref={seen.measureElement} columns={columns} row={rows[index]!} index={index} />
        ))}
        <Space height={below} />
      </tbody>
    </Frame>
  );
}

function Space(props: { readonly height: number }): ReactNode {
  return props.height > 0 ? (
    <tr aria-hidden="true" className="space" style={{ height: props.height }} />
  ) : null;
}
