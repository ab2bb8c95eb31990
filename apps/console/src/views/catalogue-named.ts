import { DPV_PERSONAL_DATA } from '#libs/catalogue/terms';
import { every } from '../api/every';
import type { ActionField, Values } from '../ui/action';
import type { Option } from '../ui/kit';
import { counted } from '../ui/typed';
import type { Catalogue } from './catalogue-changes';
import {
  conditionOptions,
  inLanguage,
  inLanguages,
  languagesIn,
  line,
  one,
  options,
  others,
  type Parts,
} from './catalogue-fields';
import type { Fault, RowList } from './catalogue-rows';

type Field = Catalogue['fields'][number];
type Service = Catalogue['services'][number];
type Condition = NonNullable<Catalogue['conditions']>[number];

/** A list of what the API has names for: which of them a catalogue has, what they are called, and what it says of each. */
interface Named<R> {
  readonly member: 'fields' | 'services' | 'conditions';
  /** The member of a row that names it. */
  readonly key: keyof R & string;
  /** What faults call such a row. */
  readonly kind: string;
  readonly label: string;
  /** All that there are, by what they are called. */
  readonly all: readonly Option[];
  readonly rows: readonly R[];
  /** Where faults stand that begin with the row's name. */
  readonly own: RowList<R>['beside'];
  readonly fields: (row: R | undefined) => readonly ActionField[];
  /** @returns the row without its name and label */
  readonly read: (values: Values, row: R | undefined) => Partial<R>;
}

function named<R extends { readonly label: Field['label'] }>(parts: Parts, of: Named<R>): RowList<R> {
  const { catalogue, words } = parts;
  const { member, key, kind, label, all, rows, own, fields, read } = of;
  const idOf = (row: R): string => row[key] as string;
  const has = (id: string): boolean => rows.some(row => idOf(row) === id);
  const free = all.filter(({ id }) => !has(id));
  return {
    label,
    rows,
    complete: free.length === 0,
    idOf,
    nameOf: row => all.find(({ id }) => id === idOf(row))?.text ?? idOf(row),
    pointerOf: index => `/catalogue/${member}/${index}`,
    into: next => ({ ...catalogue, [member]: [...next] }),
    isOf: ({ code, names: [first, second] }: Fault, row) =>
      (first === kind && second === idOf(row)) || (code in own && first === idOf(row)),
    beside: { 'label-missing': inLanguage('label'), ...own },
    formOf: row => ({
      key,
      fields: [
        ...(row ? [] : [one(key, label, free, '', { required: true })]),
        ...inLanguages(parts, 'label', words.t('name'), row?.label),
        ...fields(row),
      ],
      read: values => {
        const name = row ? idOf(row) : values[key];
        const said = languagesIn(values, 'label', row?.label) ?? { nl: '', en: '' };
        return { [key]: name ?? '', label: said, ...read(values, row) } as unknown as R;
      },
    }),
  };
}

const FIELDS = every<Field['field']>({
  familyName: true,
  givenName: true,
  address: true,
  telephone: true,
  email: true,
  language: true,
  ipAddress: true,
});

/** Which data there is (P03, P06), and what each is called. */
export function fieldList(parts: Parts): RowList<Field> {
  const { catalogue, words, said, names } = parts;
  return named(parts, {
    member: 'fields',
    key: 'field',
    kind: 'field',
    label: words.t('field'),
    all: FIELDS.map(id => ({ id, text: names.field(id) })),
    rows: catalogue.fields,
    own: { 'unknown-term': 'dpv' },
    fields: row => [
      one('dpv', said('dpv'), options(parts, 'term', DPV_PERSONAL_DATA), row?.dpv, { required: true }),
    ],
    read: (values, row) => ({ ...others(row, ['field', 'label']), dpv: values.dpv ?? '' }),
  });
}

const SERVICES = every<Service['type']>({ domain: true, hosting: true, email: true, dns: true });

/** Which services open purposes (P22), and how long before its end a customer hears of a renewal. */
export function serviceList(parts: Parts): RowList<Service> {
  const { catalogue, words, said, names } = parts;
  return named(parts, {
    member: 'services',
    key: 'type',
    kind: 'service',
    label: words.t('service'),
    all: SERVICES.map(id => ({ id, text: names.service(id) })),
    rows: catalogue.services,
    own: { 'service-unused': 'type' },
    fields: row => [
      line('renewalWindowDays', said('renewalDays'), row && String(row.renewalWindowDays), {
        required: true,
        help: said('renewalDaysHelp'),
      }),
    ],
    read: (values, row) => ({
      ...others(row, ['type', 'label']),
      // What is no count goes as it was typed, and the service refuses it.
      renewalWindowDays: counted(values.renewalWindowDays ?? '') as number,
    }),
  });
}

/** What conditions of a sharing are called, and what one wants of a caller's reference (P02, P10–P13). */
export function conditionList(parts: Parts): RowList<Condition> {
  const { catalogue, said } = parts;
  return named(parts, {
    member: 'conditions',
    key: 'condition',
    kind: 'condition',
    label: said('condition'),
    all: conditionOptions(parts),
    rows: catalogue.conditions ?? [],
    own: {
      'reference-form-costly': 'reference.pattern',
      'reference-form-broken': 'reference.example',
    },
    fields: row => [
      line('reference.pattern', said('pattern'), row?.reference?.pattern, { help: said('patternHelp') }),
      line('reference.example', said('example'), row?.reference?.example),
    ],
    read: (values, row) => {
      const [pattern = '', example = ''] = [values['reference.pattern'], values['reference.example']];
      return {
        ...others(row, ['condition', 'label', 'reference']),
        ...(pattern + example !== '' && { reference: { ...row?.reference, pattern, example } }),
      };
    },
  });
}
