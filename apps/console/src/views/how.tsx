import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Loaded } from '../ui/states';

/** How a day was reckoned, out of the way until somebody asks. */
export function How(props: { readonly children: () => ReactNode }): ReactNode {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{t('term.how')}</summary>
      {open ? props.children() : null}
    </details>
  );
}

/** The rule of a request, step by step, in the reader's language; of mail that may be one too. */
export function Rule(props: { readonly request: string }): ReactNode {
  const { request } = props;
  const { api } = useApp();
  const { t, language, weekday } = useWords();
  const deadline = useQuery({
    queryKey: ['deadline', request, language],
    queryFn: () =>
      data(
        api.GET('/v1/requests/{request}/deadline', { params: { path: { request }, query: { language } } }),
      ),
  });
  return (
    <Loaded query={deadline}>
      {({ text, extendUntil }) => (
        <>
          <p className="lines">{t('how.request', { steps: text })}</p>
          {extendUntil === undefined ? null : <p>{t('term.extend', { day: weekday(extendUntil) })}</p>}
        </>
      )}
    </Loaded>
  );
}
