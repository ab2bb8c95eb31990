import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data, since } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Badge, Card } from '../ui/kit';
import { Loaded } from '../ui/states';
import { TakeFile } from './files';
import { Keeps } from './subject-actions';

/** How often it is asked whether the keys are gone: they are within seconds. */
const ASK_AGAIN_MS = 1_000;

interface Props {
  readonly subject: string;
  readonly purpose: string;
}

/** The newest erasure of a person: how far it is, what a law keeps, what is still wanting, and its certificate (Art. 17). */
export function Erasure({ subject, purpose }: Props): ReactNode {
  const { api } = useApp();
  // A look at the register, and so made once; how far the erasure is, is asked again until it is there.
  const newest = useQuery({
    queryKey: ['erasure-of', subject, purpose],
    queryFn: async () => {
      const { entries } = await data(
        api.GET('/v1/subjects/{subject}/register', {
          params: { path: { subject }, query: { purpose, kind: 'erasure-begun', limit: 1, ...since() } },
        }),
      );
      const erasure = entries[0]?.about?.erasure;
      return typeof erasure === 'string' ? erasure : '';
    },
    staleTime: Infinity,
  });
  return (
    <Loaded query={newest}>
      {erasure => (erasure === '' ? null : <Progress subject={subject} erasure={erasure} />)}
    </Loaded>
  );
}

function Progress(props: { readonly subject: string; readonly erasure: string }): ReactNode {
  const { subject, erasure } = props;
  const { api } = useApp();
  const { t, code, moment } = useWords();
  const progress = useQuery({
    queryKey: ['erasure', subject, erasure],
    queryFn: () =>
      data(api.GET('/v1/subjects/{subject}/erasures/{erasure}', { params: { path: { subject, erasure } } })),
    refetchInterval: ({ state }) => (state.data?.state === 'begun' ? ASK_AGAIN_MS : false),
    staleTime: Infinity,
  });
  const certificate = `/v1/subjects/${subject}/erasures/${erasure}/certificate`;
  return (
    <Card
      title={t('erasure')}
      aside={<TakeFile label={t('certificate')} name="certificate.json" from={certificate} />}
    >
      <Loaded query={progress}>
        {({ state, reason, begun, fenced, kept, wanting }) => (
          <>
            <p role="status">
              <Badge tone={state === 'begun' ? 'warning' : 'good'}>{code(`erasure-${state}`)}</Badge>{' '}
              {t(`erasure.${state}`)}
            </p>
            <p className="fine">
              {moment(begun)}
              {fenced === undefined ? '' : ` – ${moment(fenced)}`}, {code(reason)}
            </p>
            {kept.length === 0 ? null : <Keeps kept={kept} />}
            {wanting.length === 0 ? null : (
              <p className="fine">
                {t('erasure.wanting')}{' '}
                {[...new Set(wanting.map(({ what }) => code(`wanting-${what}`)))].join(', ')}
              </p>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
