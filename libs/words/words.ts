import { MissingValueError, type IntlMessageFormat } from 'intl-messageformat';
import { EDITIONS } from './editions';
import type { Language } from './language';
import { isPlain, parsed } from './message';

/** What words are of: a folder of this one. */
export type Area = keyof typeof EDITIONS;
export const AREAS = Object.keys(EDITIONS) as Area[];

type Last<T> = T extends readonly [...unknown[], infer L] ? L : never;
/** Names of the words of an area, as its newest edition has them. */
export type Word<A extends Area> =
  Last<(typeof EDITIONS)[A]> extends { nl: infer W } ? keyof W & string : never;

type After<P extends string, W> = W extends `${P}.${infer Name}` ? Name : never;
/** Names of the words of an area that begin with a part: `title` of `page.title`. */
export type WordAfter<A extends Area, P extends string> = After<P, Word<A>>;

/** Editions that something was written with ★, each an area and a number, such as `requests/1`. */
export type Editions = readonly string[];

/** What a message has placeholders for. Days and times are given as they are to be read. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * Says words in a language, of certain editions. A word that the edition does not have yet says nothing ('').
 * @throws Error where a placeholder is given no value; it names the file and the word
 */
export type Say<A extends Area> = (word: Word<A>, values?: Values) => string;

/** What is written now is written with. */
export function newestEditions(...areas: readonly Area[]): Editions {
  return areas.map(area => `${area}/${EDITIONS[area].length}`);
}

/**
 * The words of an area in a language.
 * @param editions that something was written with; of an area that they do not name, the first, as before there were others.
 *   The newest, where left out
 * @throws RangeError where this program does not have the edition
 */
export function wordsOf<A extends Area>(area: A, language: Language, editions?: Editions): Say<A> {
  const { name, texts } = editionIn(area, editions);
  const own = texts[language];
  return (word, values) => {
    const text = Object.hasOwn(own, word) ? own[word]! : '';
    if (isPlain(text)) return text;
    const message = messageOf([name, language, word].join(' '), text, language);
    try {
      return message.format(values) as string;
    } catch (error) {
      // What the library says of another error names values.
      const missing = error instanceof MissingValueError ? `: ${error.message}` : '';
      throw new Error(`${name}/${language}.json, ${String(word)}: it cannot be filled in${missing}`);
    }
  };
}

/**
 * What a code or another name that comes from data is called; undefined where it has no word. What an earlier edition did not
 * name yet is called as the newest calls it.
 * @param editions as of {@link wordsOf}
 */
export function nameOf(
  area: Area,
  word: string,
  language: Language,
  editions?: Editions,
): string | undefined {
  if (hasWord(area, word, editions)) return wordsOf(area, language, editions)(word);
  return hasWord(area, word, undefined) ? wordsOf(area, language)(word) : undefined;
}

function hasWord<A extends Area>(area: A, word: string, editions: Editions | undefined): word is Word<A> {
  return Object.hasOwn(editionIn(area, editions).texts.nl, word);
}

/** Texts of one edition of an area, by the names of its words. */
type Edition = Readonly<Record<Language, Readonly<Record<string, string>>>>;

function editionIn(
  area: Area,
  editions: Editions | undefined,
): { readonly name: string; readonly texts: Edition } {
  const all: readonly Edition[] = EDITIONS[area];
  const name = editions
    ? (editions.find(each => each.startsWith(`${area}/`)) ?? `${area}/1`)
    : `${area}/${all.length}`;
  const texts = all[Number(name.slice(area.length + 1)) - 1];
  if (!texts) throw new RangeError(`this program has no words ${name}`);
  return { name, texts };
}

const messages = new Map<string, IntlMessageFormat>();

/** Parsed when it is first said. */
function messageOf(name: string, text: string, language: Language): IntlMessageFormat {
  const known = messages.get(name);
  if (known) return known;
  const message = parsed(text, language);
  messages.set(name, message);
  return message;
}
