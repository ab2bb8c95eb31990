import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { Card } from '../ui/kit';

/** What is to be done next, and what else may be, out of the way. @param props.button of a step; `n`: its place among the next */
export function NextSteps<S extends string>(props: {
  readonly next: readonly S[];
  readonly others: readonly S[];
  readonly button: (step: S, n?: number) => ReactNode;
}): ReactNode {
  const { next, others, button } = props;
  const { t } = useWords();
  if (next.length === 0) return null;
  return (
    <Card title={t('next')}>
      <div className="buttons">{next.map((step, n) => button(step, n))}</div>
      {others.length === 0 ? null : (
        <details>
          <summary>{t('others')}</summary>
          <div className="buttons">{others.map(step => button(step))}</div>
        </details>
      )}
    </Card>
  );
}
