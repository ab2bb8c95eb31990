import { useQuery } from '@tanstack/react-query';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';

export type Falling = Schemas['FallingDue'];
/** What is counted together: the same of several people. */
export type Counted = Schemas['RetentionCounts']['counts'][number];

/** What falls due until a day, as counts: one answer for all who show it. */
export function useFalling(until: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: ['retention', until],
    queryFn: () => data(api.GET('/v1/retention/counts', { params: { query: { until } } })),
    staleTime: Infinity,
  });
}

/** What makes it the same, whosoever it is: names of the catalogue and days, which may be in an address. */
export function sortOf({ day, purpose, period, field, scope, rule, waits }: Falling): string {
  const { after, duration, decidedBy } = rule;
  return [day, purpose, period, field, scope, after, duration, decidedBy, waits].join(' ');
}

/** Where those are listed whom one count is of. */
export function fallingAt(until: string, counted: Falling): string {
  return `/console/management?${new URLSearchParams({ list: 'retention', until, of: sortOf(counted) }).toString()}`;
}
