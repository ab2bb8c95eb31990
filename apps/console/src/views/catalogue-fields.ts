import { useWords } from '../i18n';
import { wordOf, type OfKind, type WordKind } from '../i18n/catalogue-words';
import { LANGUAGES } from '../i18n/messages';
import type { ActionField, Values } from '../ui/action';
import type { Option } from '../ui/kit';
import { bare } from '../ui/purpose';
import { useDraftWords, useNamesIn, type Catalogue } from './catalogue-changes';

/** What forms of a draft are made of: the names that the draft has itself. @param base the last version */
export function useParts(catalogue: Catalogue, base: Catalogue) {
  const words = useWords();
  const { language } = words;
  return {
    catalogue,
    base,
    words,
    said: useDraftWords(),
    names: useNamesIn(catalogue),
    /** Codes of a kind to choose from, each by what it is called in a catalogue. */
    options: <K extends WordKind>(kind: K, codes: Iterable<OfKind<K>>): Option[] =>
      [...codes].map(id => ({ id, text: wordOf(kind, id, language) })),
  };
}
export type Parts = ReturnType<typeof useParts>;

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

/** A text in each language as it was filled in; none where nothing is. */
export function languagesIn(values: Values, name: string): Text | undefined {
  const [nl, fr, en] = LANGUAGES.map(language => text(values, `${name}.${language}`));
  if ((nl ?? fr ?? en) === undefined) return undefined;
  return { nl: nl ?? '', en: en ?? '', ...(fr !== undefined && { fr }) };
}

/** What somebody wrote, without blanks around it; none where nothing is left. */
export function text(values: Values, name: string): string | undefined {
  return values[name]?.trim() || undefined;
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
