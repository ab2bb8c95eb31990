import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, type Fault, type Files, type Language } from '#libs/words/check';

/** Where the words are, below the root of the repository. */
export const WORDS = 'libs/words';

/** Where the page's own texts are, in folders alike; they have no editions. */
export const PAGE = 'apps/console/src/i18n';

/** Editions that there are, such as `requests/1`: areas by name, the editions of each in order. */
export function editionsIn(folder: string): string[] {
  return groupsIn(folder).flatMap(area =>
    groupsIn(join(folder, area))
      .map(Number)
      .filter(Number.isInteger)
      .sort((one, other) => one - other)
      .map(number => `${area}/${number}`),
  );
}

/** Folders of files, by name. */
export function groupsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap(each => (each.isDirectory() ? [each.name] : []))
    .sort();
}

/** The files of an edition, and what of them cannot be read. */
export function readFiles(
  folder: string,
  edition: string,
): { readonly files: Files; readonly faults: Fault[] } {
  const faults: Fault[] = [];
  const read = (language: Language): unknown => {
    const file = `${edition}/${language}.json`;
    const fault = (what: string, word?: string): unknown =>
      faults.push({ file, what, ...(word !== undefined && { word }) });
    if (!existsSync(join(folder, file))) return void fault('it is missing');
    const text = readFileSync(join(folder, file), 'utf8');
    try {
      const words: unknown = JSON.parse(text);
      for (const word of twice(text)) fault('it is there twice', word);
      return words;
    } catch (error) {
      return void fault(`it is no JSON: ${(error as Error).message}`);
    }
  };
  const [nl, fr, en] = LANGUAGES.map(read);
  return { files: { nl, fr, en }, faults };
}

/** The page's texts in the form of the others: its library has placeholders in double braces. */
export function asMessages(files: Files): Files {
  return JSON.parse(JSON.stringify(files).replace(/\{\{(\w+)\}\}/g, '{$1}')) as Files;
}

/** Words that stand in a file more than once: a JSON parser takes the last. */
function twice(text: string): string[] {
  const names = [...text.matchAll(/^\s*"((?:[^"\\]|\\.)*)"\s*:/gm)].map(([, name]) => name!);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

/** `index.ts` of an area, by which the program has its editions. */
export function indexOf(area: string, editions: readonly string[]): string {
  const numbers = editions
    .filter(each => each.startsWith(`${area}/`))
    .map(each => each.slice(area.length + 1));
  const lists = numbers.map(number => `{ ${LANGUAGES.map(each => `${each}: ${each}${number}`).join(', ')} }`);
  return [
    '// `npm run words -- --new AREA` writes this file.',
    ...numbers.flatMap(number =>
      [...LANGUAGES].sort().map(each => `import ${each}${number} from './${number}/${each}.json';`),
    ),
    '',
    '/** The editions of these words, the first first. */',
    ...(lists.length === 1
      ? [`export const EDITIONS = [${lists[0]!}] as const;`]
      : ['export const EDITIONS = [', ...lists.map(each => `  ${each},`), '] as const;']),
    '',
  ].join('\n');
}

/** Begins the next edition of an area as a copy of its newest. @returns it, such as `requests/2` */
export function beginEdition(folder: string, area: string): string {
  const newest = editionsIn(folder).findLast(each => each.startsWith(`${area}/`))!;
  const next = `${area}/${Number(newest.slice(area.length + 1)) + 1}`;
  cpSync(join(folder, newest), join(folder, next), { recursive: true });
  writeFileSync(join(folder, area, 'index.ts'), indexOf(area, editionsIn(folder)));
  return next;
}
