import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import {
  TELLING_CHANNELS,
  TELLING_FAILURES,
  WAIVER_GROUNDS,
  WAIVER_REASONS,
  type TellingChannel,
  type TellingFailure,
  type WaiverGround,
  type WaiverReason,
} from '#features/subjects/duties/codes';
import { data, type Schemas } from '../api/client';
import { purpose, useApp, useKept } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import type { Said } from '../ui/differences';
import { useChoice } from '../ui/field';
import { Badge, Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';

/** What one looks for who has stated nothing: to tell is what a right asks (Art. 19). */
const PURPOSE = 'data-subject-request';

type Duty = Schemas['DutiesOfSubject']['duties'][number];

/** Who has to hear what was done to a person's data, and who did (Art. 19); also of who is erased. */
export function Duties(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { api } = useApp();
  const { t, code, day, moment } = useWords();
  const names = useNames();
  const looksFor = useKept(purpose) ?? PURPOSE;
  const [letter, setLetter] = useState<string>();
  const look = () =>
    data(
      api.GET('/v1/subjects/{subject}/duties', {
        params: { path: { subject }, query: { purpose: looksFor } },
      }),
    );
  const duties = useQuery({ queryKey: ['duties', subject, looksFor], queryFn: look });
  const says = ({ status, told, confirmed, proposal }: Duty): Said => [
    [t('status'), code(`duty-${status}`)],
    [t('duty.tell'), told && `${moment(told.at)}, ${code(told.channel)}`],
    [t('duty.confirm'), confirmed && moment(confirmed)],
    [t('duty.waive'), proposal && code(proposal.ground)],
  ];
  return (
    <Card title={t('duties')}>
      <Loaded query={duties}>
        {({ duties: rows }) => (
          <Table
            caption={t('duties')}
            rows={rows}
            keyOf={({ duty }) => duty}
            empty={t('duties.none')}
            columns={[
              { name: t('term'), cell: ({ due }) => day(due) },
              {
                name: t('recipient'),
                heading: true,
                cell: ({ name, kind }) => (
                  <>
                    {name}
                    <small>{code(`duty-${kind}`)}</small>
                  </>
                ),
              },
              { name: t('fields'), wide: true, cell: ({ fields }) => fields.map(names.field).join(', ') },
              {
                name: t('status'),
                cell: ({ status, told, confirmed }) => (
                  <>
                    <Badge tone={status === 'open' ? 'warning' : 'plain'}>{code(`duty-${status}`)}</Badge>
                    <small>
                      {told ? `${moment(told.at)}, ${code(told.channel)}` : ''}
                      {confirmed === undefined ? '' : ` – ${moment(confirmed)}`}
                    </small>
                  </>
                ),
              },
              {
                name: t('next'),
                cell: duty => (
                  <About
                    shown={duty}
                    look={async () => (await look()).duties.find(each => each.duty === duty.duty) ?? duty}
                    says={says}
                  >
                    <Steps subject={subject} duty={duty} told={setLetter} />
                  </About>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {letter === undefined ? null : (
        <pre className="letter" tabIndex={0}>
          {letter}
        </pre>
      )}
    </Card>
  );
}

interface StepsProps {
  readonly subject: string;
  readonly duty: Duty;
  /** The letter to be sent: shown once, and kept nowhere. */
  readonly told: (letter: string | undefined) => void;
}

function Steps({ subject, duty, told }: StepsProps): ReactNode {
  const { api } = useApp();
  const { t, language } = useWords();
  const choice = useChoice();
  const path = { subject, duty: duty.duty };
  if (duty.status === 'open')
    return (
      <span className="buttons">
        <Action
          name={`tell:${duty.duty}`}
          label={t('duty.tell')}
          kind="main"
          intro={<p>{t('duty.tell.what')}</p>}
          fields={[choice('channel', 'channel', TELLING_CHANNELS, { initial: 'letter' })]}
          send={({ channel }, { header, query }) =>
            data(
              api.POST('/v1/subjects/{subject}/duties/{duty}/tell', {
                params: { path, header, query },
                body: { channel: channel as TellingChannel, language },
              }),
            )
          }
          done={({ letter }) => told(letter?.text)}
        />
        <Action
          name={`waive:${duty.duty}`}
          label={t('duty.waive')}
          intro={
            <p>
              {t('duty.waive.what')}
              {duty.proposal === undefined ? null : ` ${t('duty.proposed')}`}
            </p>
          }
          fields={[
            choice('ground', 'ground', WAIVER_GROUNDS, {
              initial: duty.proposal?.ground ?? WAIVER_GROUNDS[0],
            }),
            choice('reason', 'reason', WAIVER_REASONS, {
              initial: duty.proposal?.reason ?? WAIVER_REASONS[0],
            }),
          ]}
          send={({ ground, reason }, { header, query }) =>
            data(
              api.POST('/v1/subjects/{subject}/duties/{duty}/waive', {
                params: { path, header, query },
                body: {
                  ground: ground as WaiverGround,
                  reason: reason as WaiverReason,
                },
              }),
            )
          }
        />
      </span>
    );
  if (duty.status !== 'told') return null;
  return (
    <span className="buttons">
      <Action
        name={`confirm-duty:${duty.duty}`}
        label={t('duty.confirm')}
        send={(_, { header, query }) =>
          data(
            api.POST('/v1/subjects/{subject}/duties/{duty}/confirm', {
              params: { path, header, query },
              body: {},
            }),
          )
        }
      />
      <Action
        name={`fail-duty:${duty.duty}`}
        label={t('duty.failed')}
        fields={[choice('reason', 'reason', TELLING_FAILURES)]}
        send={({ reason }, { header, query }) =>
          data(
            api.POST('/v1/subjects/{subject}/duties/{duty}/record-failed', {
              params: { path, header, query },
              body: { reason: reason as TellingFailure },
            }),
          )
        }
      />
    </span>
  );
}
