import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'wouter';
import { KIND_WORDS } from '#features/access-document/words/kinds';
import { data, since, type Schemas } from '../api/client';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button, Card, Select, TextField } from '../ui/kit';
import { ForPurpose, useCatalogue, useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { Export } from './export';

export type RegisterEntry = Schemas['RegisterEntry'];
type Asked = NonNullable<paths['/v1/register']['get']['parameters']['query']>;

/** What the register is looked through by; each of them is in the address, and none is a value of anybody. */
const FILTERS = ['kind', 'processedFor', 'recipient', 'field', 'subject', 'actor', 'from', 'to'] as const;
type Filter = (typeof FILTERS)[number];
type Filters = Partial<Record<Filter, string>>;
const PAGE = 50;

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
  const { t } = useWords();
  const [params] = useSearchParams();
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  const cursor = params.get('cursor') ?? undefined;
  const query = {
    ...filters,
    ...since(),
    purpose,
    limit: PAGE,
    ...(cursor !== undefined && { cursor }),
  } as Asked;
  const page = useQuery({
    queryKey: ['register', query],
    queryFn: () => data(api.GET('/v1/register', { params: { query } })),
    placeholderData: before => before,
  });
  return (
    <>
      <FilterForm key={params.toString()} filters={filters} />
      <Card title={t('register.entries')} aside={<Export filters={filters} />}>
        <Loaded query={page}>
          {({ entries, next }) => (
            <>
              <EntryTable entries={entries} />
              <Pager params={params} next={next} />
            </>
          )}
        </Loaded>
      </Card>
    </>
  );
}

/** Forward by the cursor in the address, back by the way one came: the browser keeps the place. */
function Pager(props: { readonly params: URLSearchParams; readonly next: string | undefined }): ReactNode {
  const { params, next } = props;
  const { t } = useWords();
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
          <Button kind="quiet" onPress={() => history.back()}>
            {t('page.back')}
          </Button>
        </>
      ) : null}
      {next === undefined ? (
        <span className="fine">{t('page.last')}</span>
      ) : (
        <Link href={at(next)}>{t('page.next')}</Link>
      )}
    </nav>
  );
}

export function EntryTable(props: { readonly entries: readonly RegisterEntry[] }): ReactNode {
  const { t, code, moment } = useWords();
  const names = useNames();
  return (
    <Table
      caption={t('register.entries')}
      rows={props.entries}
      keyOf={({ n, event, kind, purpose }) => `${n ?? ''}${event}${kind}${purpose ?? ''}`}
      empty={t('register.none')}
      columns={[
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
          cell: ({ subject }) =>
            subject === undefined ? (
              ''
            ) : (
              <Link href={`/console/subjects/${subject}`}>{subject.slice(0, 8)}</Link>
            ),
        },
        { name: t('who'), wide: true, cell: ({ actor }) => code(actor.role) },
      ]}
    />
  );
}

function FilterForm(props: { readonly filters: Filters }): ReactNode {
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
      if (!value || value === 'any') continue;
      // A day stands for its first moment in Brussels as closely as a query of instants can say it.
      query.set(
        name,
        (name === 'from' || name === 'to') && value.length === 10 ? `${value}T00:00:00Z` : value,
      );
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
      <TextField
        label={t('from')}
        type="date"
        value={(filters.from ?? '').slice(0, 10)}
        onChange={value => set('from', value)}
      />
      <TextField
        label={t('to')}
        type="date"
        value={(filters.to ?? '').slice(0, 10)}
        onChange={value => set('to', value)}
      />
      <Button type="submit" kind="main">
        {t('filter')}
      </Button>
      <Link href="/console/register">{t('filter.clear')}</Link>
    </form>
  );
}
