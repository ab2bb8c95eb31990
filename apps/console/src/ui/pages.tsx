import type { ReactNode } from 'react';
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { since } from '../api/client';
import { Loaded, More } from './states';

/** Rows that come at a time. */
const AT_A_TIME = 100;

/** A list of the service, page by page, as new as the last command of this page. */
export function usePages<P extends { readonly next?: string | undefined }>(
  name: string,
  get: (query: { limit: number; cursor?: string; position?: string }) => Promise<P>,
  everyMs?: number,
): UseInfiniteQueryResult<InfiniteData<P>> {
  return useInfiniteQuery({
    queryKey: [name],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      get({ limit: AT_A_TIME, ...since(), ...(cursor !== undefined && { cursor }) }),
    getNextPageParam: ({ next }) => next,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
}

/** What has come of a list, and the way to what has not. */
export function Paged<P>(props: {
  readonly query: UseInfiniteQueryResult<InfiniteData<P>>;
  readonly children: (pages: readonly P[]) => ReactNode;
}): ReactNode {
  const { query, children } = props;
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <>
          {children(pages)}
          {query.hasNextPage ? (
            <div className="pager">
              <More of={query} />
            </div>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
