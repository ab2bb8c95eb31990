import type { Language } from '#libs/letters';
import { wordsOf, type Editions } from '#libs/words';

const POINTS = ['copies', 'master-key', 'clock', 'one-register'] as const;

/** What a certificate of an erasure does not show; it says so itself. @param words editions; the newest, where left out */
export function notProved(language: Language, words?: Editions): string[] {
  const say = wordsOf('certificates', language, words);
  return POINTS.map(point => say(`not-proved.${point}`));
}
