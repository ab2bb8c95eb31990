import { lazy, Suspense, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { addDays } from '#libs/kernel';
import { Link, useSearchParams } from 'wouter';
import { data, since, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import { Hours } from '../ui/hours';
import { Badge, Card } from '../ui/kit';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { Checkpoint } from './checkpoint';
import { useFalling } from './falling';

const Charts = lazy(() => import('./charts'));

type TodayAnswer = Schemas['Today'];
type Due = TodayAnswer['due'][number];

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
              {weekday(answer.day)} · <Sum due={answer.due} day={answer.day} />
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

/** What is counted of what is due; each count leads to its rows. */
const COUNTED = {
  overdue: ({ overdue }: Due) => overdue,
  week: ({ overdue, day }: Due, today: string) => !overdue && day !== undefined && day <= addDays(today, 7),
  duties: ({ what }: Due) => what === 'duty',
  proof: ({ status }: Due) => status === 'waiting-for-proof',
  second: ({ what, status }: Due) => what === 'order' && status === 'registered',
} satisfies Readonly<Record<string, (due: Due, today: string) => boolean>>;
type Counted = keyof typeof COUNTED;
const COUNTS = Object.keys(COUNTED) as Counted[];

/** The count whose rows are shown, which is in the address; else all are. */
function useCounted(): Counted | undefined {
  const [params] = useSearchParams();
  return COUNTS.find(name => name === params.get('due'));
}

function Sum(props: { readonly due: readonly Due[]; readonly day: string }): ReactNode {
  const { due, day } = props;
  const { t } = useWords();
  const shown = useCounted();
  return COUNTS.map((name, i) => {
    const count = due.filter(each => COUNTED[name](each, day)).length;
    const text = t(`today.${name}`, { count });
    return (
      <span key={name}>
        {i === 0 ? '' : ' · '}
        {count === 0 ? (
          text
        ) : (
          <Link href={`/console?due=${name}`} {...(shown === name && { 'aria-current': 'true' as const })}>
            <strong>{text}</strong>
          </Link>
        )}
      </span>
    );
  });
}

/** Where each has its page. */
const PLACES: Readonly<Record<Due['what'], string>> = {
  request: '/console/requests',
  duty: '/console/subjects',
  order: '/console/orders',
  mediation: '/console/mediations',
  matter: '/console/matters',
  'outside-policy': '/console/subjects',
  breach: '/console/breaches',
};

/** Where a thing that is due is dealt with; a duty at the person whom it is about. */
function placeOf({ what, id, subject }: Due): string {
  if (what === 'duty') return `${PLACES.duty}/${subject ?? ''}?part=duties`;
  return `${PLACES[what]}/${id}`;
}

function DueList(props: Pick<TodayAnswer, 'due' | 'day' | 'cut'>): ReactNode {
  const { due, day, cut } = props;
  const words = useWords();
  const { t, code } = words;
  const counted = useCounted();
  return (
    <Card
      title={t('today.due')}
      aside={
        <span className="buttons">
          <Link href="/console/management?list=calendar">{t('calendar.see')}</Link>
          {counted === undefined ? null : <Link href="/console">{t('filter.clear')}</Link>}
          <Link href="/console/work">{t('today.all')}</Link>
        </span>
      }
    >
      {cut ? <p className="notice warning">{t('today.cut')}</p> : null}
      <Table
        caption={t('today.due')}
        rows={counted === undefined ? due : due.filter(each => COUNTED[counted](each, day))}
        keyOf={({ what, id }) => what + id}
        empty={t('today.nothing')}
        columns={[
          { name: t('term'), cell: each => <Term due={each} today={day} words={words} /> },
          {
            name: t('what'),
            heading: true,
            cell: each => {
              const name =
                each.kind === undefined ? code(each.what) : `${code(each.what)}: ${code(each.kind)}`;
              return <Link href={placeOf(each)}>{name}</Link>;
            },
          },
          {
            name: t('status'),
            cell: ({ what, status }) => code(what === 'order' ? `order-${status}` : status),
          },
          { name: t('next'), cell: each => nextOf(each, words) },
          { name: t('reference'), wide: true, cell: ({ id }) => <code>{id.slice(0, 8)}</code> },
        ]}
      />
    </Card>
  );
}

/** The next step, as the lists tell it; the page of each says it precisely. */
function nextOf({ what, status }: Due, { t }: Words): string {
  if (what === 'order') return status === 'registered' ? t('next.approve') : t('next.disclose');
  if (what === 'mediation')
    return status === 'to-tell' ? t('next.tell') : status === 'waiting' ? t('next.await') : t('next.answer');
  if (what === 'duty') return t('next.duty');
  if (what === 'matter') return t('next.close');
  if (what === 'outside-policy') return t('next.expires');
  if (what === 'breach') return t(status === 'to-notify' ? 'next.notify' : 'next.handle');
  if (status === 'waiting-for-proof') return t('next.proof');
  return status === 'answered' ? t('next.closeRequest') : t('next.carryOut');
}

export function Term(props: {
  readonly due: { readonly day?: string; readonly until?: string; readonly overdue: boolean };
  readonly today: string;
  readonly words: Words;
}): ReactNode {
  const { due, today, words } = props;
  const { t, day } = words;
  if (due.day === undefined) return <span className="fine">{t('term.none')}</span>;
  if (due.until !== undefined) return <Hours until={due.until} />;
  const days = Math.round((Date.parse(due.day) - Date.parse(today)) / 86_400_000);
  const tone = due.overdue ? 'bad' : days <= 7 ? 'warning' : 'plain';
  const text = due.overdue
    ? t('term.late', { count: -days })
    : days === 0
      ? t('term.today')
      : t('term.days', { count: days });
  return (
    <>
      <Badge tone={tone}>{text}</Badge> <span className="fine">{day(due.day)}</span>
    </>
  );
}

/** Whether nothing stands out: then that is a line, and no card. */
function isQuiet({ refusals, looks }: TodayAnswer): boolean {
  return refusals === 0 && looks.length === 0;
}

function StandingOut(props: { readonly answer: TodayAnswer }): ReactNode {
  const { refusals, looks, now } = props.answer;
  const { t, code } = useWords();
  const yesterday = new Date(Date.parse(now) - 86_400_000).toISOString();
  const since = `from=${encodeURIComponent(yesterday)}`;
  return (
    <Card title={t('today.outstanding')}>
      <p>
        <Link href={`/console/register?kind=refused&${since}`}>
          {t('today.refusals', { count: refusals })}
        </Link>
      </p>
      <Table
        caption={t('today.looks')}
        showCaption
        rows={looks}
        keyOf={({ why, actor }) => why + actor}
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
            cell: ({ looks: count, actor }) => (
              <Link href={`/console/register?kind=looked&actor=${encodeURIComponent(actor)}&${since}`}>
                {count}
              </Link>
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
      <details>
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
        <Link href="/console/register">{t('health.entries', { entries: number(Number(entries)) })}</Link>
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
  const { t, day, number } = useWords();
  const names = useNames();
  const until = addDays(props.today, AHEAD);
  const counted = useFalling(until);
  return (
    <Card
      title={t('today.retention')}
      aside={<Link href="/console/management?list=retention">{t('retention.see')}</Link>}
    >
      <Loaded query={counted}>
        {({ counts }) => (
          <Table
            caption={t('today.retention')}
            rows={counts}
            keyOf={count => JSON.stringify(count)}
            empty={t('today.noRetention')}
            columns={[
              { name: t('day'), cell: ({ day: on }) => day(on) },
              { name: t('purpose'), heading: true, cell: ({ purpose }) => names.purpose(purpose) },
              {
                name: t('subjects'),
                number: true,
                cell: ({ count }) => (
                  <Link href={`/console/management?list=retention&until=${until}`}>{number(count)}</Link>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
