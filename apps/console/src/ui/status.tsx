import type { ReactNode } from 'react';
import { Kept, useKept } from '../app';
import { useWords, type Name } from '../i18n';

/** How far something is that goes on by itself: the message that says so. */
export const status = new Kept<Name | undefined>(undefined);

/** Told to who does not see it, wherever one is in the page; what tells it is there before there is anything to tell (WCAG 4.1.3). */
export function Status(): ReactNode {
  const { t } = useWords();
  const said = useKept(status);
  return (
    <p className="unseen" role="status">
      {said === undefined ? '' : t(said)}
    </p>
  );
}
