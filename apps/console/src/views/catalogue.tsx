import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import { wordOf } from '../i18n/catalogue-words';
import { textIn } from '../i18n/said';
import { Badge, Card, Select } from '../ui/kit';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { ChangeTable, useVersion, type Catalogue } from './catalogue-changes';
import { Drafts } from './catalogue-drafts';

type Purpose = Catalogue['purposes'][number];

/** What the policy comes to, version beside version, in words. */
export default function CatalogueView(): ReactNode {
  const { api, me } = useApp();
  const { t, day } = useWords();
  const [params, setParams] = useSearchParams();
  const versions = useQuery({
    queryKey: ['catalogue-versions'],
    queryFn: () => data(api.GET('/v1/catalogue/versions')),
  });
  const set = (name: string, value: string): void =>
    setParams(before => {
      const after = new URLSearchParams(before);
      after.set(name, value);
      return after;
    });
  return (
    <>
      <h1>{t('catalogue')}</h1>
      <Loaded query={versions}>
        {all => {
          const current =
            params.get('version') ?? all.find(each => each.current)?.version ?? all[0]?.version ?? '';
          const beside = params.get('beside') ?? 'none';
          const options = all.map(each => ({
            id: each.version,
            text: `${each.version} (${t('from')} ${day(each.from)})`,
          }));
          return (
            <>
              <div className="row">
                <Select
                  label={t('version')}
                  value={current}
                  options={options}
                  onChange={id => set('version', id)}
                />
                <Select
                  label={t('catalogue.beside')}
                  value={beside}
                  options={[{ id: 'none', text: t('none') }, ...options]}
                  onChange={id => set('beside', id)}
                />
              </div>
              {beside === 'none' || beside === current ? (
                <Version version={current} />
              ) : (
                <Beside version={current} beside={beside} />
              )}
              {me.roles.includes('privacy-officer') ? <Drafts last={all.at(-1)!} /> : null}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Version(props: { readonly version: string }): ReactNode {
  const found = useVersion(props.version);
  const words = useWords();
  const { t, code } = words;
  return (
    <Loaded query={found}>
      {catalogue => (
        <>
          <Card title={t('purposes')}>
            <Table
              caption={t('purposes')}
              rows={catalogue.purposes}
              keyOf={({ id }) => id}
              empty={t('none')}
              columns={[
                { name: t('purpose'), heading: true, cell: ({ label }) => textIn(label, words.language) },
                { name: t('basis'), cell: ({ basis }) => code(basis) },
                { name: t('required'), cell: each => fieldsSaid(each.required, catalogue, words) },
                {
                  name: t('optional'),
                  wide: true,
                  cell: each => fieldsSaid(each.optional, catalogue, words),
                },
                { name: t('kept'), cell: each => keptSaid(each, words) },
                {
                  name: t('recipients'),
                  cell: ({ recipients }) =>
                    recipients.map(({ recipient }) => nameOf(catalogue, recipient)).join(', ') || t('nobody'),
                },
              ]}
            />
          </Card>
          <Card title={t('recipients')}>
            <Table
              caption={t('recipients')}
              rows={catalogue.recipients}
              keyOf={({ id }) => id}
              empty={t('none')}
              columns={[
                { name: t('recipient'), heading: true, cell: ({ name }) => name },
                { name: t('role'), cell: ({ role }) => code(role) },
                {
                  name: t('country'),
                  cell: ({ country }) => words.country(country),
                },
                {
                  name: t('transfer'),
                  cell: ({ transferGround }) =>
                    transferGround === undefined ? (
                      t('transfer.none')
                    ) : (
                      <>
                        <Badge tone="warning">{t('yes')}</Badge>
                        <small>{wordOf('ground', transferGround, words.language)}</small>
                      </>
                    ),
                },
              ]}
            />
          </Card>
        </>
      )}
    </Loaded>
  );
}

function nameOf(catalogue: Catalogue, recipient: string): string {
  return catalogue.recipients.find(({ id }) => id === recipient)?.name ?? recipient;
}

function fieldsSaid(fields: readonly string[], catalogue: Catalogue, { language }: Words): string {
  return (
    fields
      .map(field => {
        const label = catalogue.fields.find(each => each.field === field)?.label;
        return (label && textIn(label, language)) ?? field;
      })
      .join(', ') || '–'
  );
}

function keptSaid({ retention }: Purpose, { duration, code, t }: Words): string {
  const { after, duration: time, decidedBy } = retention;
  return `${duration(time)} ${code(after)} (${decidedBy === 'law' ? t('byLaw') : t('byController')})`;
}

/** What differs between two versions, in words. */
function Beside(props: { readonly version: string; readonly beside: string }): ReactNode {
  const { version, beside } = props;
  const { api } = useApp();
  const { t } = useWords();
  const newer = useVersion(version);
  const changes = useQuery({
    queryKey: ['catalogue-changes', version, beside],
    queryFn: () =>
      data(
        api.GET('/v1/catalogue/{version}/changes', {
          params: { path: { version }, query: { since: beside } },
        }),
      ),
    staleTime: Infinity,
  });
  const caption = t('catalogue.differences', { one: beside, other: version });
  return (
    <Card title={caption}>
      <Loaded query={changes}>
        {({ changes: all }) => <ChangeTable caption={caption} changes={all} catalogue={newer.data} />}
      </Loaded>
    </Card>
  );
}
