import { useQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { useApp } from '../app';

/** Bodies that may get access, and what they and their grounds are called. */
export function useBodies() {
  const { api } = useApp();
  const { data: known } = useQuery({
    queryKey: ['bodies'],
    queryFn: () => data(api.GET('/v1/orders/bodies')),
    staleTime: Infinity,
  });
  const all = known?.bodies ?? [];
  return {
    all,
    body: (body: string): string => all.find(each => each.body === body)?.name ?? body,
    ground: (ground: string): string =>
      all.flatMap(({ grounds }) => grounds).find(each => each.ground === ground)?.law ?? ground,
  };
}
