import { brusselsInstant } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { countrySaid, UNIT_CODES, unitSaid, type Unit } from '../i18n/said';

/** In groups of three, parted by one and the same of a full stop and the blanks that a number may have. */
const GROUPED = /^[1-9]\d{0,2}(?:([.\s])\d{3})(?:\1\d{3})*$/;

/**
 * A count as it was typed: `1000`, `1.000` and `1 000` are a thousand. Of what is no count, such as `1.5`, the text itself,
 * which the service refuses: a number that somebody did not mean is never sent.
 */
export function counted(typed: string): number | string {
  const text = typed.trim();
  if (/^\d+$/.test(text)) return Number(text);
  return GROUPED.test(text) ? Number(text.replace(/\D/g, '')) : typed;
}

/** The instant of a day and time in Brussels (RFC 3339); of what is no time the text itself, which the service refuses. */
export function instantOf(typed: string): string {
  return timeOf(typed)?.toISOString() ?? typed;
}

/** Whether a day and time in Brussels is at an instant or after it; what is no time is not. */
export function notBefore(typed: string, instant: string): boolean {
  const time = timeOf(typed);
  return time !== undefined && time.getTime() >= Date.parse(instant);
}

function timeOf(typed: string): Date | undefined {
  return Number.isNaN(Date.parse(`${typed}Z`)) ? undefined : brusselsInstant(typed);
}

/** Whether it is a day that there is, from 1900 to 2999: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^(19|2\d)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(+date) && date.toISOString().startsWith(text);
}

/** A count and a word: `3 maanden`. */
const COUNTED = /(\d+)\s*(\p{L}+)/gu;

/**
 * A duration as it is said, `1 jaar` or `1 jaar 6 maanden`, in ISO 8601; in the language of now or in another one. Of what is none
 * the text itself, such as `P1Y`, which the service judges.
 */
export function durationOf(typed: string, language: Language): string {
  const text = typed.trim();
  if (text.replace(COUNTED, '').trim() !== '') return text;
  const parts = [...text.matchAll(COUNTED)].map(([, count, word]) => {
    const unit = inAny(language, each => unitOf(word!.toLowerCase(), each));
    return unit && `${count}${unit}`;
  });
  return parts.length === 0 || parts.includes(undefined) ? text : `P${parts.join('')}`;
}

function unitOf(word: string, language: Language): Unit | undefined {
  return UNIT_CODES.find(unit =>
    [1, 2].some(count => unitSaid(count, unit, language).replace(/^\d+\s+/, '') === word),
  );
}

/**
 * The code (ISO 3166-1 alpha-2) of a country by its code, or by its name in the language of now or in another one; of what is none
 * the text itself, which the service refuses.
 */
export function countryOf(typed: string, language: Language): string {
  const text = typed.trim();
  if (/^[a-z]{2}$/i.test(text)) return text.toUpperCase();
  return inAny(language, each => countriesIn(each).get(text.toLowerCase())) ?? text;
}

/** Codes of countries by their names or codes, parted by commas or lines. */
export function countriesOf(typed: string, language: Language): string[] {
  return typed
    .split(/[,;\n]/)
    .map(each => countryOf(each, language))
    .filter(Boolean);
}

/** What was begun in one language is read in it after another one was chosen. */
function inAny<T>(now: Language, read: (language: Language) => T | undefined): T | undefined {
  for (const language of [now, ...LANGUAGES]) {
    const found = read(language);
    if (found !== undefined) return found;
  }
  return undefined;
}

const countries = new Map<Language, ReadonlyMap<string, string>>();

/** Codes of countries by name, in lower case. */
export function countriesIn(language: Language): ReadonlyMap<string, string> {
  const known = countries.get(language);
  if (known) return known;
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters
    .flatMap(first => letters.map(second => first + second))
    // A code that has passed, such as DD, has the name of the one that came after it.
    .filter(code => new Intl.Locale(`und-${code}`).region === code);
  const found = new Map(codes.map(code => [countrySaid(code, language).toLowerCase(), code]));
  countries.set(language, found);
  return found;
}
