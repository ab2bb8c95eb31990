import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AREAS, EDITIONS, LANGUAGES, type Area, type Language } from '#libs/words';
import { PREVIEWS } from './previews';

/** Where the texts are kept that were written with each edition, below the root of the repository. */
export const GOLDEN = 'tools/words/golden';

/** What is written with an edition in a language. */
interface Written {
  /** Such as `requests/1`. */
  readonly edition: string;
  readonly language: Language;
  /** Its letters, or names of which there may be more later. */
  readonly of: 'letters' | 'names';
  readonly text: string;
}

/** What is written with every edition that there is. */
export function allWritten(): Written[] {
  return AREAS.flatMap(area =>
    EDITIONS[area].flatMap((_, i) =>
      LANGUAGES.flatMap(language =>
        (['letters', 'names'] as const).flatMap(of => {
          const edition = `${area}/${i + 1}`;
          const text = writtenWith(edition, { area, language, of });
          return text === '' ? [] : [{ edition, language, of, text }];
        }),
      ),
    ),
  );
}

function writtenWith(
  edition: string,
  { area, language, of }: Pick<Written, 'language' | 'of'> & { readonly area: Area },
): string {
  return PREVIEWS[area]
    .filter(({ grows }) => (grows === true) === (of === 'names'))
    .flatMap(({ name, make }) => {
      const { text } = make(language, [edition]);
      return text === undefined ? [] : [of === 'names' ? text : `##### ${name}\n\n${text}`];
    })
    .join('\n');
}

/** Names of the files that are written: there is no other. */
export function filesOf(all: readonly Written[]): string[] {
  return all.map(each => basename(pathOf('', each)));
}

function pathOf(folder: string, { edition, language, of }: Written): string {
  return join(folder, `${edition.replace('/', '-')}.${of}.${language}.txt`);
}

/** As it was kept when the edition was published; undefined where it was not. @param folder {@link GOLDEN} */
export function keptOf(folder: string, written: Written): string | undefined {
  const path = pathOf(folder, written);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Whether all that was kept reads as it did: each letter, but for white space at its end, and each name. There may be more by now. */
export function readsAs(kept: string, { of, text }: Pick<Written, 'of' | 'text'>): boolean {
  const parts = (whole: string): string[] =>
    (of === 'letters' ? whole.split(/^(?=##### )/m) : whole.split('\n')).map(part => part.trimEnd());
  const now = new Set(parts(text));
  return parts(kept).every(part => now.has(part));
}

/** Keeps what is written with editions and is not kept yet. @returns those editions */
export function keep(folder: string): string[] {
  const open = allWritten().filter(each => keptOf(folder, each) !== each.text);
  for (const each of open) {
    const path = pathOf(folder, each);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, each.text);
  }
  return [...new Set(open.map(({ edition }) => edition))];
}
