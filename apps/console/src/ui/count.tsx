import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWords } from '../i18n';

/** A number that leads to the rows that it counts, and to no others. @param props.of what it is of: the check follows each */
export function Count(props: {
  readonly of: string;
  readonly count: number;
  readonly href: string;
  /** The number in its words; else itself alone. */
  readonly children?: ReactNode;
  readonly current?: boolean;
}): ReactNode {
  const { of, count, href, children, current = false } = props;
  const { number } = useWords();
  return (
    <Link href={href} data-of={of} data-count={count} {...(current && { 'aria-current': 'true' as const })}>
      {children ?? number(count)}
    </Link>
  );
}
