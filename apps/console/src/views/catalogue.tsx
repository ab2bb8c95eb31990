import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import { Badge, Card, Select } from '../ui/kit';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';

type Catalogue = Schemas['PublishedCatalogue']['catalogue'];
type Purpose = Catalogue['purposes'][number];

/** What the policy comes to, version beside version, in words. */
export default function CatalogueView(): ReactNode {
  const { api } = useApp();
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
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function useVersion(version: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: ['catalogue', version],
    queryFn: async () =>
      (await data(api.GET('/v1/catalogue/{version}', { params: { path: { version } } }))).catalogue,
    staleTime: Infinity,
  });
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
                { name: t('purpose'), heading: true, cell: ({ label }) => label[words.language] ?? label.nl },
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
                  cell: ({ country }) =>
                    new Intl.DisplayNames(words.language, { type: 'region' }).of(country) ?? country,
                },
                {
                  name: t('transfer'),
                  cell: ({ transferGround }) =>
                    transferGround === undefined ? (
                      t('transfer.none')
                    ) : (
                      <Badge tone="warning">{transferGround}</Badge>
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
        return label?.[language] ?? label?.nl ?? field;
      })
      .join(', ') || '–'
  );
}

function keptSaid({ retention }: Purpose, { duration, code, t }: Words): string {
  const { after, duration: time, decidedBy } = retention;
  return `${duration(time)} ${code(after)} (${decidedBy === 'law' ? t('byLaw') : t('byController')})`;
}

/** What differs between two versions, in words: a line for each purpose and recipient that is not the same in both. */
function Beside(props: { readonly version: string; readonly beside: string }): ReactNode {
  const [newer, older] = [useVersion(props.version), useVersion(props.beside)];
  const words = useWords();
  const { t } = words;
  return (
    <Loaded query={older}>
      {before => (
        <Loaded query={newer}>
          {after => (
            <Card title={t('catalogue.differences', { one: props.beside, other: props.version })}>
              <Table
                caption={t('catalogue.differences', { one: props.beside, other: props.version })}
                rows={differences(before, after, words)}
                keyOf={({ what, where }) => what + where}
                empty={t('catalogue.same')}
                columns={[
                  { name: t('what'), heading: true, cell: ({ what }) => what },
                  { name: t('where'), cell: ({ where }) => where },
                  { name: props.beside, cell: ({ was }) => was },
                  { name: props.version, cell: ({ is }) => is },
                ]}
              />
            </Card>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface Difference {
  readonly what: string;
  readonly where: string;
  readonly was: string;
  readonly is: string;
}

function differences(before: Catalogue, after: Catalogue, words: Words): Difference[] {
  const { t, code } = words;
  const bare = (id: string): string => id.replace(/\/\d+$/, '');
  const purposes = [...new Set([...before.purposes, ...after.purposes].map(({ id }) => bare(id)))];
  const said = (catalogue: Catalogue, purpose: Purpose | undefined): Record<string, string> =>
    purpose
      ? {
          [t('basis')]: code(purpose.basis),
          [t('required')]: fieldsSaid(purpose.required, catalogue, words),
          [t('optional')]: fieldsSaid(purpose.optional, catalogue, words),
          [t('kept')]: keptSaid(purpose, words),
          [t('recipients')]:
            purpose.recipients
              .map(
                ({ recipient, fields }) =>
                  `${nameOf(catalogue, recipient)} (${fieldsSaid(fields, catalogue, words)})`,
              )
              .join('; ') || t('nobody'),
        }
      : { [t('purpose')]: t('absent') };
  const ofPurposes = purposes.flatMap(id => {
    const [one, other] = [before, after].map(catalogue =>
      catalogue.purposes.find(each => bare(each.id) === id),
    );
    const [was, is] = [said(before, one), said(after, other)];
    const label = (other ?? one)?.label;
    const what = label?.[words.language] ?? label?.nl ?? id;
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter(where => was[where] !== is[where])
      .map(where => ({ what, where, was: was[where] ?? '–', is: is[where] ?? '–' }));
  });
  const recipients = [...new Set([...before.recipients, ...after.recipients].map(({ id }) => id))];
  const ofRecipients = recipients.flatMap(id => {
    const [one, other] = [before, after].map(catalogue => catalogue.recipients.find(each => each.id === id));
    const text = (each: Catalogue['recipients'][number] | undefined): string =>
      each ? `${each.name}, ${code(each.role)}, ${each.country}` : t('absent');
    return text(one) === text(other)
      ? []
      : [{ what: (other ?? one)!.name, where: t('recipient'), was: text(one), is: text(other) }];
  });
  return [...ofPurposes, ...ofRecipients];
}
