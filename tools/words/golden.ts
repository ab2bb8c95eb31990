import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AREAS, EDITIONS, LANGUAGES, type Area, type Language } from '#libs/words';
import { PREVIEWS } from './previews';

/** Where the texts are kept that were written with each edition, below the root of the repository. */
export const GOLDEN = 'tools/words/golden';

/** All that is written with an edition, in a language. */
interface Written {
  /** Such as `requests/1`. */
  readonly edition: string;
  readonly language: Language;
  readonly text: string;
}

/** What is written with every edition that there is. Of an area that is names alone nothing is. */
export function allWritten(): Written[] {
  return AREAS.flatMap(area =>
    EDITIONS[area].flatMap((_, i) =>
      LANGUAGES.flatMap(language => {
        const edition = `${area}/${i + 1}`;
        const text = writtenWith(edition, area, language);
        return text === '' ? [] : [{ edition, language, text }];
      }),
    ),
  );
}

function writtenWith(edition: string, area: Area, language: Language): string {
  return PREVIEWS[area]
    .flatMap(({ name, make }) => {
      const { text } = make(language, [edition]);
      return text === undefined ? [] : [`##### ${name}\n\n${text}`];
    })
    .join('\n');
}

function pathOf(folder: string, { edition, language }: Pick<Written, 'edition' | 'language'>): string {
  return join(folder, `${edition.replace('/', '-')}.${language}.txt`);
}

/** As it was kept when the edition was published; undefined where it was not. @param folder {@link GOLDEN} */
export function keptOf(folder: string, written: Pick<Written, 'edition' | 'language'>): string | undefined {
  const path = pathOf(folder, written);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Keeps what is written with the editions of which nothing is kept. @returns those */
export function keep(folder: string): string[] {
  const open = allWritten().filter(each => keptOf(folder, each) === undefined);
  for (const each of open) {
    const path = pathOf(folder, each);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, each.text);
  }
  return [...new Set(open.map(({ edition }) => edition))];
}
