import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action, type ActionField } from '../ui/action';
import { Badge, Card } from '../ui/kit';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';

type Duty = Schemas['DutiesOfSubject']['duties'][number];

const CHANNELS = ['letter', 'email', 'telephone', 'interface'] as const;
const GROUNDS = ['impossible', 'disproportionate'] as const;
const REASONS = [
  'recipient-ceased',
  'recipient-cannot-identify',
  'recipient-no-longer-holds',
  'effort-beyond-interest',
] as const;
const FAILURES = ['unreachable', 'rejected', 'cancelled'] as const;

/** Who has to hear what was done to a person's data, and who did (Art. 19); also of who is erased. */
export function Duties(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { api } = useApp();
  const { t, code, day, moment } = useWords();
  const names = useNames();
  const [letter, setLetter] = useState<string>();
  const duties = useQuery({
    queryKey: ['duties', subject],
    queryFn: () => data(api.GET('/v1/subjects/{subject}/duties', { params: { path: { subject } } })),
  });
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
              { name: t('next'), cell: duty => <Steps subject={subject} duty={duty} told={setLetter} /> },
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
  const { t, code, language } = useWords();
  const path = { subject, duty: duty.duty };
  const select = (name: string, label: string, ids: readonly string[]): ActionField => ({
    name,
    label,
    kind: 'select',
    initial: ids[0]!,
    options: ids.map(id => ({ id, text: code(id) })),
  });
  if (duty.status === 'open')
    return (
      <span className="buttons">
        <Action
          name={`tell:${duty.duty}`}
          label={t('duty.tell')}
          kind="main"
          intro={<p>{t('duty.tell.what')}</p>}
          fields={[select('channel', t('channel'), CHANNELS)]}
          send={({ channel }, { header, query }) =>
            data(
              api.POST('/v1/subjects/{subject}/duties/{duty}/tell', {
                params: { path, header, query },
                body: { channel: channel as (typeof CHANNELS)[number], language },
              }),
            )
          }
          done={({ letter }) => told(letter?.text)}
        />
        <Action
          name={`waive:${duty.duty}`}
          label={t('duty.waive')}
          intro={<p>{t('duty.waive.what')}</p>}
          fields={[select('ground', t('ground'), GROUNDS), select('reason', t('reason'), REASONS)]}
          send={({ ground, reason }, { header, query }) =>
            data(
              api.POST('/v1/subjects/{subject}/duties/{duty}/waive', {
                params: { path, header, query },
                body: {
                  ground: ground as (typeof GROUNDS)[number],
                  reason: reason as (typeof REASONS)[number],
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
        fields={[select('reason', t('reason'), FAILURES)]}
        send={({ reason }, { header, query }) =>
          data(
            api.POST('/v1/subjects/{subject}/duties/{duty}/record-failed', {
              params: { path, header, query },
              body: { reason: reason as (typeof FAILURES)[number] },
            }),
          )
        }
      />
    </span>
  );
}
