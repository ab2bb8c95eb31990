import { useQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { useApp } from '../app';

/** What falls due until a day, as counts: one answer for all who show it. */
export function useFalling(until: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: ['retention', until],
    queryFn: () => data(api.GET('/v1/retention/counts', { params: { query: { until } } })),
    staleTime: Infinity,
  });
}
