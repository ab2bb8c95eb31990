import { FORMAT_RULES } from '#libs/catalogue/formats';
import { every } from '../api/every';
import { wordOf } from '../i18n/catalogue-words';
import { bare } from '../ui/bare';
import type { Catalogue } from './catalogue-changes';
import {
  choice,
  chosen,
  coded,
  conditionOptions,
  fieldOptions,
  line,
  maybe,
  one,
  options,
  others,
  purposeOptions,
  recipientOptions,
  several,
  text,
  type Parts,
} from './catalogue-fields';
import { nested, placeOf, type Within } from './catalogue-nested';
import { purposeList } from './catalogue-purposes';
import type { RowList } from './catalogue-rows';

type Shared = Catalogue['purposes'][number]['recipients'][number];
type FieldName = Shared['fields'][number];
type Condition = Shared['conditions'][number];
type Format = NonNullable<Shared['format']>;
type Transit = Shared['transit'][number];
type Form = NonNullable<Transit['form']>;

const FORMATS = every<Format>({
  'epp-dnsbe': true,
  'epp-eurid': true,
  'epp-contact': true,
  'sepa-debtor': true,
  ogone: true,
  'worldline-direct': true,
  'ubl-customer': true,
});
/** The one case in which a field is shared, and in no other. */
const OUTSIDE = 'account-outside-eea';

/** Which fields of a purpose a recipient gets, and under which conditions (P10–P14). */
export function sharingList(parts: Parts): RowList<Within<Shared>> {
  const { words, said, names } = parts;
  const fields = fieldOptions(parts);
  const inner = nested(
    purposeList(parts),
    'recipients',
    ({ recipients }) => recipients,
    (purpose, recipients) => ({ ...purpose, recipients }),
  );
  return {
    ...inner,
    label: said('shared'),
    idOf: ({ of, row }) => `${of} ${row.recipient}`,
    nameOf: ({ of, row }) => `${names.purpose(of)} – ${names.recipient(row.recipient)}`,
    isOf: ({ names: [purpose = '', ...others] }, { of, row }) =>
      bare(purpose) === of && others.includes(row.recipient),
    beside: {
      'sharing-empty': 'fields',
      'field-listed-twice': 'fields',
      'shared-field-not-in-purpose': 'fields',
      'shared-field-not-required': 'fields',
      'case-without-account': 'conditional',
      'condition-missing': 'conditions',
      'condition-without-extension': 'conditions',
      'condition-without-payment': 'conditions',
      'format-lacks': 'format',
      'format-cannot-carry': 'format',
      'unknown-recipient': 'recipient',
    },
    formOf: sharing => ({
      key: 'recipient',
      fields: [
        ...(sharing
          ? []
          : [
              one('purpose', words.t('purpose'), purposeOptions(parts), '', { required: true }),
              one('recipient', words.t('recipient'), recipientOptions(parts), '', { required: true }),
            ]),
        several('fields', said('gets'), fields, sharing?.row.fields),
        several('optional', said('mayGet'), fields, sharing?.row.optional),
        several(
          'conditional',
          said('onlyOutside'),
          fields,
          sharing?.row.conditional?.map(({ field }) => field),
        ),
        several('conditions', said('onCondition'), conditionOptions(parts), sharing?.row.conditions),
        maybe(parts, 'format', said('format'), coded(parts, FORMATS), sharing?.row.format),
      ],
      read: values => {
        const format = choice<Format>(values, 'format');
        const optional = chosen<FieldName>(values, 'optional');
        const conditional = chosen<FieldName>(values, 'conditional');
        return {
          ...placeOf(sharing, values.purpose),
          row: {
            transit: [],
            ...others(sharing?.row, ['format', 'optional', 'conditional']),
            recipient: sharing?.row.recipient ?? values.recipient ?? '',
            ...(format !== undefined && { format }),
            fields: chosen<FieldName>(values, 'fields'),
            ...(optional.length > 0 && { optional }),
            ...(conditional.length > 0 && {
              conditional: conditional.map(field => conditionalOf(sharing?.row, field)),
            }),
            conditions: chosen<Condition>(values, 'conditions'),
          },
        };
      },
    }),
  };
}

