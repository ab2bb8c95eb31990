import { useEffect, useState, type ReactNode } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { addDays, brusselsDay } from '#libs/kernel';
import { Link, useSearchParams } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Count } from '../ui/count';
import { Badge, Button, Card, TextField } from '../ui/kit';
import { usePart } from '../ui/place';
import { useNames } from '../ui/purpose';
import { Loaded, More } from '../ui/states';
import { Table, type Column } from '../ui/table';
import { isDay } from '../ui/typed';
import { sortOf, useFalling, fallingAt, type Counted, type Falling } from './falling';
import { TakeFile } from './files';

/** Days that are looked ahead where no day is asked for. */
const AHEAD = 30;
const PAGE = 100;
/** What is counted from, where its code means something else elsewhere. */
const AFTER: Readonly<Record<string, string>> = {
  correction: 'after-correction',
  unlinked: 'after-unlinked',
};

/** What is kept no longer by a day, before it is erased, and what waits and why (Art. 5(1)(e), P22). The day is in the address. */
export function Retention(): ReactNode {
  const { t, weekday } = useWords();
  const [params] = useSearchParams();
  const asked = params.get('until') ?? '';
  const until = isDay(asked) ? asked : addDays(brusselsDay(new Date()), AHEAD);
  return (
    <>
      <Until key={`day-${until}`} until={until} />
      <p>{t('retention.what', { day: weekday(until) })}</p>
      <By key={`by-${until}`} until={until} />
    </>
  );
}

/** Counted, and by person; a number leads to its people, and which one is in the address. */
function By(props: { readonly until: string }): ReactNode {
  const [params] = useSearchParams();
  const { t } = useWords();
  const { data: counted } = useFalling(props.until);
  const asked = params.get('of');
  const shown = counted?.counts.find(each => sortOf(each) === asked);
  return (
    <>
      {asked === null || counted === undefined || shown !== undefined ? null : (
        <p className="notice warning" role="alert">
          {t('retention.other')}
        </p>
      )}
      <Counts {...props} />
      <Persons {...props} shown={shown} />
    </>
  );
}

function Until(props: { readonly until: string }): ReactNode {
  const { t } = useWords();
  const [, setParams] = useSearchParams();
  const [day, setDay] = useState(props.until);
  return (
    <form
      className="row"
      onSubmit={event => {
        event.preventDefault();
        setParams(before => {
          const after = new URLSearchParams(before);
          after.set('until', day);
          after.delete('of');
          return after;
        });
      }}
    >
      <TextField
        label={t('retention.until')}
        name="until"
        type="date"
        value={day}
        onChange={setDay}
        required
      />
      <Button type="submit">{t('show')}</Button>
    </form>
  );
}

/** What of it goes, by which rule, and what it waits for. */
function useColumns(): Column<Falling>[] {
  const { t, code, day, duration } = useWords();
  const names = useNames();
  return [
    { name: t('day'), cell: ({ day: on }) => day(on) },
    {
      name: t('what'),
      heading: true,
      cell: ({ purpose, period, field, scope }) => (
        <>
          {names.purpose(purpose)}
          <small>
            {[code(`scope-${scope}`), period, field === undefined ? undefined : names.field(field)]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </>
      ),
    },
    {
      name: t('retention.rule'),
      wide: true,
      cell: ({ rule }) =>
        `${duration(rule.duration)} ${code(AFTER[rule.after] ?? rule.after)}, ${t(rule.decidedBy === 'law' ? 'byLaw' : 'byController')}`,
    },
    {
      name: t('status'),
      cell: ({ waits }) =>
        waits === undefined ? t('retention.goes') : <Badge tone="warning">{code(`waits-${waits}`)}</Badge>,
    },
  ];
}

function Counts(props: { readonly until: string }): ReactNode {
  const { until } = props;
  const { t } = useWords();
  const columns = useColumns();
  const counted = useFalling(until);
  return (
    <Card title={t('retention.counts')}>
      <Loaded query={counted}>
        {({ counts, subjects }) => (
          <>
            <p>{t('retention.subjects', { count: subjects })}</p>
            <Table
              caption={t('retention.counts')}
              rows={counts}
              keyOf={count => JSON.stringify(count)}
              empty={t('retention.none')}
              columns={[
                ...columns,
                {
                  name: t('subjects'),
                  number: true,
                  cell: (each: Counted) => (
                    <Count of="retention" count={each.count} href={fallingAt(until, each)} />
                  ),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Persons(props: {
  readonly until: string;
  /** What alone is shown, of whom it is. */
  readonly shown: Counted | undefined;
}): ReactNode {
  const { until, shown } = props;
  const place = usePart(shown && sortOf(shown));
  const { api } = useApp();
  const { t, day, number } = useWords();
  const names = useNames();
  const columns = useColumns();
  const pages = useInfiniteQuery({
    queryKey: ['retention-persons', until],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      data(
        api.GET('/v1/retention', {
          params: { query: { until, limit: PAGE, ...(cursor !== undefined && { cursor }) } },
        }),
      ) as Promise<Schemas['RetentionPage']>,
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
  });
  // All of them, whose number one came by: they are among those of every page.
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, data: got } = pages;
  const wanting = shown !== undefined && rowsIn(got?.pages ?? [], shown).length < shown.count;
  useEffect(() => {
    // A page that did not come is asked for by a person.
    if (wanting && hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [wanting, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label={t('retention.persons')}>
      <Card
        title={t('retention.persons')}
        aside={
          <span className="buttons">
            {shown === undefined ? null : (
              <Link href={`/console/management?list=retention&until=${until}`}>{t('filter.clear')}</Link>
            )}
            <TakeFile
              label={t('export.csv')}
              name={`retention-${until}.csv`}
              from={`/v1/retention?until=${until}&format=csv`}
            />
          </span>
        }
      >
        <Loaded query={pages}>
          {({ pages: all }) => (
            <>
              {shown === undefined ? null : (
                <p role="status">
                  {names.purpose(shown.purpose)}, {day(shown.day)}: {number(rowsIn(all, shown).length)} /{' '}
                  {number(shown.count)}
                </p>
              )}
              <Table
                caption={t('retention.persons')}
                rows={rowsIn(all, shown)}
                keyOf={row => JSON.stringify(row)}
                empty={t(pages.hasNextPage ? 'retention.further' : 'retention.none')}
                columns={[
                  {
                    name: t('subject'),
                    cell: ({ subject }) => (
                      <Link href={`/console/subjects/${subject}`}>
                        <code>{subject.slice(0, 8)}</code>
                      </Link>
                    ),
                  },
                  ...columns,
                ]}
              />
              {pages.hasNextPage ? (
                <div className="pager">
                  <More of={pages} />
                </div>
              ) : null}
            </>
          )}
        </Loaded>
      </Card>
    </div>
  );
}

/** A row for each thing that falls due of a person. @param only what alone is wanted */
function rowsIn(
  pages: readonly Schemas['RetentionPage'][],
  only: Counted | undefined,
): (Falling & { readonly subject: string })[] {
  const rows = pages.flatMap(({ subjects }) =>
    subjects.flatMap(({ subject, falling }) => falling.map(each => ({ subject, ...each }))),
  );
  return only === undefined ? rows : rows.filter(row => sortOf(row) === sortOf(only));
}
