import type { ReactNode } from 'react';
import { data } from '../api/client';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action, type Values } from '../ui/action';
import { bare } from '../ui/bare';
import { useCatalogue, useNames } from '../ui/purpose';
import { addressFields, addressIn } from './address';
import { CORRECTABLE } from './subject-actions';
import type { Held } from './subject';

type Field =
  paths['/v1/subjects/{subject}/remove-value']['post']['requestBody']['content']['application/json']['field'];

const ADDABLE: readonly string[] = [...CORRECTABLE, 'address'];

/** Whether it is an address that is added: it has parts, and any other value is of one line. */
function isAddress({ what = '' }: Values): boolean {
  return what.endsWith(' address');
}

/** What a purpose of the customer's may hold and need not: added by them, and taken away by them (P17). */
export function OptionalValues(props: { readonly held: Held }): ReactNode {
  const { held } = props;
  const { api } = useApp();
  const words = useWords();
  const { t } = words;
  const names = useNames();
  const { data: catalogue } = useCatalogue();
  const now = held.values.filter(({ replaced, value }) => replaced === undefined && value !== undefined);
  const isHeld = (purpose: string, field: string): boolean =>
    now.some(value => bare(value.purpose) === purpose && value.field === field);
  const optional = (catalogue?.purposes ?? [])
    .filter(({ id }) => now.some(({ purpose }) => bare(purpose) === bare(id)))
    .flatMap(({ id, optional: fields }) => fields.map(field => ({ purpose: bare(id), field })));
  const options = (those: readonly { purpose: string; field: string }[]) =>
    those.map(({ purpose, field }) => ({
      id: `${purpose} ${field}`,
      text: names.field(field),
      more: names.purpose(purpose),
    }));
  const missing = optional.filter(({ purpose, field }) => ADDABLE.includes(field) && !isHeld(purpose, field));
  const present = optional.filter(({ purpose, field }) => isHeld(purpose, field));
  const path = { subject: held.subject };
  return (
    <>
      {missing.length === 0 ? null : (
        <Action
          name={`add:${held.subject}`}
          label={t('mine.add')}
          intro={<p>{t('mine.add.what')}</p>}
          fields={[
            { name: 'what', label: t('field'), kind: 'select', required: true, options: options(missing) },
            {
              name: 'values',
              label: t('value'),
              kind: 'text',
              required: true,
              asked: values => !isAddress(values),
            },
            ...addressFields(words, {}, { asked: isAddress }),
          ]}
          send={(values, { header, query }) => {
            const [purpose = '', field = ''] = (values.what ?? '').split(' ');
            const value = isAddress(values) ? addressIn(values, words) : (values.values ?? '').trim();
            const body = { purpose, source: 'subject' as const, values: { [field]: value } };
            return data(
              api.POST('/v1/subjects/{subject}/collect', { params: { path, header, query }, body }),
            );
          }}
        />
      )}
      {present.length === 0 ? null : (
        <Action
          name={`remove:${held.subject}`}
          label={t('mine.remove')}
          intro={<p>{t('mine.remove.what')}</p>}
          fields={[{ name: 'what', label: t('field'), kind: 'select', options: options(present) }]}
          send={({ what = '' }, { header, query }) => {
            const [purpose = '', field = ''] = what.split(' ');
            const body = { purpose, field: field as Field };
            return data(
              api.POST('/v1/subjects/{subject}/remove-value', { params: { path, header, query }, body }),
            );
          }}
        />
      )}
    </>
  );
}
