import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { Card } from '../ui/kit';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { useDraftWords } from './catalogue-changes';

/** What officers work on, and how to begin: with the last version under another name, from another day. */
export function Drafts(props: { readonly last: Schemas['CatalogueVersion'] }): ReactNode {
  const { api } = useApp();
  const { moment, day } = useWords();
  const said = useDraftWords();
  const drafts = useQuery({
    queryKey: ['catalogue-drafts'],
    queryFn: () => data(api.GET('/v1/catalogue/drafts')),
  });
  return (
    <Card title={said('drafts')} aside={<Begin {...props} />}>
      <Loaded query={drafts}>
        {rows => (
          <Table
            caption={said('drafts')}
            rows={rows}
            keyOf={({ draft }) => draft}
            empty={said('none')}
            columns={[
              {
                name: said('name'),
                heading: true,
                cell: ({ draft, version }) => (
                  <Link href={`/console/catalogue/drafts/${draft}`}>{version}</Link>
                ),
              },
              { name: said('firstDay'), cell: ({ from }) => day(from) },
              { name: said('status'), cell: ({ status }) => said(status) },
              {
                name: said('kept'),
                cell: ({ drafted, own }) => `${moment(drafted)}, ${said(own ? 'own' : 'others')}`,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Begin({ last }: { readonly last: Schemas['CatalogueVersion'] }): ReactNode {
  const { api } = useApp();
  const said = useDraftWords();
  const [, go] = useLocation();
  return (
    <Action
      name="catalogue-draft"
      label={said('begin')}
      intro={<p>{said('beginWhat', { last: last.version })}</p>}
      fields={[
        { name: 'version', label: said('name'), kind: 'text', required: true, help: said('nameHelp') },
        { name: 'from', label: said('firstDay'), kind: 'day', required: true },
      ]}
      send={async ({ version = '', from = '' }, { header, query }) => {
        const path = { version: last.version };
        const { catalogue } = await data(api.GET('/v1/catalogue/{version}', { params: { path } }));
        const body = { basedOn: last.version, catalogue: { ...catalogue, version, from } };
        return data(api.POST('/v1/catalogue/drafts', { params: { header, query }, body }));
      }}
      done={({ draft }) => go(`/console/catalogue/drafts/${draft}`)}
    />
  );
}