/** As it stood there, or a new one. */
function conditionalOf(
  before: Shared | undefined,
  field: FieldName,
): NonNullable<Shared['conditional']>[number] {
  return before?.conditional?.find(each => each.field === field) ?? { field, when: OUTSIDE };
}

const FORMS = every<Form>({
  iban: true,
  bic: true,
  'sepa-id': true,
  date: true,
  'eea-country': true,
  'vat-number': true,
  'peppol-id': true,
  cents: true,
  currency: true,
  'merchant-id': true,
  'order-id': true,
  'https-url': true,
  'sha-algorithm': true,
});
/** Whether it has to be given; in the one case, only where the holder lives outside the EU and the EEA. */
const NEEDED = every<'always' | 'maybe' | NonNullable<Transit['requiredWhen']>>({
  always: true,
  maybe: true,
  'residence-outside-eea': true,
});
/** What recipients' formats take besides fields. */
const TRANSITS = [
  ...new Set(
    Object.values(FORMAT_RULES).flatMap(({ transitNeeds, transitCarries }) => [
      ...transitNeeds,
      ...transitCarries,
    ]),
  ),
];
const OTHER = 'other';

/** What passes through to a recipient, and is not kept (P03). */
export function transitList(parts: Parts): RowList<Within<Transit>> {
  const { said, names, words } = parts;
  const sharings = sharingList(parts);
  const inner = nested(
    sharings,
    'transit',
    ({ row }) => row.transit,
    (sharing, transit) => ({ ...sharing, row: { ...sharing.row, transit } }),
  );
  const nameOf = (name: string): string => wordOf('transit', name, words.language);
  return {
    ...inner,
    label: said('transit'),
    idOf: ({ of, row }) => `${of} ${row.name}`,
    nameOf: ({ of, row }) => {
      const [purpose = '', recipient = ''] = of.split(' ');
      return `${names.purpose(purpose)} – ${names.recipient(recipient)}: ${nameOf(row.name)}`;
    },
    isOf: ({ names: [purpose = '', recipient, name] }, { of, row }) =>
      `${bare(purpose)} ${recipient}` === of && name === row.name,
    beside: { 'transit-required-twice': 'required' },
    formOf: transit => ({
      key: 'what',
      fields: [
        ...(transit
          ? []
          : [
              one(
                'of',
                said('shared'),
                sharings.rows.map(row => ({ id: sharings.idOf(row), text: sharings.nameOf(row) })),
                '',
                { required: true },
              ),
              one('what', words.t('what'), options(parts, 'transit', [...TRANSITS, OTHER]), '', {
                required: true,
              }),
              line('name', said('transitName'), '', {
                required: true,
                help: said('transitNameHelp'),
                asked: ({ what }) => what === OTHER,
              }),
            ]),
        one('required', said('needed'), options(parts, 'need', NEEDED), neededOf(transit?.row), {
          required: true,
        }),
        maybe(parts, 'form', said('form'), options(parts, 'form', FORMS), transit?.row.form),
      ],
      read: values => {
        const form = choice<Form>(values, 'form');
        const name = values.what === OTHER ? text(values, 'name') : values.what;
        return {
          ...placeOf(transit, values.of),
          row: {
            ...others(transit?.row, ['requiredWhen', 'form']),
            name: transit?.row.name ?? name ?? '',
            required: values.required === 'always',
            ...(values.required === 'residence-outside-eea' && { requiredWhen: values.required }),
            ...(form !== undefined && { form }),
          },
        };
      },
    }),
  };
}

function neededOf(row: Transit | undefined): (typeof NEEDED)[number] {
  if (row?.required) return 'always';
  return row?.requiredWhen ?? 'maybe';
}
