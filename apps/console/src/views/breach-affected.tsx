import { useState, type ReactNode } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { every } from '../api/every';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button, Card } from '../ui/kit';
import { useNames } from '../ui/purpose';
import { Loaded, More } from '../ui/states';
import { Table } from '../ui/table';
import { SubjectLink } from '../ui/subject-link';
import type { Shown } from './breach';
import { TakeFile } from './files';

type Determined = Shown['affected'][number];
type Part = NonNullable<
  paths['/v1/breaches/{breach}/affected/{affected}']['get']['parameters']['query']
>['part'];
const PARTS = every<Part>({ touched: true, held: true });
const PAGE = 100;

interface List {
  readonly affected: string;
  readonly part: Part;
}

/** Whom it affects, as it was determined: each list is read, page by page or as a table to take along; each is a look. */
export function Affected({ breach }: { readonly breach: Shown }): ReactNode {
  const { t, moment } = useWords();
  const [shown, setShown] = useState<List>();
  return (
    <Card title={t('affected')}>
      <Table
        caption={t('affected')}
        rows={breach.affected}
        keyOf={({ affected }) => affected}
        empty={t('affected.none')}
        columns={[
          {
            name: t('when'),
            heading: true,
            cell: ({ at, from, to }) => (
              <>
                {moment(from)} – {moment(to)}
                <small>{t('affected.determined', { moment: moment(at) })}</small>
              </>
            ),
          },
          { name: t('affected.by'), cell: determined => <Criteria of={determined} /> },
          ...PARTS.map(part => ({
            name: t(`affected.${part}`),
            cell: ({ affected, [part]: counted }: Determined) =>
              counted === undefined ? (
                '–'
              ) : (
                <Button kind="quiet" onPress={() => setShown({ affected, part })}>
                  {t('affected.count', { count: counted.count })}
                </Button>
              ),
          })),
        ]}
      />
      {shown === undefined ? null : (
        <Persons key={shown.affected + shown.part} breach={breach.breach} list={shown} />
      )}
    </Card>
  );
}

function Criteria({ of }: { readonly of: Determined }): ReactNode {
  const names = useNames();
  return [
    of.actor,
    of.recipient && names.recipient(of.recipient),
    of.purpose && names.purpose(of.purpose),
    of.fields?.map(names.field).join(', '),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Persons(props: { readonly breach: string; readonly list: List }): ReactNode {
  const {
    breach,
    list: { affected, part },
  } = props;
  const { api } = useApp();
  const { t } = useWords();
  const path = { breach, affected };
  const pages = useInfiniteQuery({
    queryKey: ['affected', affected, part],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      data(
        api.GET('/v1/breaches/{breach}/affected/{affected}', {
          params: { path, query: { part, limit: PAGE, ...(cursor !== undefined && { cursor }) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
    meta: { look: true },
  });
  return (
    <Loaded query={pages}>
      {({ pages: all }) => (
        <>
          <Table
            caption={t(`affected.${part}`)}
            showCaption
            rows={all.flatMap(({ subjects }) => subjects)}
            keyOf={subject => subject}
            empty={t('nobody')}
            columns={[
              {
                name: t('subject'),
                heading: true,
                cell: subject => <SubjectLink subject={subject} whole />,
              },
            ]}
          />
          <div className="pager">
            <More of={pages} />
            <TakeFile
              label={t('export.csv')}
              name={`${part}.csv`}
              from={`/v1/breaches/${breach}/affected/${affected}/export?part=${part}`}
            />
          </div>
        </>
      )}
    </Loaded>
  );
}
