import type { ReactNode } from 'react';
import { addDays } from '#libs/kernel';
import { Link, useSearchParams } from 'wouter';
import type { Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import { Count } from '../ui/count';
import { Hours } from '../ui/hours';
import { Badge, Card } from '../ui/kit';
import { Table } from '../ui/table';
import { useBodies } from './bodies';
import { How, Rule } from './how';
import { useNamesOf } from './who';

type TodayAnswer = Schemas['Today'];
type Due = TodayAnswer['due'][number];

const of =
  (...kinds: readonly Due['what'][]) =>
  ({ what }: Due): boolean =>
    kinds.includes(what);
/** Mail to the privacy mailbox: it may be a request, and has the term of one. */
const isPrivacyMail = ({ what, kind }: Due): boolean => what === 'matter' && kind === 'mail';

/** What is counted of what is due; each count leads to its rows. */
const COUNTED = {
  overdue: ({ overdue }: Due) => overdue,
  week: ({ overdue, day }: Due, today: string) => !overdue && day !== undefined && day <= addDays(today, 7),
  duties: of('duty'),
  proof: ({ status }: Due) => status === 'waiting-for-proof',
  second: ({ what, status }: Due) => what === 'order' && status === 'registered',
  requests: of('request'),
  orders: of('order'),
  mediations: of('mediation'),
  mail: isPrivacyMail,
  matters: (due: Due) => due.what === 'matter' && !isPrivacyMail(due),
  breaches: of('breach'),
  expiring: of('outside-policy'),
} satisfies Readonly<Record<string, (due: Due, today: string) => boolean>>;
type Counted = keyof typeof COUNTED;
const COUNTS = Object.keys(COUNTED) as Counted[];
/** Told when there are none, too. */
const ALWAYS: readonly Counted[] = ['overdue', 'week'];

/** The count whose rows are shown, which is in the address; else all are. */
function useCounted(): Counted | undefined {
  const [params] = useSearchParams();
  return COUNTS.find(name => name === params.get('due'));
}

export function Sum(props: { readonly due: readonly Due[]; readonly day: string }): ReactNode {
  const { due, day } = props;
  const { t } = useWords();
  const shown = useCounted();
  return COUNTS.map(name => ({ name, count: due.filter(each => COUNTED[name](each, day)).length }))
    .filter(({ name, count }) => count > 0 || ALWAYS.includes(name))
    .map(({ name, count }, i) => (
      <span key={name}>
        {i === 0 ? '' : ' · '}
        {count === 0 ? (
          t(`today.${name}`, { count })
        ) : (
          <Count of="due" count={count} href={`/console?due=${name}`} current={shown === name}>
            <strong>{t(`today.${name}`, { count })}</strong>
          </Count>
        )}
      </span>
    ));
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

/** The form of its next step, opened; mail is read before anything is done with it, a holder is waited for, and what expires does so by itself. */
function formOf(due: Due): string | undefined {
  const { what, id, status } = due;
  if (what === 'matter' || what === 'outside-policy' || status === 'waiting') return undefined;
  return what === 'duty' ? `${placeOf(due)}&do=tell:${id}` : `${placeOf(due)}?do=next`;
}

/** What each is: of a request the right and its article, of an order the body that gave it. */
function useNameOf(): (due: Due) => string {
  const { code } = useWords();
  const { body } = useBodies();
  return ({ what, kind }) => {
    if (what === 'request' || kind === 'mail') return code(`right-${kind ?? ''}`);
    if (kind === undefined) return code(what);
    return `${code(what)}: ${what === 'order' ? body(kind) : code(kind)}`;
  };
}

export function DueList(props: Pick<TodayAnswer, 'due' | 'day' | 'cut'>): ReactNode {
  const { due, day, cut } = props;
  const words = useWords();
  const { t, code } = words;
  const nameOf = useNameOf();
  const counted = useCounted();
  const rows = counted === undefined ? due : due.filter(each => COUNTED[counted](each, day));
  const names = useNamesOf(rows.flatMap(({ subject }) => subject ?? []));
  return (
    <Card
      title={t('today.due')}
      aside={
        <span className="buttons">
          {names.all}
          <Link href="/console/management?list=calendar">{t('calendar.see')}</Link>
          {counted === undefined ? null : <Link href="/console">{t('filter.clear')}</Link>}
          <Link href="/console/work">{t('today.all')}</Link>
        </span>
      }
    >
      {cut ? <p className="notice warning">{t('today.cut')}</p> : null}
      <Table
        caption={t('today.due')}
        rows={rows}
        keyOf={({ what, id }) => what + id}
        empty={t('today.nothing')}
        columns={[
          {
            name: t('term'),
            cell: each => (
              <>
                <Term due={each} today={day} words={words} />
                <Reckoned due={each} today={day} words={words} />
              </>
            ),
          },
          {
            name: t('what'),
            heading: true,
            cell: each => (
              <>
                <Link href={placeOf(each)}>{nameOf(each)}</Link>
                <small>
                  <code>{each.id.slice(0, 8)}</code>
                </small>
              </>
            ),
          },
          {
            name: t('who'),
            cell: ({ what, subject }) =>
              subject === undefined ? (
                <span className="fine">{what === 'request' ? t('subject.unknown') : '–'}</span>
              ) : (
                names.of(subject)
              ),
          },
          {
            name: t('status'),
            cell: ({ what, status }) => code(what === 'order' ? `order-${status}` : status),
          },
          { name: t('next'), cell: each => <Next due={each} name={nameOf(each)} words={words} /> },
        ]}
      />
    </Card>
  );
}

interface CellProps {
  readonly due: Due;
  readonly words: Words;
}

/** Whether somebody else has to do the next step: who registered an order does not approve it (P16). */
function isOfAnother({ what, status, registeredBy }: Due, actor: string): boolean {
  return what === 'order' && status === 'registered' && registeredBy === actor;
}

/** The next step, and the way straight to its form; of what another has to do, who that is. */
function Next({ due, name, words }: CellProps & { readonly name: string }): ReactNode {
  const { me } = useApp();
  if (isOfAnother(due, me.actor)) return words.t('next.approve.other');
  const text = nextOf(due, words);
  const form = formOf(due);
  if (form === undefined) return text;
  return (
    <Link className="button" href={form} aria-label={`${text}: ${name}`}>
      {text}
    </Link>
  );
}

/** The next step, as the lists tell it; the page of each says it precisely. */
function nextOf({ what, status }: Due, { t }: Words): string {
  if (what === 'order') {
    if (status === 'ground-unconfirmed') return t('next.ground');
    return status === 'registered' ? t('next.approve') : t('next.disclose');
  }
  if (what === 'mediation') {
    if (status === 'to-tell') return t('next.tell');
    if (status === 'to-inform') return t('next.inform');
    return status === 'waiting' ? t('next.await') : t('next.answer');
  }
  if (what === 'duty') return t('next.duty');
  if (what === 'matter') return t('next.close');
  if (what === 'outside-policy') return t('next.expires');
  // Whether it is assessed first, or the authority told, its page says by the hours that are left.
  if (what === 'breach') return t('next.handle');
  if (status === 'waiting-for-proof') return t('next.proof');
  return status === 'answered' ? t('next.closeRequest') : t('next.carryOut');
}

/** How its day follows: of a request step by step, of the rest from which day on, and by whose rule. */
function Reckoned({ due, today, words }: CellProps & { readonly today: string }): ReactNode {
  const { what, id, since, day } = due;
  const { t, weekday } = words;
  if (what === 'request' || isPrivacyMail(due))
    return since === undefined ? null : <How>{() => <Rule request={id} />}</How>;
  if (day === undefined) return null;
  const count = since === undefined ? 0 : daysBetween(since, day);
  const values = { since: weekday(since ?? today), day: weekday(day), count };
  return <How>{() => <p>{t(`how.${what}`, values)}</p>}</How>;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
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
  const days = daysBetween(today, due.day);
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
