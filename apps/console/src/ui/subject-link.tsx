import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** The way to somebody's page, by pseudonym: its beginning, or all of it. */
export function SubjectLink(props: { readonly subject: string; readonly whole?: boolean }): ReactNode {
  const { subject, whole = false } = props;
  return (
    <Link href={`/console/subjects/${subject}`}>{whole ? <code>{subject}</code> : subject.slice(0, 8)}</Link>
  );
}
