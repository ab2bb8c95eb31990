import { accepted, refused, type Parsed } from './parsed';

/** Subtags that say that there is no one language: undetermined, several, no linguistic content, uncoded. */
const NO_LANGUAGE = new Set(['und', 'mul', 'zxx', 'mis']);

/** Languages as they were given before: an Intl.Locale takes longer than all else of a name or an address. */
const known = new Map<string, Parsed<string>>();
const MOST_KEPT = 1_000;

/**
 * A language as a canonical BCP 47 tag: a primary language of two or three letters, with script and region if given
 * (`nl`, `nl-BE`, `zh-Hant-TW`). Variants, extensions and private use are refused: nothing here needs them.
 */
export function parseLanguage(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  const text = value.trim();
  if (text === '') return refused('empty');
  if (text.length > 35) return refused('too-long');
  const before = known.get(text);
  if (before) return before;
  const parsed = parseTag(text);
  if (parsed.ok && known.size < MOST_KEPT) known.set(text, parsed);
  return parsed;
}

function parseTag(text: string): Parsed<string> {
  let tag: Intl.Locale;
  try {
    tag = new Intl.Locale(text);
  } catch {
    return refused('language-form');
  }
  const { language, script, region } = tag;
  // Despite its type, `language` is undefined for `und`.
  if (!language || language.length > 3 || NO_LANGUAGE.has(language)) return refused('language-form');
  const canonical = [language, script, region].filter(Boolean).join('-');
  return canonical === tag.toString() ? accepted(canonical) : refused('language-form');
}
