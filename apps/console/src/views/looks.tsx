import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { data } from '../api/client';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Card } from '../ui/kit';
import { Paged, usePages } from '../ui/pages';
import { useNames } from '../ui/purpose';
import { Table } from '../ui/table';
import { SubjectLink } from '../ui/subject-link';

type Asked = NonNullable<paths['/v1/today/looks']['get']['parameters']['query']>;

/** The looks that one number of today counts: whose, and why they stand out, is in the address (P09). */
export default function Looks(): ReactNode {
  const [params] = useSearchParams();
  const { t, code } = useWords();
  const why = params.get('why') ?? '';
  return (
    <>
      <p className="crumbs">
        <Link href="/console">{t('today')}</Link>
      </p>
      <h1>{t('looks')}</h1>
      <p className="lead">
        {code(why)} · {code(params.get('role') ?? '')} <code>{(params.get('actor') ?? '').slice(0, 8)}</code>
      </p>
      <Listed key={params.toString()} params={params} />
    </>
  );
}

function Listed(props: { readonly params: URLSearchParams }): ReactNode {
  const { params } = props;
  const { api } = useApp();
  const { t, code, moment } = useWords();
  const names = useNames();
  // What an address lacks or has wrong, the service says.
  const by = Object.fromEntries(['why', 'actor', 'role', 'at'].map(name => [name, params.get(name) ?? '']));
  const looks = usePages(`looks ${params.toString()}`, query =>
    data(api.GET('/v1/today/looks', { params: { query: { ...by, ...query } as Asked } })),
  );
  return (
    <Card title={t('today.looks')}>
      <Paged query={looks}>
        {pages => (
          <Table
            caption={t('today.looks')}
            rows={pages.flatMap(({ looks: rows }) => rows)}
            keyOf={({ n }) => n}
            empty={t('today.noLooks')}
            columns={[
              { name: t('when'), cell: ({ time }) => moment(time) },
              {
                name: t('what'),
                heading: true,
                cell: ({ n, kind }) => <Link href={`/console/register/${n}`}>{code(kind)}</Link>,
              },
              {
                name: t('purpose'),
                cell: ({ purpose }) => (purpose === undefined ? '' : names.purpose(purpose)),
              },
              {
                name: t('subject'),
                cell: ({ subject }) => (subject === undefined ? '' : <SubjectLink subject={subject} />),
              },
            ]}
          />
        )}
      </Paged>
    </Card>
  );
}
