import { every } from '../api/every';
import type { Option } from '../ui/kit';
import { bare } from '../ui/purpose';
import type { Catalogue } from './catalogue-changes';
import { chosen, line, type Parts } from './catalogue-lists';
import type { RowList } from './catalogue-rows';

type Purpose = Catalogue['purposes'][number];
type Shared = Purpose['recipients'][number];
type FieldName = Shared['fields'][number];
type Condition = Shared['conditions'][number];
type Format = NonNullable<Shared['format']>;

/** With whom a purpose shares. */
export interface Sharing {
  readonly purpose: string;
  readonly shared: Shared;
}

const BASES = every<Purpose['basis']>({ 'A6-1-b': true, 'A6-1-c': true, 'A6-1-f': true });
const CONDITIONS = every<Condition>({
  'terms-accepted': true,
  'extension-served': true,
  'holder-link': true,
  'payment-chosen': true,
  'invoice-reference': true,
});
const FORMATS = every<Format>({
  'epp-dnsbe': true,
  'epp-eurid': true,
  'epp-contact': true,
  'sepa-debtor': true,
  ogone: true,
  'worldline-direct': true,
  'ubl-customer': true,
});

/** What changes most of a purpose: basis, retention, fields. */
export function purposeList({ catalogue, words, said, names }: Parts): RowList<Purpose> {
  const { t, code } = words;
  const all = catalogue.fields.map(({ field }) => ({ id: field, text: names.field(field) }));
  return {
    label: t('purpose'),
    rows: catalogue.purposes,
    idOf: ({ id }) => bare(id),
    nameOf: ({ id }) => names.purpose(id),
    grows: false,
    pointerOf: index => `/catalogue/purposes/${index}`,
    isOf: ({ names: [first, ...others] }, { id }) =>
      first === id && !catalogue.recipients.some(recipient => others.includes(recipient.id)),
    beside: {
      'basis-without-reason': 'basis',
      'duty-without-legal-basis': 'basis',
      'duration-not-iso8601': 'retention.duration',
      'duration-too-long': 'retention.duration',
      'retention-without-period': 'retention.duration',
      'retention-without-source': 'retention.source',
      'purpose-without-fields': 'required',
      'natural-person-only-not-required': 'required',
      'field-listed-twice': 'optional',
    },
    formOf: purpose => ({
      key: 'basis',
      fields: [
        {
          name: 'basis',
          label: t('basis'),
          kind: 'select',
          initial: purpose!.basis,
          options: BASES.map(id => ({ id, text: code(id) })),
        },
        line('retention.duration', said('duration'), purpose!.retention.duration, { required: true }),
        line('retention.source', said('source'), purpose!.retention.source, {
          kind: 'lines',
          required: true,
        }),
        {
          name: 'required',
          label: t('required'),
          kind: 'many',
          initial: purpose!.required.join(' '),
          options: all,
        },
        {
          name: 'optional',
          label: t('optional'),
          kind: 'many',
          initial: purpose!.optional.join(' '),
          options: all,
        },
      ],
      read: values => {
        const required = chosen(values, 'required') as FieldName[];
        return {
          ...purpose!,
          basis: values.basis as Purpose['basis'],
          retention: {
            ...purpose!.retention,
            duration: values['retention.duration'] ?? '',
            source: values['retention.source'] ?? '',
          },
          required,
          // What is needed is not optional besides.
          optional: (chosen(values, 'optional') as FieldName[]).filter(each => !required.includes(each)),
          naturalPersonOnly: purpose!.naturalPersonOnly.filter(each => required.includes(each)),
        };
      },
    }),
  };
}

