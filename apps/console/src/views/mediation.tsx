import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action, type ActionField } from '../ui/action';
import { Badge, Card } from '../ui/kit';
import { Loaded } from '../ui/states';
import { Facts } from '../ui/table';
import { Value } from '../ui/value';

type Shown = Schemas['Mediation'];

/** Contact for a third party, freely, through us (P15): the third party is told, the owner informed, the answer given. */
export default function Mediation(props: { readonly mediation: string }): ReactNode {
  const path = { mediation: props.mediation };
  const { api } = useApp();
  const { t, code, day } = useWords();
  const [text, setText] = useState<string>();
  const shown = useQuery({
    queryKey: ['mediation', props.mediation],
    queryFn: () =>
      data(api.GET('/v1/mediations/{mediation}', { params: { path, query: { purpose: 'mediation' } } })),
    staleTime: Infinity,
  });
  return (
    <>
      <p className="crumbs">
        <Link href="/console/work?list=mediations">{t('mediations')}</Link>
      </p>
      <Loaded query={shown} heading={t('mediation')}>
        {mediation => (
          <>
            <h1>{t('mediation')}</h1>
            <p className="lead">
              <Badge>{code(mediation.outcome ?? mediation.status)}</Badge> {t('until')}{' '}
              {day(mediation.keptUntil ?? mediation.latest)}
            </p>
            <Steps mediation={mediation} told={setText} />
            <Text text={text} />
            <Who mediation={mediation} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Text(props: { readonly text: string | undefined }): ReactNode {
  if (props.text === undefined) return null;
  return (
    <pre className="letter" tabIndex={0}>
      {props.text}
    </pre>
  );
}

type Third = (typeof THIRD)[number];
type Owner = Third | 'application';

const THIRD = ['email', 'letter', 'telephone'] as const;

function useChannel(ids: readonly string[]): ActionField[] {
  const { t, code } = useWords();
  return [
    {
      name: 'channel',
      label: t('channel'),
      kind: 'select',
      initial: 'email',
      options: ids.map(id => ({ id, text: code(id) })),
    },
  ];
}

interface StepsProps {
  readonly mediation: Shown;
  /** What was said to somebody, to be sent. */
  readonly told: (text: string | undefined) => void;
}

function Steps({ mediation, told }: StepsProps): ReactNode {
  const path = { mediation: mediation.mediation };
  const { api } = useApp();
  const { t, code, day } = useWords();
  const [third, owner] = [useChannel(THIRD), useChannel([...THIRD, 'application'])];
  return (
    <Card title={t('next')}>
      <div className="buttons">
        {mediation.status === 'to-tell' ? (
          <Action
            name={`tell:${mediation.mediation}`}
            label={t('mediation.tell')}
            kind="main"
            fields={third}
            send={({ channel }, { header, query }) =>
              data(
                api.POST('/v1/mediations/{mediation}/tell-third-party', {
                  params: { path, header, query },
                  body: { channel: channel as Third },
                }),
              )
            }
            preview={(_, answer) => <Text text={answer.text} />}
            done={answer => told(answer.text)}
          />
        ) : null}
        {mediation.status === 'waiting' && !mediation.informed && mediation.owner !== undefined ? (
          <Action
            name={`inform:${mediation.mediation}`}
            label={t('mediation.inform')}
            kind="main"
            fields={owner}
            send={({ channel }, { header, query }) =>
              data(
                api.POST('/v1/mediations/{mediation}/inform-owner', {
                  params: { path, header, query },
                  body: { channel: channel as Owner },
                }),
              )
            }
            preview={(_, answer) => <Text text={answer.text} />}
            done={answer => told(answer.text)}
          />
        ) : null}
        {mediation.informed && !['answered', 'ended'].includes(mediation.status) ? (
          <Action
            name={`answer:${mediation.mediation}`}
            label={t('mediation.answer')}
            fields={[
              {
                name: 'choice',
                label: t('choice'),
                kind: 'select',
                initial: 'accepted',
                options: ['accepted', 'declined'].map(id => ({ id, text: code(id) })),
              },
              ...owner,
            ]}
            send={({ choice, channel }, { header, query }) =>
              data(
                api.POST('/v1/mediations/{mediation}/answer', {
                  params: { path, header, query },
                  body: { choice: choice as 'accepted', channel: channel as Owner },
                }),
              )
            }
          />
        ) : null}
        {mediation.status === 'to-answer' ? (
          <Action
            name={`third:${mediation.mediation}`}
            label={t('mediation.third')}
            kind="main"
            fields={third}
            send={({ channel }, { header, query }) =>
              data(
                api.POST('/v1/mediations/{mediation}/answer-third-party', {
                  params: { path, header, query },
                  body: { channel: channel as Third },
                }),
              )
            }
            preview={(_, answer) => <Text text={answer.text} />}
            done={answer => told(answer.text)}
          />
        ) : null}
        {mediation.status === 'waiting' && (mediation.informed || mediation.owner === undefined) ? (
          <p>{t('mediation.wait', { day: day(mediation.until) })}</p>
        ) : null}
      </div>
    </Card>
  );
}

function Who({ mediation }: Pick<StepsProps, 'mediation'>): ReactNode {
  const { t, code, moment } = useWords();
  return (
    <Card title={t('mediation.who')}>
      <Facts
        facts={[
          [
            t('name'),
            <Value
              value={[mediation.givenName, mediation.familyName].filter(Boolean).join(' ') || undefined}
              erased={mediation.erased}
            />,
          ],
          [t('email'), <Value value={mediation.email} erased={mediation.erased} />],
          [t('domain'), <Value value={mediation.domain} erased={mediation.erased} />],
          [t('text'), <Value value={mediation.message} erased={mediation.erased} />],
          [t('opened'), moment(mediation.opened)],
          [t('choice'), mediation.choice === undefined ? '–' : code(mediation.choice)],
        ]}
      />
    </Card>
  );
}
