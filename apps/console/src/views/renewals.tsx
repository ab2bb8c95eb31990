import type { ReactNode } from 'react';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Card } from '../ui/kit';
import { Paged, usePages } from '../ui/pages';
import { Table } from '../ui/table';
import { SubjectLink } from '../ui/subject-link';

/** Services that are up for renewal within thirty days, and from when on their customers may be contacted about it (P01). */
export function Renewals(): ReactNode {
  const { api } = useApp();
  const { t, code, day, moment } = useWords();
  const renewals = usePages('renewals', query => data(api.GET('/v1/renewals', { params: { query } })));
  return (
    <Card title={t('renewals')}>
      <Paged query={renewals}>
        {pages => (
          <Table
            caption={t('renewals')}
            rows={pages.flatMap(({ renewals: rows }) => rows)}
            keyOf={({ service }) => service}
            empty={t('renewals.none')}
            columns={[
              { name: t('renewals.on'), cell: ({ renewsOn }) => day(renewsOn) },
              { name: t('service'), heading: true, cell: ({ type }) => code(type) },
              {
                name: t('subject'),
                cell: ({ subject }) => <SubjectLink subject={subject} />,
              },
              { name: t('renewals.from'), cell: ({ contactFrom }) => day(contactFrom) },
              {
                name: t('renewals.contacted'),
                cell: ({ contacted }) => (contacted === undefined ? t('no') : moment(contacted)),
              },
            ]}
          />
        )}
      </Paged>
    </Card>
  );
}
