import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { data } from '../api/client';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action, type Values } from '../ui/action';
import { useNames } from '../ui/purpose';
import { useBodies } from './bodies';

type Body = paths['/v1/orders']['post']['requestBody']['content']['application/json'];

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Registers an order of a government body as its document says it (P16). */
export function RegisterOrder(): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const names = useNames();
  const [, go] = useLocation();
  const grounds = useBodies().all.flatMap(({ body, name, grounds: all }) =>
    all.map(ground => ({ ...ground, id: `${body} ${ground.ground}`, body, name })),
  );
  const fields = [...new Set(grounds.flatMap(ground => ground.fields))];
  return (
    <Action
      name="register-order"
      label={t('order.register')}
      kind="main"
      intro={<p>{t('order.register.what')}</p>}
      fields={[
        {
          name: 'ground',
          label: t('order.bodyAndGround'),
          kind: 'select',
          options: grounds.map(({ id, name, law }) => ({ id, text: name, more: law })),
        },
        { name: 'reference', label: t('reference'), kind: 'text', required: true },
        { name: 'digest', label: t('order.document'), kind: 'digest' },
        { name: 'issuedOn', label: t('issued'), kind: 'day', required: true },
        { name: 'receivedOn', label: t('received.at'), kind: 'day' },
        { name: 'deadline', label: t('term'), kind: 'day' },
        {
          name: 'subjects',
          label: t('subjects'),
          kind: 'text',
          required: true,
          help: t('order.subjects.help'),
        },
        {
          name: 'fields',
          label: t('fields'),
          kind: 'many',
          options: fields.map(id => ({ id, text: names.field(id) })),
        },
        { name: 'secrecy', label: t('order.secrecy'), kind: 'text', help: t('order.secrecy.help') },
        {
          name: 'secrecyUntil',
          label: t('order.secrecy.until'),
          kind: 'day',
          help: t('order.secrecy.until.help'),
          asked: ({ secrecy = '' }) => secrecy.trim() !== '',
        },
      ]}
      send={(values, { header, query }) => {
        const ground = grounds.find(({ id }) => id === values.ground);
        const body = bodyOf(values, ground);
        return data(api.POST('/v1/orders', { params: { header, query }, body }));
      }}
      done={({ order }) => go(`/console/orders/${order}`)}
    />
  );
}

function bodyOf(
  {
    reference = '',
    digest = '',
    issuedOn = '',
    receivedOn,
    deadline,
    subjects = '',
    fields = '',
    secrecy,
    secrecyUntil,
  }: Values,
  ground: { readonly body: string; readonly ground: string; readonly legitimacy: string } | undefined,
): Body {
  const concerned = subjects.split(/[\s,;]+/).filter(Boolean);
  const [ids, domains] = [concerned.filter(each => ID.test(each)), concerned.filter(each => !ID.test(each))];
  return {
    body: ground?.body ?? '',
    ground: ground?.ground ?? '',
    legitimacy: (ground?.legitimacy ?? 'judicial') as Body['legitimacy'],
    reference: reference.trim(),
    digest,
    issuedOn,
    ...(receivedOn && { receivedOn }),
    ...(deadline && { deadline }),
    concerns: { ...(ids.length > 0 && { subjects: ids }), ...(domains.length > 0 && { domains }) },
    fields: fields.split(' ').filter(Boolean) as Body['fields'],
    ...(secrecy?.trim() && {
      secrecy: { ground: secrecy.trim(), ...(secrecyUntil && { until: secrecyUntil }) },
    }),
  };
}
