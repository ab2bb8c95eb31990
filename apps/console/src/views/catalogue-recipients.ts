import { DPV_RECIPIENTS, TRANSFER_GROUNDS } from '#libs/catalogue/terms';
import { every } from '../api/every';
import type { ActionField, Values } from '../ui/action';
import { countriesOf, countryOf } from '../ui/typed';
import type { Catalogue } from './catalogue-changes';
import {
  choice,
  coded,
  inLanguages,
  languagesIn,
  line,
  maybe,
  one,
  options,
  others,
  recipientOptions,
  text,
  type Parts,
} from './catalogue-fields';
import { nested, placeOf, type Within } from './catalogue-nested';
import type { RowList } from './catalogue-rows';

type Recipient = Catalogue['recipients'][number];
type Instance = NonNullable<Recipient['instances']>[number];
type ByBic = NonNullable<Recipient['byBic']>[number];

const ROLES = every<Recipient['role']>({ controller: true, processor: true });

/** Who gets data: a role with its reason, a country, and outside the EEA a ground (Art. 13(1)(e), (f), 44–49). */
export function recipientList(parts: Parts): RowList<Recipient> {
  const { catalogue, words, said } = parts;
  const { t, language } = words;
  return {
    label: t('recipient'),
    rows: catalogue.recipients,
    idOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    pointerOf: index => `/catalogue/recipients/${index}`,
    into: recipients => ({ ...catalogue, recipients: [...recipients] }),
    isOf: ({ names }, { id }) => names.some(name => name === id || name.startsWith(`${id}/`)),
    beside: {
      'recipient-without-reason': 'reason.nl',
      'unknown-term': 'dpv',
      ...TRANSFER_FAULTS,
    },
    formOf: row => ({
      key: 'id',
      fields: [
        ...(row ? [] : [line('id', said('id'), '', { required: true, help: said('idHelp') })]),
        line('name', t('name'), row?.name, { required: true }),
        one('role', t('role'), coded(parts, ROLES), row?.role ?? ROLES[0]),
        ...inLanguages(parts, 'reason', said('roleReason'), row?.reason, { kind: 'lines' }),
        countryField(parts, row?.country),
        ...transferFields(parts, row),
        one('dpv', said('dpv'), options(parts, 'term', DPV_RECIPIENTS), row?.dpv ?? 'dpv:Recipient'),
      ],
      read: values => {
        const reason = languagesIn(values, 'reason', row?.reason);
        return {
          ...others(row, ['reason', ...TRANSFER]),
          policy: row?.policy ?? [],
          id: row?.id ?? text(values, 'id') ?? '',
          name: text(values, 'name') ?? '',
          role: values.role as Recipient['role'],
          dpv: values.dpv ?? '',
          ...(reason !== undefined && { reason }),
          country: countryOf(values.country ?? '', language),
          ...transferIn(values),
        };
      },
    }),
  };
}

/** A country, by its name. */
export function countryField({ words, said }: Parts, initial: string | undefined): ActionField {
  const more = { required: true, help: said('countryHelp') };
  return line('country', words.t('country'), initial && words.country(initial), more);
}

const TRANSFER_FAULTS = {
  'transfer-without-ground': 'transferGround',
  'transfer-ground-inside-eea': 'transferGround',
  'transfer-without-source': 'transferSource',
} as const;

const TRANSFER = ['transferGround', 'transferSource'] as const;
type Transfer = Pick<Recipient, (typeof TRANSFER)[number]>;

/** Why data may leave the EEA, and what that rests on (Art. 44–49). */
function transferFields(parts: Parts, row: Transfer | undefined): ActionField[] {
  const { said } = parts;
  return [
    maybe(
      parts,
      'transferGround',
      said('ground'),
      options(parts, 'ground', TRANSFER_GROUNDS),
      row?.transferGround,
    ),
    line('transferSource', said('groundSource'), row?.transferSource, { kind: 'lines' }),
  ];
}

function transferIn(values: Values): Transfer {
  const [ground, source] = [choice(values, 'transferGround'), text(values, 'transferSource')];
  return {
    ...(ground !== undefined && { transferGround: ground }),
    ...(source !== undefined && { transferSource: source }),
  };
}

