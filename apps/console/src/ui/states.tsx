import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { Refused, Unreachable } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button } from './kit';

/** What a query came to: its data, that it is on its way, or why it is not there and what happens next. */
export function Loaded<T>(props: {
  readonly query: UseQueryResult<T>;
  /** Heading of the view until there is one of what is shown. */
  readonly heading?: string;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  const { query, heading, children } = props;
  const { t } = useWords();
  const above = heading === undefined ? null : <h1>{heading}</h1>;
  if (query.data !== undefined)
    return (
      <>
        {query.failureReason ? (
          <Failure error={query.failureReason} again={() => void query.refetch()} />
        ) : null}
        {children(query.data)}
      </>
    );
  if (query.error)
    return (
      <>
        {above}
        <Failure error={query.error} again={() => void query.refetch()} />
      </>
    );
  return (
    <>
      {above}
      {query.failureReason ? (
        <Failure error={query.failureReason} waits />
      ) : (
        <p className="loading" role="status">
          {t('loading')}
        </p>
      )}
    </>
  );
}

/** @param waits whether it is asked for again by itself */
export function Failure(props: {
  readonly error: unknown;
  readonly again?: () => void;
  readonly waits?: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  const { error, again, waits = false, children } = props;
  const { t, problem } = useWords();
  const { session } = useApp();
  if (error instanceof Refused) {
    const { code, detail, title, trace, status } = error.problem;
    return (
      <div className={`notice ${status >= 500 ? 'bad' : 'warning'}`} role="alert">
        <p>{problem(code, `${title}. ${detail} (${code})`)}</p>
        {children}
        {waits && error.retryAfter !== undefined ? <Countdown of={error} /> : null}
        {trace ? (
          <p className="fine">
            {t('trace')} <code>{trace}</code>
          </p>
        ) : null}
        {status === 401 ? (
          <Button kind="main" onPress={() => void session.signIn()}>
            {t('signIn')}
          </Button>
        ) : again && !waits && (status >= 500 || status === 429) ? (
          <Button onPress={again}>{t('again')}</Button>
        ) : null}
      </div>
    );
  }
  if (error instanceof Unreachable) return <Lost {...(again && { again })} waits={waits} />;
  return (
    <div className="notice bad" role="alert">
      <p>{t('broken')}</p>
      {again && !waits ? <Button onPress={again}>{t('again')}</Button> : null}
    </div>
  );
}

/** Milliseconds after which what can be asked for again is, while the connection is lost. */
export const LOST_MS = 5_000;

/** The connection is lost: what can be asked for again is, until it is back. */
function Lost(props: { readonly again?: () => void; readonly waits: boolean }): ReactNode {
  const { t } = useWords();
  const again = useRef(props.again);
  again.current = props.again;
  useEffect(() => {
    const ask = (): void => again.current?.();
    const timer = setInterval(ask, LOST_MS);
    addEventListener('online', ask);
    return () => {
      clearInterval(timer);
      removeEventListener('online', ask);
    };
  }, []);
  const goesOn = props.again !== undefined || props.waits;
  return (
    <div className="notice bad" role="alert">
      <p>{goesOn ? `${t('unreachable')} ${t('unreachable.goesOn')}` : t('unreachable')}</p>
    </div>
  );
}

/** Anew for each refusal, also where it asks to wait as long as the one before. */
function Countdown(props: { readonly of: Refused }): ReactNode {
  const { of } = props;
  const { t } = useWords();
  const [left, setLeft] = useState(of.retryAfter ?? 0);
  useEffect(() => {
    setLeft(of.retryAfter ?? 0);
    const timer = setInterval(() => setLeft(now => Math.max(0, now - 1)), 1_000);
    return () => clearInterval(timer);
  }, [of]);
  return <p>{t('againIn', { count: left })}</p>;
}

/** Gets the next page of a list, where there is one. */
export function More(props: {
  readonly of: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}): ReactNode {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = props.of;
  const { t } = useWords();
  if (!hasNextPage) return null;
  return (
    <Button busy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
      {t('more')}
    </Button>
  );
}
