import { LANGUAGES, type Language } from '../language';
import { isPlain, parsed } from '../message';

export { LANGUAGES, type Language };

/** Something that is wrong with words, and where: a file below `libs/words`, and a word of it. */
export interface Fault {
  readonly file: string;
  readonly word?: string;
  readonly what: string;
}

/** The files of one edition of an area, as they were read. */
export type Files = Readonly<Record<Language, unknown>>;
type Texts = Readonly<Record<string, unknown>>;

/** `requests/1/fr.json, refusal.body: …` */
export function faultText({ file, word, what }: Fault): string {
  return `${[file, word].filter(Boolean).join(', ')}: ${what}`;
}

/**
 * What is wrong with an edition. Each language has the same words; each word is a message of ICU MessageFormat, with the
 * same placeholders in each language.
 * @param edition such as `requests/1`
 */
export function faultsOf(edition: string, files: Files): Fault[] {
  const fileOf = (language: Language): string => `${edition}/${language}.json`;
  const shapeless = LANGUAGES.filter(language => !isObject(files[language]));
  if (shapeless.length > 0)
    return shapeless.map(language => ({ file: fileOf(language), what: 'it is no object of texts' }));
  const texts = files as Readonly<Record<Language, Texts>>;
  const words = [...new Set(LANGUAGES.flatMap(language => Object.keys(texts[language])))];
  return words.flatMap(word => {
    const shapes = LANGUAGES.map(language => shapeOf(texts[language][word], language));
    return LANGUAGES.flatMap((language, i) =>
      wrongIn(shapes[i]!, shapes[0]!).map(what => ({ file: fileOf(language), word, what })),
    );
  });
}

function isObject(file: unknown): boolean {
  return typeof file === 'object' && file !== null && !Array.isArray(file);
}

/** The placeholders of a word, in order, those of a choice with each of its cases; or what is wrong with it. */
type Shape = readonly string[] | string;

function shapeOf(text: unknown, language: Language): Shape {
  if (text === undefined) return 'it is missing, and another language has it';
  if (typeof text !== 'string' || text.trim() === '') return 'it is no text';
  if (isPlain(text)) return [];
  try {
    return [...new Set(placeholders(parsed(text, language).getAst()))].sort();
  } catch (error) {
    return `it is no ICU message: ${(error as Error).message}`;
  }
}

function wrongIn(own: Shape, dutch: Shape): string[] {
  if (typeof own === 'string') return [own];
  if (typeof dutch === 'string') return [];
  return [
    ...dutch.filter(each => !own.includes(each)).map(each => `it lacks ${each}, which nl.json has`),
    ...own.filter(each => !dutch.includes(each)).map(each => `it has ${each}, which nl.json has not`),
  ];
}

/** A part of a message as its parser gives it: text, a placeholder, or a choice with a message for each case. */
interface Element {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
}
const TEXT = 0;
const PLURAL = 6;

function placeholders(message: readonly Element[]): string[] {
  return message.flatMap(({ type, value, options }) => {
    if (type === TEXT || value === undefined) return [];
    const cases = Object.entries(options ?? {});
    return [
      `{${value}}`,
      // Which forms a plural has differs between languages.
      ...(type === PLURAL ? [] : cases.map(([name]) => `{${value}: ${name}}`)),
      ...cases.flatMap(([, option]) => placeholders(option.value)),
    ];
  });
}
