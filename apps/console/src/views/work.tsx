import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { data } from '../api/client';
import { every } from '../api/every';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import { REQUEST_KINDS, type RequestKind } from '#features/requests/codes';
import { LANGUAGES, type Language } from '../i18n/messages';
import { Action, type Values } from '../ui/action';
import { useChoice } from '../ui/field';
import { Card } from '../ui/kit';
import { Paged, usePages } from '../ui/pages';
import { useNames } from '../ui/purpose';
import { Table } from '../ui/table';
import { Tabs } from '../ui/tabs';
import { addressFields, addressIn } from './address';
import { useBodies } from './bodies';
import { Breaches } from './breaches';
import { RegisterOrder } from './order-register';
import { Renewals } from './renewals';
import { RequestTable } from './subject';

/** All that is open: requests, orders, mediations, matters, breaches; and what is to be renewed. */
export default function Work(): ReactNode {
  const { me } = useApp();
  const { t } = useWords();
  const officer = me.roles.includes('privacy-officer');
  return (
    <>
      <h1>{t('work')}</h1>
      <Tabs
        label={t('work')}
        name="list"
        tabs={[
          { id: 'requests', title: t('requests'), content: () => <Requests /> },
          ...(officer ? [{ id: 'orders', title: t('orders'), content: () => <Orders /> }] : []),
          { id: 'mediations', title: t('mediations'), content: () => <Mediations /> },
          { id: 'matters', title: t('matters'), content: () => <Matters /> },
          { id: 'renewals', title: t('renewals'), content: () => <Renewals /> },
          ...(officer ? [{ id: 'breaches', title: t('breaches'), content: () => <Breaches /> }] : []),
        ]}
      />
    </>
  );
}

type Registration = paths['/v1/requests']['post']['requestBody']['content']['application/json'];

const CHANNELS = every<Registration['channel']>({ email: true, letter: true, telephone: true });

function Requests(): ReactNode {
  const { api } = useApp();
  const words = useWords();
  const { t, code } = words;
  const [, go] = useLocation();
  const requests = usePages('requests', query => data(api.GET('/v1/requests', { params: { query } })));
  const choice = useChoice();
  const names = useNames();
  // The answer goes where the request came from, unless that was a telephone.
  const by =
    (...channels: readonly string[]) =>
    ({ channel = '' }: Values) =>
      channels.includes(channel);
  return (
    <Card
      title={t('requests')}
      aside={
        <Action
          name="register-request"
          label={t('request.register')}
          kind="main"
          intro={<p>{t('request.what')}</p>}
          fields={[
            choice('kind', 'what', REQUEST_KINDS, { text: id => code(`right-${id}`) }),
            choice('channel', 'channel', CHANNELS),
            { name: 'receivedOn', label: t('received.at'), kind: 'day' },
            { name: 'familyName', label: t('name'), kind: 'text', required: true },
            { name: 'telephone', label: names.field('telephone'), kind: 'text', asked: by('telephone') },
            { name: 'email', label: t('email'), kind: 'text', asked: by('email', 'telephone') },
            ...addressFields(words, {}, { asked: by('letter', 'telephone') }),
            choice('language', 'language', LANGUAGES),
            { name: 'text', label: t('text'), kind: 'lines' },
          ]}
          send={(values, { header, query }) =>
            data(
              api.POST('/v1/requests', {
                params: { header, query },
                body: {
                  kind: values.kind as RequestKind,
                  channel: values.channel as Registration['channel'],
                  language: values.language as Language,
                  requester: 'unknown',
                  ...(values.receivedOn ? { receivedAt: `${values.receivedOn}T12:00:00Z` } : {}),
                  contact: contactOf(values, words),
                  ...(values.text ? { text: values.text } : {}),
                },
              }),
            )
          }
          preview={(_, { due }) => (due === undefined ? null : <Due day={due} />)}
          done={({ request }) => go(`/console/requests/${request}`)}
        />
      }
    >
      <Paged query={requests}>
        {pages => <RequestTable rows={pages.flatMap(({ requests: rows }) => rows)} />}
      </Paged>
    </Card>
  );
}

