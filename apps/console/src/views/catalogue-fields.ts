import { every } from '../api/every';
import type { Words } from '../i18n';
import { wordOf, type DraftWords, type OfKind, type WordKind } from '../i18n/catalogue-words';
import { LANGUAGES } from '../i18n/messages';
import type { ActionField, Values } from '../ui/action';
import type { Option } from '../ui/kit';
import { bare } from '../ui/bare';
import type { Catalogue, NamesIn } from './catalogue-changes';

/** What forms of a draft are made of. */
export interface Parts {
  readonly catalogue: Catalogue;
  /** The last version. */
  readonly base: Catalogue;
  readonly words: Words;
  readonly said: DraftWords;
  /** What things are called in the draft itself. */
  readonly names: NamesIn;
}

/** Codes of a kind to choose from, each by what it is called in a catalogue. */
export function options<K extends WordKind>(
  { words: { language } }: Parts,
  kind: K,
  codes: Iterable<OfKind<K>>,
): Option[] {
  return [...codes].map(id => ({ id, text: wordOf(kind, id, language) }));
}

/** Codes of the API to choose from, each by what it is called. */
export function coded({ words: { code } }: Parts, codes: readonly string[]): Option[] {
  return codes.map(id => ({ id, text: code(id) }));
}

type More = Partial<ActionField>;

/** A field of one line, with what stands there. */
export function line(name: string, label: string, initial = '', more: More = {}): ActionField {
  return { name, label, kind: 'text', initial, ...more };
}

/** One of these, or none of them where nothing stands there and none is needed. */
export function one(
  name: string,
  label: string,
  options: readonly Option[],
  initial = '',
  more: More = {},
): ActionField {
  return { name, label, kind: 'select', options, initial, ...more };
}

/** Any of these. */
export function several(
  name: string,
  label: string,
  options: readonly Option[],
  initial: readonly string[] = [],
): ActionField {
  return { name, label, kind: 'many', options, initial: initial.join(' ') };
}

/** Stands for nothing in a list to choose from. */
const NONE = 'none';

/** One of these or nothing. */
export function maybe(
  { words: { t } }: Parts,
  name: string,
  label: string,
  options: readonly Option[],
  initial: string | undefined,
  more: More = {},
): ActionField {
  return one(name, label, [{ id: NONE, text: t('none') }, ...options], initial ?? NONE, more);
}

/** A text in each language; the French one may be wanting (P21). */
export function inLanguages(
  { words: { code } }: Parts,
  name: string,
  label: string,
  initial: Text | undefined,
  more: More = {},
): ActionField[] {
  return LANGUAGES.map(language =>
    line(`${name}.${language}`, `${label} (${code(language)})`, initial?.[language], {
      required: language !== 'fr',
      ...more,
    }),
  );
}

/** As the API's schema has it. */
type Text = Catalogue['fields'][number]['label'];

/** A text in each language as it was filled in; none where nothing is. @param before what stood there */
export function languagesIn(values: Values, name: string, before: Text | undefined): Text | undefined {
  const [nl, fr, en] = LANGUAGES.map(language => text(values, `${name}.${language}`));
  if ((nl ?? fr ?? en) === undefined) return undefined;
  return { ...others(before, LANGUAGES), nl: nl ?? '', en: en ?? '', ...(fr !== undefined && { fr }) };
}

/** What stands there besides: whatever a form has no field for stays. */
export function others<T extends object>(before: T | undefined, known: readonly (keyof T)[]): Partial<T> {
  const rest = Object.entries(before ?? {}).filter(([name]) => !(known as readonly string[]).includes(name));
  return Object.fromEntries(rest) as Partial<T>;
}

/** What somebody wrote, without blanks around it; none where nothing is left. */
export function text(values: Values, name: string): string | undefined {
  return values[name]?.trim() || undefined;
}

/** The field of a text that has no name in a language (fault `label-missing`). */
export function inLanguage(name: string): (names: readonly string[]) => string {
  return names => `${name}.${names.at(-1)}`;
}

/** Names of a field that takes several, as they were chosen. */
export function chosen<C extends string>(values: Values, name: string): C[] {
  return (values[name] ?? '').split(' ').filter(Boolean) as C[];
}

/** What was chosen of {@link maybe}. */
export function choice<C extends string>(values: Values, name: string): C | undefined {
  const picked = values[name];
  return picked === undefined || picked === NONE || picked === '' ? undefined : (picked as C);
}

/** Purposes to choose from, by their names without a number. */
export function purposeOptions({ catalogue, names }: Parts, only = (_: Purpose): boolean => true): Option[] {
  return catalogue.purposes.filter(only).map(({ id }) => ({ id: bare(id), text: names.purpose(id) }));
}
type Purpose = Catalogue['purposes'][number];

/** Recipients to choose from. */
export function recipientOptions({ catalogue, names }: Parts): Option[] {
  return catalogue.recipients.map(({ id }) => ({ id, text: names.recipient(id) }));
}

/** Fields to choose from. */
export function fieldOptions({ catalogue, names }: Parts): Option[] {
  return catalogue.fields.map(({ field }) => ({ id: field, text: names.field(field) }));
}

type Condition = NonNullable<Catalogue['conditions']>[number]['condition'];
const CONDITIONS = every<Condition>({
  'terms-accepted': true,
  'extension-served': true,
  'holder-link': true,
  'payment-chosen': true,
  'invoice-reference': true,
});

/** Conditions of a sharing to choose from, in words. */
export function conditionOptions({ names }: Parts): Option[] {
  return CONDITIONS.map(id => ({ id, text: names.condition(id) }));
}
