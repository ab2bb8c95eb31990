import { EDITIONS } from '../editions';
import type { Language } from '../language';
import type { Area } from '../words';

type Texts = Record<string, string>;

/**
 * Adds an edition to those of an area, as a program of later would have it: the newest with these texts in every language, or
 * without a word whose text is undefined.
 * @returns takes it away again
 */
export function plantEdition(area: Area, changes: Readonly<Record<string, string | undefined>>): () => void {
  const editions = EDITIONS[area] as unknown as Record<Language, Texts>[];
  const { nl, fr, en } = editions.at(-1)!;
  const changed = (texts: Texts): Texts =>
    Object.fromEntries(
      Object.entries({ ...texts, ...changes }).filter(
        (each): each is [string, string] => each[1] !== undefined,
      ),
    );
  editions.push({ nl: changed(nl), fr: changed(fr), en: changed(en) });
  return () => void editions.pop();
}
