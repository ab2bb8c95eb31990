import { memo, useCallback, useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'wouter';
import { KIND_WORDS } from '#features/access-document/words/kinds';
import { data, since, type Schemas } from '../api/client';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button, Card, Select, TextField } from '../ui/kit';
import { ForPurpose, useCatalogue, useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { LongTable, type LongProps } from '../ui/long-table';
import { Table, type TableProps } from '../ui/table';
import { SubjectLink } from '../ui/subject-link';
import { Export } from './export';
import { askedBy, dayIn, FILTERS, filtersOf, type Filter, type Filters } from './filters';

export type RegisterEntry = Schemas['RegisterEntry'];
type Asked = NonNullable<paths['/v1/register']['get']['parameters']['query']>;

/** Rows of a page, as they can be chosen, and how many come at a time. */
const SIZES = [50, 500, 10_000] as const;
const AT_A_TIME = 500;
/** How long a page that was left is kept, so that one comes back to it as it was. */
const KEPT_MS = 60_000;

export default function Register(): ReactNode {
  const { t } = useWords();
  return (
    <>
      <h1>{t('register')}</h1>
      <ForPurpose>{purpose => <Entries purpose={purpose} />}</ForPurpose>
    </>
  );
}

function Entries(props: { readonly purpose: string }): ReactNode {
  const { purpose } = props;
  const { api } = useApp();
  const { t, number } = useWords();
  const [params] = useSearchParams();
  const { filters, unknown } = useMemo(() => filtersOf(params), [params]);
  const size = SIZES.find(each => String(each) === params.get('rows')) ?? SIZES[0];
  const query = { ...askedBy(filters), ...since(), purpose, limit: Math.min(size, AT_A_TIME) };
  const pages = useInfiniteQuery({
    queryKey: ['register', query, params.get('cursor')],
    initialPageParam: params.get('cursor') ?? undefined,
    queryFn: ({ pageParam: cursor }) =>
      data(
        api.GET('/v1/register', {
          params: { query: { ...query, ...(cursor !== undefined && { cursor }) } as Asked },
        }),
      ),
    getNextPageParam: ({ next }, all) => (all.length * query.limit < size ? next : undefined),
    placeholderData: before => before,
    gcTime: KEPT_MS,
  });
  const { fetchNextPage } = pages;
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  return (
    <>
      <FilterForm key={params.toString()} filters={filters} />
      {unknown.length === 0 ? null : (
        <p className="notice warning" role="alert">
          {t('register.other')} <code>{unknown.join(', ')}</code>
        </p>
      )}
      {filters.size === undefined ? null : (
        <p className="fine">{t('register.size', { size: number(Number(filters.size)) })}</p>
      )}
      <Card title={t('register.entries')} aside={<Export filters={askedBy(filters)} />}>
        <Loaded query={pages}>
          {({ pages: all }) => (
            <>
              <EntryTable
                entries={all.flatMap(({ entries }) => entries)}
                {...(size > SIZES[0] && {
                  long: { more: pages.hasNextPage, busy: pages.isFetching, onEnd: more },
                })}
              />
              {pages.hasNextPage ? null : <Pager params={params} size={size} next={all.at(-1)?.next} />}
            </>
          )}
        </Loaded>
      </Card>
    </>
  );
}

/** Forward by the cursor in the address, back by the way one came: the browser keeps the place. */
function Pager(props: {
  readonly params: URLSearchParams;
  readonly size: number;
  readonly next: string | undefined;
}): ReactNode {
  const { params, size, next } = props;
  const { t, number } = useWords();
  const [, go] = useLocation();
  const sized = (rows: string): void => {
    const to = new URLSearchParams(params);
    to.set('rows', rows);
    go(`/console/register?${to.toString()}`);
  };
  const at = (cursor: string | undefined): string => {
    const to = new URLSearchParams(params);
    if (cursor === undefined) to.delete('cursor');
    else to.set('cursor', cursor);
    return `/console/register?${to.toString()}`;
  };
  return (
    <nav className="pager" aria-label={t('pages')}>
      {params.has('cursor') ? (
        <>
          <Link href={at(undefined)}>{t('page.first')}</Link>
          {history.length > 1 ? (
            <Button kind="quiet" onPress={() => history.back()}>
              {t('page.back')}
            </Button>
          ) : null}
        </>
      ) : null}
      {next === undefined ? (
        <span className="fine">{t('page.last')}</span>
      ) : (
        <Link href={at(next)}>{t('page.next')}</Link>
      )}
      <Select
        label={t('page.rows')}
        value={String(size)}
        options={SIZES.map(each => ({ id: String(each), text: number(each) }))}
        onChange={sized}
      />
    </nav>
  );
}

export function EntryTable(props: {
  readonly entries: readonly RegisterEntry[];
  /** Where there may be thousands: whether there are more, and what is asked for at the end. */
  readonly long?: LongProps;
}): ReactNode {
  const { entries, long } = props;
  const { t, code, moment } = useWords();
  const names = useNames();
  const table: TableProps<RegisterEntry> = {
    caption: t('register.entries'),
    rows: entries,
    keyOf: ({ n, event, kind, purpose }) => `${n ?? ''}${event}${kind}${purpose ?? ''}`,
    empty: t('register.none'),
    columns: [
      { name: t('when'), cell: ({ time }) => moment(time) },
      {
        name: t('what'),
        heading: true,
        cell: ({ n, kind }) =>
          n === undefined ? code(kind) : <Link href={`/console/register/${n}`}>{code(kind)}</Link>,
      },
      { name: t('purpose'), cell: ({ purpose }) => (purpose === undefined ? '' : names.purpose(purpose)) },
      {
        name: t('fields'),
        wide: true,
        cell: ({ fields = {} }) => Object.keys(fields).map(names.field).join(', '),
      },
      {
        name: t('recipient'),
        cell: ({ recipient, instance }) =>
          recipient === undefined ? '' : names.recipient(recipient, instance),
      },
      {
        name: t('subject'),
        cell: ({ subject }) => (subject === undefined ? '' : <SubjectLink subject={subject} />),
      },
      { name: t('who'), wide: true, cell: ({ actor }) => code(actor.role) },
    ],
  };
  return long ? <LongTable {...table} {...long} /> : <Table {...table} />;
}

/** Its choices are many: it is not drawn anew with each page of entries. */
const FilterForm = memo(function FilterForm(props: { readonly filters: Filters }): ReactNode {
  const { t, code } = useWords();
  const names = useNames();
  const { data: catalogue } = useCatalogue();
  const [, go] = useLocation();
  const [filters, setFilters] = useState<Filters>(props.filters);
  const set = (name: Filter, value: string): void => setFilters(before => ({ ...before, [name]: value }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const name of FILTERS) {
      const value = filters[name];
      if (value && value !== 'any') query.set(name, value);
    }
    go(`/console/register?${query.toString()}`);
  };
  const any = { id: 'any', text: t('any') };
  return (
    <form className="filters" onSubmit={submit} aria-label={t('filter')}>
      <Select
        label={t('kind')}
        value={filters.kind ?? 'any'}
        options={[any, ...Object.keys(KIND_WORDS).map(id => ({ id, text: code(id) }))]}
        onChange={value => set('kind', value)}
      />
      <Select
        label={t('purpose')}
        value={filters.processedFor ?? 'any'}
        options={[any, ...(catalogue?.purposes ?? []).map(({ id }) => ({ id, text: names.purpose(id) }))]}
        onChange={value => set('processedFor', value)}
      />
      <Select
        label={t('recipient')}
        value={filters.recipient ?? 'any'}
        options={[any, ...(catalogue?.recipients ?? []).map(({ id, name }) => ({ id, text: name }))]}
        onChange={value => set('recipient', value)}
      />
      <Select
        label={t('field')}
        value={filters.field ?? 'any'}
        options={[
          any,
          ...(catalogue?.fields ?? []).map(({ field }) => ({ id: field, text: names.field(field) })),
        ]}
        onChange={value => set('field', value)}
      />
      {(['from', 'to', 'asOf'] as const).map(name => (
        <TextField
          key={name}
          name={name}
          label={t(name === 'asOf' ? 'register.asOf' : name === 'to' ? 'until' : 'from')}
          type="date"
          value={dayIn(filters[name])}
          onChange={value => set(name, value)}
        />
      ))}
      <Button type="submit" kind="main">
        {t('filter')}
      </Button>
      <Link href="/console/register">{t('filter.clear')}</Link>
    </form>
  );
});
