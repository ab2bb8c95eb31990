import en from './catalogue/en.json';
import fr from './catalogue/fr.json';
import nl from './catalogue/nl.json';
import type { Language, Texts } from './messages';

/** What is said of drafts, and what their changes, effects and faults are called; what stands in braces is filled in. */
export const CATALOGUE_WORDS: Texts<typeof nl, typeof fr, typeof en> = { nl, fr, en };

type After<P extends string, W> = W extends `${P}.${infer Name}` ? Name : never;
export type DraftWord = After<'draft', keyof typeof nl>;

/** What stands for an effect, a change or a fault in a language, filled in. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
}

/** What is said of drafts in a language. */
export type DraftWords = (name: DraftWord, values?: Readonly<Record<string, string>>) => string;
export function draftWords(language: Language): DraftWords {
  return (name, values = {}) => filledIn(CATALOGUE_WORDS[language][`draft.${name}`], values);
}

/** Kinds of codes that a form of a draft offers. */
export type WordKind = 'term' | 'ground' | 'form' | 'transit' | 'need' | 'period' | 'open' | 'look';
/** Codes of a kind that have a name in each language: another one does not compile. Of vocabularies, which are any texts, a specification says so. */
export type OfKind<K extends WordKind> = K extends 'term' | 'ground' ? string : After<K, keyof typeof nl>;

/** What a code of a kind is called in a catalogue, such as the term `dpv:Recipient`; one that has no name as it is. */
export function wordOf(kind: string, code: string, language: Language): string {
  const words: Readonly<Record<string, string>> = CATALOGUE_WORDS[language];
  return words[`${kind}.${code}`] ?? code;
}

/** A text of a catalogue in which names of the API, between backticks, are words. */
export function inWords(text: string, language: Language): string {
  return text.replace(/`([^`]+)`/g, (_, name: string) => wordOf('api', name, language));
}