/** Which fields of a purpose a recipient gets, and under which conditions (P10–P14). What passes through stands in the text. */
export function sharingList({ catalogue, words, said, names }: Parts): RowList<Sharing> {
  const { t, code, language } = words;
  const fields = catalogue.fields.map(({ field }) => ({ id: field, text: names.field(field) }));
  const conditionName = (condition: Condition): string => {
    const label = catalogue.conditions?.find(each => each.condition === condition)?.label;
    return label?.[language] ?? label?.nl ?? condition;
  };
  const many = (name: string, label: string, of: readonly string[], options: readonly Option[] = fields) =>
    ({ name, label, kind: 'many', initial: of.join(' '), options }) as const;
  return {
    label: said('shared'),
    rows: catalogue.purposes.flatMap(({ id, recipients }) =>
      recipients.map(shared => ({ purpose: bare(id), shared })),
    ),
    idOf: ({ purpose, shared }) => `${purpose} ${shared.recipient}`,
    nameOf: ({ purpose, shared }) => `${names.purpose(purpose)} – ${names.recipient(shared.recipient)}`,
    grows: true,
    pointerOf: (index, rows) => pointerOf(catalogue, rows, rows[index]),
    isOf: ({ names: [purpose = '', ...of] }, row) =>
      bare(purpose) === row.purpose && of.includes(row.shared.recipient),
    beside: {
      'sharing-empty': 'fields',
      'field-listed-twice': 'fields',
      'shared-field-not-in-purpose': 'fields',
      'shared-field-not-required': 'fields',
      'condition-missing': 'conditions',
      'condition-without-extension': 'conditions',
      'condition-without-payment': 'conditions',
      'format-lacks': 'format',
      'format-cannot-carry': 'format',
      'unknown-recipient': 'recipient',
    },
    formOf: row => ({
      key: 'recipient',
      fields: [
        ...(row
          ? []
          : [
              {
                name: 'purpose',
                label: t('purpose'),
                kind: 'select' as const,
                required: true,
                options: catalogue.purposes.map(({ id }) => ({ id: bare(id), text: names.purpose(id) })),
              },
              {
                name: 'recipient',
                label: t('recipient'),
                kind: 'select' as const,
                required: true,
                options: catalogue.recipients.map(({ id }) => ({ id, text: names.recipient(id) })),
              },
            ]),
        many('fields', said('gets'), row?.shared.fields ?? []),
        many('optional', said('mayGet'), row?.shared.optional ?? []),
        many(
          'conditions',
          said('conditions'),
          row?.shared.conditions ?? [],
          CONDITIONS.map(id => ({ id, text: conditionName(id) })),
        ),
        {
          name: 'format',
          label: said('format'),
          kind: 'select',
          initial: row?.shared.format ?? 'none',
          options: ['none', ...FORMATS].map(id => ({ id, text: id === 'none' ? t('none') : code(id) })),
        },
      ],
      read: values => {
        const { format: _, optional: __, ...kept }: Partial<Shared> = row?.shared ?? {};
        const optional = chosen(values, 'optional') as FieldName[];
        return {
          purpose: row?.purpose ?? values.purpose ?? '',
          shared: {
            ...kept,
            transit: row?.shared.transit ?? [],
            recipient: row?.shared.recipient ?? values.recipient ?? '',
            ...(values.format !== 'none' && { format: values.format as Format }),
            fields: chosen(values, 'fields') as FieldName[],
            ...(optional.length > 0 && { optional }),
            conditions: chosen(values, 'conditions') as Condition[],
          },
        };
      },
    }),
  };
}

function pointerOf({ purposes }: Catalogue, rows: readonly Sharing[], row: Sharing | undefined): string {
  const place = purposes.findIndex(({ id }) => bare(id) === row?.purpose);
  const shared = rows.filter(({ purpose }) => purpose === row?.purpose);
  return `/catalogue/purposes/${place}/recipients/${row ? shared.indexOf(row) : 0}`;
}

/** The purposes with these sharings. */
export function withSharings({ purposes }: Catalogue, all: readonly Sharing[]): readonly Purpose[] {
  return purposes.map(purpose => ({
    ...purpose,
    recipients: all.filter(each => each.purpose === bare(purpose.id)).map(({ shared }) => shared),
  }));
}

/** A purpose that differs from what it was in the last version has its next number (P21). */
export function numbered(purposes: readonly Purpose[], base: Catalogue): Purpose[] {
  return purposes.map(purpose => {
    const was = base.purposes.find(({ id }) => id === purpose.id);
    return was === undefined || same(was, purpose) ? purpose : { ...purpose, id: following(purpose.id) };
  });
}

/** Whether two texts say the same, whatever the order of their members. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, each]) => [name, inOrder(each)]));
}

/** `contract/2` after `contract/1`. */
function following(id: string): string {
  return id.replace(/\d+$/, number => String(Number(number) + 1));
}
