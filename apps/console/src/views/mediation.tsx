import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import {
  CHANNELS,
  CHOICES,
  OWNER_CHANNELS,
  type Channel,
  type OwnerChannel,
  type OwnerChoice,
} from '#features/mediation/codes';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import type { Said } from '../ui/differences';
import { useChoice } from '../ui/field';
import { Badge, Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
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
  const look = (): Promise<Shown> =>
    data(api.GET('/v1/mediations/{mediation}', { params: { path, query: { purpose: 'mediation' } } }));
  const shown = useQuery({ queryKey: ['mediation', props.mediation], queryFn: look, staleTime: Infinity });
  const says = (of: Shown): Said => [
    [t('status'), code(of.outcome ?? of.status)],
    [t('mediation.inform'), t(of.informed ? 'yes' : 'no')],
    [t('choice'), of.choice && code(of.choice)],
    [t('until'), day(of.keptUntil ?? of.latest)],
  ];
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
            <About shown={mediation} look={look} says={says}>
              <Steps mediation={mediation} told={setText} />
            </About>
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

interface StepsProps {
  readonly mediation: Shown;
  /** What was said to somebody, to be sent. */
  readonly told: (text: string | undefined) => void;
}

function Steps({ mediation, told }: StepsProps): ReactNode {
  const path = { mediation: mediation.mediation };
  const { api } = useApp();
  const { t, day } = useWords();
  const choice = useChoice();
  const third = [choice('channel', 'channel', CHANNELS)];
  const owner = [choice('channel', 'channel', OWNER_CHANNELS)];
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
                  body: { channel: channel as Channel },
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
                  body: { channel: channel as OwnerChannel },
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
            fields={[choice('choice', 'choice', CHOICES), ...owner]}
            send={({ choice: chosen, channel }, { header, query }) =>
              data(
                api.POST('/v1/mediations/{mediation}/answer', {
                  params: { path, header, query },
                  body: { choice: chosen as OwnerChoice, channel: channel as OwnerChannel },
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
                  body: { channel: channel as Channel },
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
        {mediation.status === 'ended' ? null : <Withdraw mediation={mediation} />}
      </div>
    </Card>
  );
}

/** The third party does not seek contact any more. */
function Withdraw({ mediation: { mediation } }: Pick<StepsProps, 'mediation'>): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  return (
    <Action
      name={`withdraw:${mediation}`}
      label={t('mediation.withdraw')}
      intro={<p>{t('mediation.withdraw.what')}</p>}
      send={(_, { header, query }) =>
        data(
          api.POST('/v1/mediations/{mediation}/withdraw', {
            params: { path: { mediation }, header, query },
            body: { by: 'third-party' },
          }),
        )
      }
    />
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
