import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { LONGEST_TEXT } from '#features/breaches/codes';
import { brusselsTime } from '#libs/kernel';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { Badge, Card } from '../ui/kit';
import { Paged, usePages } from '../ui/pages';
import { Table } from '../ui/table';
import { Hours } from '../ui/hours';
import { momentsOf, useBreachWords, useMoments } from './breach-words';

/** Breaches of personal data, the open ones first, each with the hours that are left to tell the authority (Art. 33). */
export function Breaches(): ReactNode {
  const { api } = useApp();
  const { t, code, moment } = useWords();
  const words = useBreachWords();
  const breaches = usePages(
    'breaches',
    query => data(api.GET('/v1/breaches', { params: { query } })),
    60_000,
  );
  return (
    <Card title={t('breaches')} aside={<RecordBreach />}>
      <Paged query={breaches}>
        {pages => (
          <Table
            caption={t('breaches')}
            rows={pages
              .flatMap(({ breaches: rows }) => rows)
              .sort((one, other) => +(one.status === 'closed') - +(other.status === 'closed'))}
            keyOf={({ breach }) => breach}
            empty={t('breaches.none')}
            columns={[
              {
                name: t('term'),
                cell: ({ due, hoursLeft }) =>
                  hoursLeft === undefined || due === undefined ? (
                    <span className="fine">{t('term.none')}</span>
                  ) : (
                    <Hours until={due} />
                  ),
              },
              {
                name: t('what'),
                heading: true,
                cell: ({ breach, foundAt }) => (
                  <Link href={`/console/breaches/${breach}`}>
                    {t('breach.of', { moment: moment(foundAt) })}
                  </Link>
                ),
              },
              { name: t('status'), cell: ({ status }) => code(status) },
              {
                name: words.part('risk'),
                cell: ({ risk }) =>
                  risk === undefined ? (
                    t('breach.unassessed')
                  ) : (
                    <Badge tone={risk === 'high-risk' ? 'bad' : 'plain'}>{words.code(risk)}</Badge>
                  ),
              },
              { name: t('reference'), wide: true, cell: ({ breach }) => <code>{breach.slice(0, 8)}</code> },
            ]}
          />
        )}
      </Paged>
    </Card>
  );
}

/** A breach, or what may be one, comes to light: any of them is documented (Art. 33(5)). */
function RecordBreach(): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const [, go] = useLocation();
  const moments = useMoments({ foundAt: brusselsTime(new Date()) });
  return (
    <Action
      name="record-breach"
      label={t('breach.record')}
      kind="main"
      intro={<p>{t('breach.record.what')}</p>}
      fields={[
        {
          name: 'description',
          label: t('breach.description'),
          kind: 'lines',
          required: true,
          most: LONGEST_TEXT,
        },
        ...moments.filter(({ name }) => name !== 'endedAt'),
      ]}
      send={({ description = '', ...values }, { header, query }) => {
        const { foundAt = new Date().toISOString(), ...others } = momentsOf(values);
        return data(
          api.POST('/v1/breaches', {
            params: { header, query },
            body: { description, foundAt, ...others },
          }),
        );
      }}
      done={({ breach }) => go(`/console/breaches/${breach}`)}
    />
  );
}
