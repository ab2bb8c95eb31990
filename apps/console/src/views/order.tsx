import type { ReactNode } from 'react';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { brusselsDay } from '#libs/kernel';
import { GROUND_SOURCES, ORDER_REFUSALS, type GroundSource, type OrderRefusal } from '#features/orders/codes';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { useChoice } from '../ui/field';
import { Badge, Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
import type { Said } from '../ui/differences';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Facts, Table } from '../ui/table';
import { Value } from '../ui/value';
import { useBodies } from './bodies';

type Shown = Schemas['Order'];
type Disclosed = Schemas['DisclosedToBody'];

/** An order of a government body: registered by one officer, approved by another, carried out once (P16). */
export default function Order(props: { readonly order: string }): ReactNode {
  const path = { order: props.order };
  const { api } = useApp();
  const { t, code, day } = useWords();
  const bodies = useBodies();
  const [disclosed, setDisclosed] = useState<readonly Disclosed[]>();
  const look = (): Promise<Shown> => data(api.GET('/v1/orders/{order}', { params: { path } }));
  const shown = useQuery({ queryKey: ['order', props.order], queryFn: look, staleTime: Infinity });
  const says = useSays();
  return (
    <>
      <p className="crumbs">
        <Link href="/console/work?list=orders">{t('orders')}</Link>
      </p>
      <Loaded query={shown} heading={t('order')}>
        {order => {
          return (
            <>
              <h1>
                {t('order')}: {bodies.body(order.body)}
              </h1>
              <p className="lead">
                <Badge tone={order.status === 'disclosed' ? 'good' : 'plain'}>
                  {code(`order-${order.status}`)}
                </Badge>{' '}
                {order.secrecy === undefined ? null : (
                  <Badge tone="warning">
                    {t('secret')}
                    {order.secrecy.until === undefined ? '' : `, ${t('until')} ${day(order.secrecy.until)}`}
                  </Badge>
                )}
              </p>
              <About shown={order} look={look} says={says}>
                <Steps order={order} disclosed={setDisclosed} />
              </About>
              {disclosed === undefined ? null : <Answer disclosed={disclosed} />}
              <What order={order} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** What may become otherwise of an order. */
function useSays(): (order: Shown) => Said {
  const { t, code, day } = useWords();
  return ({ status, approvedBy, groundConfirmed, secrecy }) => [
    [t('status'), code(`order-${status}`)],
    [t('order.approvedBy'), approvedBy?.slice(0, 8)],
    [t('order.ground'), t(groundConfirmed ? 'yes' : 'no')],
    [
      t('secret'),
      secrecy && (secrecy.until === undefined ? t('yes') : `${t('until')} ${day(secrecy.until)}`),
    ],
  ];
}

/** What goes to the body: shown once, here, and kept nowhere. */
function Answer(props: { readonly disclosed: readonly Disclosed[] }): ReactNode {
  const { t } = useWords();
  const names = useNames();
  const rows = props.disclosed.flatMap(({ subject, values }) => values.map(value => ({ subject, ...value })));
  return (
    <Card title={t('order.answer')}>
      <Table
        caption={t('order.answer')}
        rows={rows}
        keyOf={({ subject, field, heldFor, version }) => `${subject} ${field} ${heldFor} ${version}`}
        empty={t('held.nothing')}
        columns={[
          { name: t('subject'), cell: ({ subject }) => subject.slice(0, 8) },
          { name: t('field'), heading: true, cell: ({ field }) => names.field(field) },
          { name: t('value'), cell: ({ value, erased }) => <Value value={value} erased={erased} /> },
          { name: t('purpose'), cell: ({ heldFor }) => names.purpose(heldFor) },
        ]}
      />
    </Card>
  );
}

interface StepsProps {
  readonly order: Shown;
  readonly disclosed: (all: readonly Disclosed[]) => void;
}

/** What may be done with it now, and by whom: a second officer approves (P16). */
function Steps({ order, disclosed }: StepsProps): ReactNode {
  const path = { order: order.order };
  const { api, me } = useApp();
  const { t } = useWords();
  const choice = useChoice();
  const own = order.registeredBy === me.actor;
  const waits = !order.groundConfirmed && ['registered', 'approved'].includes(order.status);
  return (
    <Card title={t('next')}>
      {order.status === 'registered' && own ? <p>{t('order.second')}</p> : null}
      <div className="buttons">
        {waits ? <Ground order={order} /> : null}
        {order.status === 'registered' && !own && !waits ? (
          <Action
            name={`approve:${order.order}`}
            label={t('order.approve')}
            kind="main"
            intro={<p>{t('order.approve.what')}</p>}
            send={(_, { header, query }) =>
              data(
                api.POST('/v1/orders/{order}/approve', {
                  params: { path, header, query },
                  body: {},
                }),
              )
            }
          />
        ) : null}
        {order.status === 'approved' && !waits ? (
          <Action
            name={`disclose:${order.order}`}
            label={t('order.disclose')}
            kind="main"
            intro={<p>{t('order.disclose.what')}</p>}
            send={(_, { header, query }) =>
              data(
                api.POST('/v1/orders/{order}/disclose', {
                  params: { path, header, query },
                  body: {},
                }),
              )
            }
            done={({ disclosed: all }) => disclosed(all)}
          />
        ) : null}
        {order.status === 'registered' ? (
          <>
            <Action
              name={`refuse:${order.order}`}
              label={t('order.refuse')}
              fields={[choice('reason', 'reason', ORDER_REFUSALS)]}
              send={({ reason }, { header, query }) =>
                data(
                  api.POST('/v1/orders/{order}/refuse', {
                    params: { path, header, query },
                    body: { reason: reason as OrderRefusal },
                  }),
                )
              }
            />
            <Action
              name={`withdraw:${order.order}`}
              label={t('order.withdraw')}
              send={(_, { header, query }) =>
                data(
                  api.POST('/v1/orders/{order}/withdraw', {
                    params: { path, header, query },
                    body: {},
                  }),
                )
              }
            />
          </>
        ) : null}
        {canExtend(order) ? <Extend order={order} /> : null}
        {order.secrecy !== undefined && order.status === 'disclosed' ? (
          <Action
            name={`lift-secrecy:${order.order}`}
            label={t('order.lift')}
            intro={<p>{t('order.lift.what')}</p>}
            send={(_, { header, query }) =>
              data(
                api.POST('/v1/orders/{order}/lift-secrecy', {
                  params: { path, header, query },
                  body: {},
                }),
              )
            }
          />
        ) : null}
      </div>
    </Card>
  );
}

/** What has come to be known stays known; of what was not disclosed, and will not be, there is nothing to keep secret. */
function canExtend({ secrecy, status }: Shown): boolean {
  const stands = secrecy?.until !== undefined && secrecy.until >= brusselsDay(new Date());
  return stands && status !== 'refused' && status !== 'withdrawn';
}

/** Secrecy that has an end goes on to a later one (P16). */
function Extend({ order }: Pick<StepsProps, 'order'>): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  return (
    <Action
      name={`extend-secrecy:${order.order}`}
      label={t('order.extend')}
      fields={[
        { name: 'until', label: t('until'), kind: 'day', required: true },
        { name: 'reason', label: t('reason'), kind: 'lines', required: true, most: 2_000 },
      ]}
      send={({ until = '', reason = '' }, { header, query }) =>
        data(
          api.POST('/v1/orders/{order}/extend-secrecy', {
            params: { path: { order: order.order }, header, query },
            body: { until, reason },
          }),
        )
      }
    />
  );
}

/** An officer who read the law that an order rests on confirms the ground, for all orders on it (P16). */
function Ground({ order }: Pick<StepsProps, 'order'>): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const choice = useChoice();
  return (
    <Action
      name={`ground:${order.order}`}
      label={t('order.ground')}
      kind="main"
      intro={<p>{t('order.ground.what')}</p>}
      fields={[
        choice('source', 'order.ground.source', GROUND_SOURCES),
        { name: 'readOn', label: t('order.ground.readOn'), kind: 'day', required: true },
      ]}
      send={({ source, readOn }, { header, query }) =>
        data(
          api.POST('/v1/orders/grounds/{ground}/confirm', {
            params: { path: { ground: order.ground }, header, query },
            body: { source: source as GroundSource, readOn: readOn! },
          }),
        )
      }
    />
  );
}

function What({ order }: Pick<StepsProps, 'order'>): ReactNode {
  const bodies = useBodies();
  const { t, code, day, moment } = useWords();
  const names = useNames();
  return (
    <Card title={t('order.what')}>
      <Facts
        facts={[
          [t('ground'), bodies.ground(order.ground)],
          [t('legitimacy'), code(order.legitimacy)],
          [t('reference'), <Value value={order.reference} erased={order.erased} />],
          [t('issued'), day(order.issuedOn)],
          [t('received.at'), day(order.receivedOn)],
          [t('term'), order.deadline === undefined ? t('term.none') : day(order.deadline)],
          [t('fields'), order.fields.map(names.field).join(', ')],
          [
            t('subjects'),
            order.subjects.map(subject => (
              <Link key={subject} href={`/console/subjects/${subject}`}>
                {subject.slice(0, 8)}{' '}
              </Link>
            )),
          ],
          [t('registered'), moment(order.registered)],
          [t('order.by'), <code>{order.registeredBy.slice(0, 8)}</code>],
          [
            t('order.approvedBy'),
            order.approvedBy === undefined ? '–' : <code>{order.approvedBy.slice(0, 8)}</code>,
          ],
        ]}
      />
    </Card>
  );
}