/** A recipient that is a kind of many knows them by name or by their BIC; without either it is one. */
function ofMany(recipient: Recipient, instances: Instance[], byBic: ByBic[]): Recipient {
  const { instances: _, byBic: __, ...kept } = recipient;
  if (instances.length + byBic.length === 0) return kept;
  return { ...kept, instances, ...(byBic.length > 0 && { byBic }) };
}

/** Those of a recipient that are known by name: "your bank" is many. */
export function instanceList(parts: Parts): RowList<Within<Instance>> {
  const { words, said, names } = parts;
  const { t, language } = words;
  const inner = nested(
    recipientList(parts),
    'instances',
    ({ instances = [] }) => instances,
    (recipient, instances) => ofMany(recipient, instances, recipient.byBic ?? []),
  );
  return {
    ...inner,
    label: said('instance'),
    idOf: ({ of, row }) => `${of} ${row.id}`,
    nameOf: ({ of, row }) => `${names.recipient(of)} – ${row.name}`,
    isOf: ({ names: found }, { of, row }) =>
      found.includes(`${of}/${row.id}`) || (found.includes(of) && found.includes(row.id)),
    beside: { 'transfer-without-ground': 'country', 'duplicate-id': 'bic' },
    formOf: instance => ({
      key: 'id',
      fields: [
        ...(instance
          ? []
          : [
              ofRecipient(parts),
              line('id', said('id'), '', { required: true, help: said('instanceIdHelp') }),
            ]),
        line('name', t('name'), instance?.row.name, { required: true }),
        countryField(parts, instance?.row.country),
        line('bic', said('bic'), instance?.row.bic, { help: said('bicHelp') }),
        line('bankCodes', said('bankCodes'), instance?.row.bankCodes?.join(' '), {
          kind: 'lines',
          help: said('bankCodesHelp'),
        }),
      ],
      read: values => {
        const bic = text(values, 'bic')?.toUpperCase();
        const bankCodes = (values.bankCodes ?? '').split(/[\s,;]+/).filter(Boolean);
        return {
          ...placeOf(instance, values.of),
          row: {
            ...others(instance?.row, ['bic', 'bankCodes']),
            id: instance?.row.id ?? text(values, 'id') ?? '',
            name: text(values, 'name') ?? '',
            country: countryOf(values.country ?? '', language),
            ...(bic !== undefined && { bic }),
            ...(bankCodes.length > 0 && { bankCodes }),
          },
        };
      },
    }),
  };
}

/** Countries, at most, that name a row. */
const NAMED = 3;

/** Others of a recipient that are known by their BIC: by country, and outside the EEA by the ground of the transfer there. */
export function byBicList(parts: Parts): RowList<Within<ByBic>> {
  const { words, said, names } = parts;
  const { country, language } = words;
  const inner = nested(
    recipientList(parts),
    'byBic',
    ({ byBic = [] }) => byBic,
    (recipient, byBic) => ofMany(recipient, recipient.instances ?? [], byBic),
  );
  return {
    ...inner,
    label: said('byBic'),
    idOf: ({ of, row }) => `${of} ${row.countries.join(' ')}`,
    nameOf: ({ of, row: { countries } }) => {
      const more = countries.length > NAMED ? ` … (${countries.length})` : '';
      return `${names.recipient(of)} – ${countries.slice(0, NAMED).map(country).join(', ')}${more}`;
    },
    isOf: ({ names: [recipient, name = ''] }, { of, row }) =>
      recipient === of && (row.countries.includes(name) || row.transferGround === name),
    beside: { 'unknown-term': 'transferGround', ...TRANSFER_FAULTS },
    formOf: group => ({
      key: 'countries',
      fields: [
        ...(group ? [] : [ofRecipient(parts)]),
        line('countries', said('countries'), group?.row.countries.map(country).join(', '), {
          kind: 'lines',
          required: true,
          help: said('countriesHelp'),
        }),
        ...transferFields(parts, group?.row),
      ],
      read: values => ({
        ...placeOf(group, values.of),
        row: {
          ...others(group?.row, TRANSFER),
          countries: countriesOf(values.countries ?? '', language),
          ...transferIn(values),
        },
      }),
    }),
  };
}

function ofRecipient(parts: Parts): ActionField {
  return one('of', parts.words.t('recipient'), recipientOptions(parts), '', { required: true });
}
