import { every } from '../api/every';
import { wordOf } from '../i18n/catalogue-words';
import type { ActionField, Values } from '../ui/action';
import { countryOf, durationOf } from '../ui/typed';
import type { Catalogue } from './catalogue-changes';
import { chosen, coded, line, one, several, text, type Parts } from './catalogue-fields';
import { countryField } from './catalogue-recipients';
import type { RowForm, RowList } from './catalogue-rows';

/** What a catalogue says once. */
type Rules = Required<
  Pick<Catalogue, 'controller' | 'vocabulary' | 'portability' | 'telling' | 'mediation' | 'corrections'>
>;
type Member = keyof Rules;
/** One of them; without a value it is not there. */
type Rule<M extends Member = Member> = {
  readonly [K in M]: { readonly member: K; readonly value: Rules[K] | undefined };
}[M];

const MEMBERS = every<Member>({
  controller: true,
  telling: true,
  corrections: true,
  mediation: true,
  portability: true,
  vocabulary: true,
});

/** What a catalogue says once: whose it is, and what holds of telling, earlier values, mediation, portability and terms. */
export function ruleList(parts: Parts): RowList<Rule> {
  const { catalogue, words, said } = parts;
  const forms = formsOf(parts);
  const rows = MEMBERS.map(member => ({ member, value: catalogue[member] }) as Rule);
  return {
    label: said('rule'),
    rows,
    complete: true,
    stays: ({ member, value }) => member === 'controller' || value === undefined,
    idOf: ({ member }) => member,
    nameOf: ({ member, value }) => {
      const name = wordOf('part', member, words.language);
      return value === undefined ? `${name} (${words.t('none')})` : name;
    },
    pointerOf: index => `/catalogue/${MEMBERS[index]}`,
    // JSON has no member whose value is undefined: what was taken out is not in the text.
    into: next => ({
      ...catalogue,
      ...Object.fromEntries(
        MEMBERS.map(member => [member, next.find(each => each.member === member)?.value]),
      ),
    }),
    isOf: ({ code, names: [first] }, { member }) => code === 'address-in-text' && first === member,
    beside: { 'address-in-text': ([, ...way]) => way.join('.') },
    formOf: (row = rows[0]!) => formOf(forms, row),
  };
}

interface Form<V> {
  readonly fields: readonly ActionField[];
  readonly read: (values: Values) => V;
}
type Forms = { readonly [M in Member]: (value: Rules[M] | undefined) => Form<Rules[M]> };

function formOf<M extends Member>(forms: Forms, { member, value }: Rule<M>): RowForm<Rule> {
  const { fields, read } = forms[member](value);
  return { key: 'member', fields, read: values => ({ member, value: read(values) }) as Rule };
}

type Namespace = keyof Rules['vocabulary']['namespaces'];
const NAMESPACES = every<Namespace>({ dpv: true, 'eu-gdpr': true, pd: true });
/** Erasures of which recipients are told (Art. 19). */
const ERASURES = every<Rules['telling']['erasures'][number]>({
  'no-longer-needed': true,
  objection: true,
  unlawful: true,
  'legal-obligation': true,
  'retention-ended': true,
});
const NEEDED = { required: true };

function formsOf(parts: Parts): Forms {
  const { words, said } = parts;
  const { t, language } = words;
  return {
    controller: value => ({
      fields: [
        line('name', t('name'), value?.name, NEEDED),
        line('contact', said('contact'), value?.contact, NEEDED),
        countryField(parts, value?.country),
      ],
      read: values => ({
        ...value,
        name: text(values, 'name') ?? '',
        contact: text(values, 'contact') ?? '',
        country: countryOf(values.country ?? '', language),
      }),
    }),
    telling: value => ({
      fields: [
        ...termFields(parts, 'within', said('tellWithin'), said('tellWithinHelp'), value?.within, value),
        several('erasures', said('toldErasures'), coded(parts, ERASURES), value?.erasures),
      ],
      read: values => ({
        ...value,
        within: termIn(parts, values, 'within'),
        ...decidedIn(values, value),
        erasures: chosen(values, 'erasures'),
      }),
    }),
    corrections: value => ({
      fields: termFields(parts, 'kept', said('earlierKept'), said('earlierKeptHelp'), value?.kept, value),
      read: values => ({ ...value, kept: termIn(parts, values, 'kept'), ...decidedIn(values, value) }),
    }),
    mediation: value => ({
      fields: termFields(parts, 'kept', said('seekerKept'), said('seekerKeptHelp'), value?.kept, value),
      read: values => ({ ...value, kept: termIn(parts, values, 'kept'), ...decidedIn(values, value) }),
    }),
    portability: value => ({
      fields: [
        one(
          'migration',
          said('migrated'),
          coded(parts, ['true', 'false']),
          value && String(value.migration),
          {
            required: true,
          },
        ),
      ],
      read: values => ({ ...value, migration: values.migration === 'true' }),
    }),
    vocabulary: value => ({
      fields: [
        line('name', t('name'), value?.name, NEEDED),
        line('version', said('documentVersion'), value?.version, NEEDED),
        ...NAMESPACES.map(each =>
          line(
            `namespaces.${each}`,
            said('termsAt', { terms: wordOf('part', each, language) }),
            value?.namespaces[each],
            NEEDED,
          ),
        ),
      ],
      read: values => ({
        ...value,
        name: text(values, 'name') ?? '',
        version: text(values, 'version') ?? '',
        namespaces: {
          ...value?.namespaces,
          ...(Object.fromEntries(
            NAMESPACES.map(each => [each, text(values, `namespaces.${each}`) ?? '']),
          ) as Record<Namespace, string>),
        },
      }),
    }),
  };
}

type Decided = Pick<Rules['telling'], 'source' | 'decidedBy'>;

/** A time that the controller decides on, and what that rests on. @param without what holds where there is no such rule */
function termFields(
  { words, said }: Parts,
  name: string,
  label: string,
  without: string,
  term: string | undefined,
  decided: Decided | undefined,
): ActionField[] {
  return [
    line(name, label, term && words.duration(term), { required: true, help: without }),
    line('source', said('source'), decided?.source, { kind: 'lines', required: true }),
  ];
}

function termIn({ words }: Parts, values: Values, name: string): string {
  return durationOf(values[name] ?? '', words.language);
}

function decidedIn(values: Values, before: Decided | undefined): Decided {
  return { decidedBy: before?.decidedBy ?? 'controller', source: values.source ?? '' };
}
