import { accepted, refused, type Parsed } from './parsed';

/**
 * What no text of a person needs and what can break a log, a terminal or a later format: control characters (NUL among
 * them), lone surrogates, private use, noncharacters, line and paragraph separators, direction overrides, byte order mark.
 */
const FORBIDDEN =
  /[\p{Cc}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** One line of text: trimmed, NFC, 1 to `max` code points, with a letter or a digit in it. */
export function parseText(value: unknown, max: number): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  // No form of Unicode normalisation shrinks a text more than this; nothing long is normalised.
  if (value.length > max * 8) return refused('too-long');
  const text = value.trim().normalize('NFC');
  if (text === '') return refused('empty');
  if (FORBIDDEN.test(text)) return refused('forbidden-character');
  // A text has no more code points than code units, so most need no count.
  if (text.length > max && [...text].length > max) return refused('too-long');
  if (!LETTER_OR_DIGIT.test(text)) return refused('no-letter');
  return accepted(text);
}

/** Text in which letter case and compatibility forms make no difference (Unicode NFKC, case folded). */
export function caseFolded(text: string): string {
  // Upper before lower case folds what has no single lower-case form, such as ß and final sigma.
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** Letters that Unicode does not decompose into a base letter and a mark. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
};

/** Case folded, without diacritics and punctuation, words parted by one space. */
export function wordsFolded(text: string): string {
  return caseFolded(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđðħŧıþæœ]/g, letter => UNDECOMPOSED[letter]!)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
