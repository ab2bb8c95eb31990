import { lazy, Suspense, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { addDays } from '#libs/kernel';
import { Link } from 'wouter';
import { data, since, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Count } from '../ui/count';
import { Badge, Card } from '../ui/kit';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { Checkpoint } from './checkpoint';
import { DueList, Sum } from './due';
import { fallingAt, useFalling } from './falling';

const Charts = lazy(() => import('./charts'));

type TodayAnswer = Schemas['Today'];

export function Today(): ReactNode {
  const { api } = useApp();
  const { t, weekday } = useWords();
  const today = useQuery({
    queryKey: ['today'],
    queryFn: () => data(api.GET('/v1/today', { params: { query: since() } })),
    refetchInterval: 60_000,
  });
  return (
    <>
      <h1>{t('today')}</h1>
      <Loaded query={today}>
        {answer => (
          <>
            <p className="lead">
              {weekday(answer.day)} · <Sum due={answer.due} day={answer.day} /> ·{' '}
              <Renewals count={answer.renewals} />
            </p>
            <DueList {...answer} />
            <div className="columns">
              {isQuiet(answer) ? <Ending today={answer.day} /> : <StandingOut answer={answer} />}
              <div>
                <Health answer={answer} />
                {isQuiet(answer) ? null : <Ending today={answer.day} />}
              </div>
            </div>
            <Suspense fallback={<p className="loading">{t('loading')}</p>}>
              <Charts />
            </Suspense>
          </>
        )}
      </Loaded>
    </>
  );
}

/** Services that are up for renewal, whose customers may be contacted (P01). */
function Renewals(props: { readonly count: number }): ReactNode {
  const { count } = props;
  const { t } = useWords();
  const text = t('today.renewals', { count });
  if (count === 0) return text;
  return (
    <Count of="renewals" count={count} href="/console/work?list=renewals">
      <strong>{text}</strong>
    </Count>
  );
}

/** Whether nothing stands out: then that is a line, and no card. */
function isQuiet({ refusals, looks }: TodayAnswer): boolean {
  return refusals === 0 && looks.length === 0;
}

function StandingOut(props: { readonly answer: TodayAnswer }): ReactNode {
  const { refusals, looks, now, period } = props.answer;
  const { t, code } = useWords();
  const refused = new URLSearchParams({ kind: 'refused', ...period });
  return (
    <Card title={t('today.outstanding')}>
      <p>
        <Count of="refusals" count={refusals} href={`/console/register?${refused.toString()}`}>
          {t('today.refusals', { count: refusals })}
        </Count>
      </p>
      <Table
        caption={t('today.looks')}
        showCaption
        rows={looks}
        keyOf={({ why, actor, role }) => `${why} ${actor} ${role}`}
        empty={t('today.noLooks')}
        columns={[
          { name: t('why'), heading: true, cell: ({ why }) => code(why) },
          {
            name: t('who'),
            cell: ({ role, actor }) => (
              <>
                {code(role)} <code>{actor.slice(0, 8)}</code>
              </>
            ),
          },
          {
            name: t('looks'),
            number: true,
            cell: ({ looks: count, ...which }) => (
              <Count
                of="looks"
                count={count}
                href={`/console/looks?${new URLSearchParams({ ...which, at: now }).toString()}`}
              />
            ),
          },
        ]}
      />
    </Card>
  );
}

function Health(props: { readonly answer: TodayAnswer }): ReactNode {
  const { projections, entries } = props.answer;
  const { t, number, language } = useWords();
  const failed = projections.filter(each => each.failed);
  const slowest = Math.max(0, ...projections.map(({ behind }) => behind));
  const seconds = new Intl.NumberFormat(`${language}-BE`, { maximumFractionDigits: 1 });
  const secondsSaid = (ms: number): string => seconds.format(ms / 1_000);
  return (
    <Card title={t('health')}>
      <p>
        {failed.length > 0 ? (
          <Badge tone="bad">{t('health.failed', { names: failed.map(({ name }) => name).join(', ') })}</Badge>
        ) : (
          <Badge tone={slowest > 5_000 ? 'warning' : 'good'}>
            {t('health.behind', { seconds: secondsSaid(slowest) })}
          </Badge>
        )}
      </p>
      <details data-of="projections">
        <summary>{t('health.each')}</summary>
        <Table
          caption={t('health.each')}
          rows={[...projections].sort((a, b) => b.behind - a.behind)}
          keyOf={({ name }) => name}
          empty={t('none')}
          columns={[
            { name: t('health.model'), heading: true, cell: ({ name }) => <code>{name}</code> },
            {
              name: t('health.delay'),
              number: true,
              cell: ({ behind, failed: stands }) => (stands ? t('health.stands') : secondsSaid(behind)),
            },
          ]}
        />
      </details>
      <p>
        <Count of="entries" count={Number(entries)} href={`/console/register?size=${entries}`}>
          {t('health.entries', { entries: number(Number(entries)) })}
        </Count>
      </p>
      <Checkpoint />
      {isQuiet(props.answer) ? <p>{t('today.quiet')}</p> : null}
    </Card>
  );
}

/** Days that are looked ahead for what ends: each person of whom something may end is looked at. */
const AHEAD = 7;

/** What is kept no longer soon, before it is erased (Art. 5(1)(e)). */
function Ending(props: { readonly today: string }): ReactNode {
  const { t, code, day } = useWords();
  const names = useNames();
  const until = addDays(props.today, AHEAD);
  const falling = useFalling(until);
  return (
    <Card
      title={t('today.retention')}
      aside={<Link href="/console/management?list=retention">{t('retention.see')}</Link>}
    >
      <Loaded query={falling}>
        {({ counts }) => (
          <Table
            caption={t('today.retention')}
            rows={counts}
            keyOf={count => JSON.stringify(count)}
            empty={t('today.noRetention')}
            columns={[
              { name: t('day'), cell: ({ day: on }) => day(on) },
              {
                name: t('purpose'),
                heading: true,
                cell: ({ purpose, scope }) => (
                  <>
                    {names.purpose(purpose)}
                    <small>{code(`scope-${scope}`)}</small>
                  </>
                ),
              },
              {
                name: t('subjects'),
                number: true,
                cell: counted => (
                  <Count of="retention" count={counted.count} href={fallingAt(until, counted)} />
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
