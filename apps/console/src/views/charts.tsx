import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, since, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Chart } from '../ui/chart';
import { Button, Card } from '../ui/kit';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import type { Filters } from './filters';

const SHOWN = ['collected', 'corrected', 'shared'] as const;

/** What was collected, corrected and shared in thirty days, and with whom it was shared; each with its table. */
export default function Charts(): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const byDay = useQuery({
    queryKey: ['statistics', 'day'],
    queryFn: () => data(api.GET('/v1/statistics', { params: { query: { by: 'day,kind', ...since() } } })),
  });
  const byRecipient = useQuery({
    queryKey: ['statistics', 'recipient'],
    queryFn: () =>
      data(api.GET('/v1/statistics', { params: { query: { by: 'recipient', kind: 'shared', ...since() } } })),
  });
  return (
    <div className="columns">
      <Card title={t('charts.day')}>
        <Loaded query={byDay}>{answer => <ByDay {...answer} />}</Loaded>
      </Card>
      <Card title={t('charts.recipient')}>
        <Loaded query={byRecipient}>{answer => <ByRecipient {...answer} />}</Loaded>
      </Card>
    </div>
  );
}

function ByDay(props: Schemas['Statistics']): ReactNode {
  const { from, to, rows } = props;
  const { t, code, day, number } = useWords();
  const [table, setTable] = useState(false);
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  const counted = new Map(rows.map(row => [`${row.day ?? ''} ${row.kind ?? ''}`, row.entries]));
  const of = (one: string, kind: string): number => counted.get(`${one} ${kind}`) ?? 0;
  const shown = days.filter(one => SHOWN.some(kind => of(one, kind) > 0)).reverse();
  return (
    <>
      <Chart
        label={t('charts.day')}
        days={days}
        series={SHOWN.map(kind => ({ name: code(kind), values: days.map(one => of(one, kind)) }))}
      />
      <Button kind="quiet" onPress={() => setTable(!table)}>
        {table ? t('charts.hide') : t('charts.show')}
      </Button>
      {table ? (
        <Table
          caption={t('charts.day')}
          rows={shown}
          keyOf={one => one}
          empty={t('charts.nothing')}
          columns={[
            { name: t('day'), heading: true, cell: day },
            ...SHOWN.map(kind => ({
              name: code(kind),
              number: true,
              cell: (one: string) => (
                <Link href={entriesOf({ kind, from: one, to: one })}>{number(of(one, kind))}</Link>
              ),
            })),
          ]}
        />
      ) : null}
    </>
  );
}

/** The rows behind a number, in the register. */
function entriesOf(filters: Filters): string {
  return `/console/register?${new URLSearchParams(filters).toString()}`;
}

function ByRecipient(props: Schemas['Statistics']): ReactNode {
  const { from, to } = props;
  const { t, number } = useWords();
  const names = useNames();
  const rows = [...props.rows].sort((a, b) => b.entries - a.entries);
  const most = Math.max(1, ...rows.map(({ entries }) => entries));
  return (
    <Table
      caption={t('charts.recipient')}
      rows={rows}
      keyOf={({ recipient }) => recipient ?? ''}
      empty={t('charts.nothing')}
      columns={[
        { name: t('recipient'), heading: true, cell: ({ recipient = '' }) => names.recipient(recipient) },
        {
          name: t('charts.share'),
          wide: true,
          cell: ({ entries }) => <meter min={0} max={most} value={entries} aria-label={t('charts.share')} />,
        },
        {
          name: t('charts.count'),
          number: true,
          cell: ({ recipient = '', entries }) => (
            <Link href={entriesOf({ kind: 'shared', recipient, from, to })}>{number(entries)}</Link>
          ),
        },
      ]}
    />
  );
}
