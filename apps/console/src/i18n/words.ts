import i18next from 'i18next';
import { dayText, momentText, weekdayText } from '#libs/letters';
import { EDITIONS as KINDS } from '#libs/words/register';
import { countrySaid, durationSaid } from './said';
import {
  CODES,
  LANGUAGES,
  MESSAGES,
  PROBLEMS,
  RULES,
  type Language,
  type Message,
  type Rule,
} from './messages';

/** A message's name; of one that counts, its name without the plural's form. */
export type Name = Message extends infer M
  ? M extends `${infer Base}_one`
    ? Base
    : M extends `${string}_other`
      ? never
      : M
  : never;

void i18next.init({
  lng: 'nl',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(LANGUAGES.map(language => [language, { translation: MESSAGES[language] }])),
});

export interface Words {
  readonly language: Language;
  /** A message, with what is filled in. */
  readonly t: (name: Name, values?: Readonly<Record<string, string | number>>) => string;
  /** What a code of the API is called. */
  readonly code: (code: string) => string;
  /** What happened, and what to do next. */
  readonly problem: (code: string, otherwise: string) => string;
  /** What is wrong with something that was filled in. */
  readonly rule: (rule: Rule) => string;
  readonly day: (day: string) => string;
  readonly weekday: (day: string) => string;
  readonly moment: (time: string) => string;
  readonly duration: (duration: string) => string;
  readonly country: (code: string) => string;
  readonly number: (count: number) => string;
}

/** A code by itself, or without its vocabulary and version: `A6-1-b` of `eu-gdpr:A6-1-b`, `contract` of `contract/1`. */
function codeIn(known: Readonly<Record<string, string>>, code: string): string {
  return known[code] ?? known[code.replace(/^[a-z-]+:/, '').replace(/\/\d+$/, '')] ?? code;
}

const all = new Map<Language, Words>();

/** What the page says in a language. */
export function wordsOf(language: Language): Words {
  const known = all.get(language);
  if (known) return known;
  const fixed = i18next.getFixedT(language);
  const codes = { ...KINDS.at(-1)![language], ...CODES[language] };
  const problems: Readonly<Record<string, string>> = PROBLEMS[language];
  const numbers = new Intl.NumberFormat(`${language}-BE`);
  const words: Words = {
    language,
    t: (name, values) => fixed(name, { ...values }),
    code: code => codeIn(codes, code),
    problem: (code, otherwise) => problems[code] ?? otherwise,
    // A service that is newer than the page may have a rule that it does not know.
    rule: rule => RULES[language][rule] ?? fixed('field.wrong'),
    day: day => dayText(day, language),
    weekday: day => weekdayText(day, language),
    moment: time => momentText(time, language),
    duration: duration => durationSaid(duration, language),
    country: code => countrySaid(code, language),
    number: count => numbers.format(count),
  };
  all.set(language, words);
  return words;
}
