import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data, Refused } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Count } from '../ui/count';
import { Badge } from '../ui/kit';
import { Loaded } from '../ui/states';

/** The newest checkpoint, and whether its signature holds in this browser. */
export function Checkpoint(): ReactNode {
  const { api } = useApp();
  const { t, moment, number } = useWords();
  const newest = useQuery({
    queryKey: ['checkpoint'],
    queryFn: async () => {
      try {
        const { checkpoints } = await data(api.GET('/v1/checkpoints', { params: { query: { limit: 1 } } }));
        const [checkpoint] = checkpoints;
        if (!checkpoint) return { signing: true };
        const { keys } = await data(api.GET('/v1/checkpoints/keys'));
        const { openCheckpoint, parseKey } = await import('./verify');
        const known = (await Promise.all(keys.map(({ vkey }) => parseKey(vkey)))).filter(
          key => key !== undefined,
        );
        const opened = await openCheckpoint(checkpoint.note, known);
        return { signing: true, checkpoint, holds: opened.ok };
      } catch (error) {
        if (error instanceof Refused && error.problem.code === 'not-signing') return { signing: false };
        throw error;
      }
    },
  });
  return (
    <Loaded query={newest}>
      {({ signing, checkpoint, holds }) =>
        checkpoint === undefined ? (
          <p className="fine">{signing ? t('checkpoint.none') : t('checkpoint.unsigned')}</p>
        ) : (
          <p>
            <Count
              of="checkpoint"
              count={Number(checkpoint.size)}
              href={`/console/register?size=${checkpoint.size}`}
            >
              {t('checkpoint', { size: number(Number(checkpoint.size)), time: moment(checkpoint.time) })}
            </Count>{' '}
            <Badge tone={holds ? 'good' : 'bad'}>
              {holds ? t('checkpoint.holds') : t('checkpoint.broken')}
            </Badge>
          </p>
        )
      }
    </Loaded>
  );
}
