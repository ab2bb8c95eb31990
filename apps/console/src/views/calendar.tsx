import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { Badge, Card } from '../ui/kit';
import { Once } from '../ui/once';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';

/** Addresses by which a calendar reads what is due: made, copied once, revoked. */
export function Calendars(): ReactNode {
  const { api, me } = useApp();
  const { t, code, moment, language } = useWords();
  const [told, setTold] = useState<{ readonly calendar: string; readonly address: string }>();
  const calendars = useQuery({
    queryKey: ['calendars'],
    queryFn: () => data(api.GET('/v1/calendars')),
  });
  return (
    <Card
      title={t('calendar')}
      aside={
        <Action
          name="open-calendar"
          label={t('calendar.open')}
          kind="main"
          intro={<p>{t('calendar.open.what')}</p>}
          send={(_, { header, query }) =>
            data(api.POST('/v1/calendars', { params: { header, query }, body: { language } }))
          }
          done={({ calendar, address }) => setTold(calendar && address ? { calendar, address } : undefined)}
        />
      }
    >
      <p>{t('calendar.what')}</p>
      {told === undefined ? null : <Once what={t('calendar.once')} value={location.origin + told.address} />}
      <Loaded query={calendars}>
        {({ calendars: rows }) => (
          <Table
            caption={t('calendar')}
            rows={[...rows].reverse()}
            keyOf={({ calendar }) => calendar}
            empty={t('calendar.none')}
            columns={[
              {
                name: t('who'),
                heading: true,
                cell: ({ by }) => (by === me.actor ? t('yourself') : <code>{by.slice(0, 8)}</code>),
              },
              { name: t('opened'), cell: ({ opened }) => moment(opened) },
              { name: t('language'), cell: each => code(each.language) },
              {
                name: t('status'),
                cell: ({ revoked }) => (
                  <>
                    <Badge tone={revoked === undefined ? 'good' : 'plain'}>
                      {revoked === undefined ? t('stands') : t('revoked')}
                    </Badge>
                    {revoked === undefined ? null : <small>{moment(revoked)}</small>}
                  </>
                ),
              },
              {
                name: t('next'),
                cell: ({ calendar, revoked }) =>
                  revoked === undefined ? (
                    <Action
                      name={`revoke-calendar:${calendar}`}
                      label={t('calendar.revoke')}
                      intro={<p>{t('calendar.revoke.what')}</p>}
                      send={(_, { header, query }) =>
                        data(
                          api.POST('/v1/calendars/{calendar}/revoke', {
                            params: { path: { calendar }, header, query },
                            body: {},
                          }),
                        )
                      }
                      done={() => setTold(before => (before?.calendar === calendar ? undefined : before))}
                    />
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