/** Who asks, and where the answer goes. What is not filled in is not sent; what is wanting then, the service says. */
function contactOf(values: Values, words: Words): NonNullable<Registration['contact']> {
  const filled = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.flatMap(name => (values[name]?.trim() ? [[name, values[name].trim()]] : [])));
  const address = addressIn(values, words);
  return {
    ...filled(['familyName', 'email', 'telephone']),
    ...(Object.keys(address).length > 0 && { address }),
  };
}

function Due(props: { readonly day: string }): ReactNode {
  const { t, weekday } = useWords();
  return <p>{t('request.due', { day: weekday(props.day) })}</p>;
}

function Orders(): ReactNode {
  const { api } = useApp();
  const bodies = useBodies();
  const { t, code, day, moment } = useWords();
  const orders = usePages('orders', query => data(api.GET('/v1/orders', { params: { query } })));
  return (
    <Card title={t('orders')} aside={<RegisterOrder />}>
      <Paged query={orders}>
        {pages => (
          <Table
            caption={t('orders')}
            rows={pages.flatMap(({ orders: rows }) => rows)}
            keyOf={({ order }) => order}
            empty={t('orders.none')}
            columns={[
              {
                name: t('term'),
                cell: ({ deadline }) => (deadline === undefined ? t('term.none') : day(deadline)),
              },
              {
                name: t('body'),
                heading: true,
                cell: ({ order, body }) => <Link href={`/console/orders/${order}`}>{bodies.body(body)}</Link>,
              },
              { name: t('status'), cell: ({ status }) => code(`order-${status}`) },
              { name: t('secret'), cell: ({ secret }) => (secret ? t('yes') : t('no')) },
              { name: t('registered'), cell: ({ registered }) => moment(registered) },
            ]}
          />
        )}
      </Paged>
    </Card>
  );
}

function Mediations(): ReactNode {
  const { api } = useApp();
  const { t, code, day } = useWords();
  const mediations = usePages('mediations', query => data(api.GET('/v1/mediations', { params: { query } })));
  return (
    <Card title={t('mediations')}>
      <Paged query={mediations}>
        {pages => (
          <Table
            caption={t('mediations')}
            rows={pages.flatMap(({ mediations: rows }) => rows)}
            keyOf={({ mediation }) => mediation}
            empty={t('mediations.none')}
            columns={[
              { name: t('term'), cell: ({ latest }) => day(latest) },
              {
                name: t('what'),
                heading: true,
                cell: ({ mediation }) => (
                  <Link href={`/console/mediations/${mediation}`}>
                    {t('mediation')} {mediation.slice(0, 8)}
                  </Link>
                ),
              },
              { name: t('status'), cell: ({ status, outcome }) => code(outcome ?? status) },
            ]}
          />
        )}
      </Paged>
    </Card>
  );
}

function Matters(): ReactNode {
  const { api } = useApp();
  const { t, code, day, moment } = useWords();
  const matters = usePages('matters', query => data(api.GET('/v1/matters', { params: { query } })));
  return (
    <Card title={t('matters')}>
      <Paged query={matters}>
        {pages => (
          <Table
            caption={t('matters')}
            rows={pages.flatMap(({ matters: rows }) => rows)}
            keyOf={({ matter }) => matter}
            empty={t('matters.none')}
            columns={[
              { name: t('term'), cell: ({ latest }) => day(latest) },
              {
                name: t('mailbox'),
                heading: true,
                cell: ({ matter, mailbox }) => <Link href={`/console/matters/${matter}`}>{mailbox}</Link>,
              },
              { name: t('received.at'), cell: ({ opened }) => moment(opened) },
              { name: t('status'), cell: ({ status }) => code(`matter-${status}`) },
            ]}
          />
        )}
      </Paged>
    </Card>
  );
}
