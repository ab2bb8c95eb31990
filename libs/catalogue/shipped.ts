import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogueRefused, readCatalogue } from './check';
import policy20180525 from './data/2018-05-25.json';
import policy20180525second from './data/2018-05-25.2.json';
import type { Catalogue } from './types';

/** The files that come with this program. One that was published is never edited (P21): a change is a new file. */
const FILES: readonly [file: string, data: unknown][] = [
  ['2018-05-25.json', policy20180525],
  ['2018-05-25.2.json', policy20180525second],
];

/**
 * The catalogues that come with this program, in the order of their first day.
 * @throws CatalogueRefused when a file has the wrong shape or name, or contradicts itself
 */
export function shippedCatalogues(): readonly Catalogue[] {
  return inOrder(FILES);
}

/**
 * Those of a folder, `<version>.json` each, instead: of another controller, or of policies that came later.
 * @throws CatalogueRefused as {@link shippedCatalogues}, or where the folder has none
 */
export function cataloguesIn(folder: string): readonly Catalogue[] {
  const files = jsonFilesOf(folder);
  if (files.length === 0) throw new CatalogueRefused(folder, ['the folder has no catalogue, <version>.json']);
  return inOrder(files.map(file => [file, parsed(folder, file)]));
}

function jsonFilesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    throw new CatalogueRefused(folder, ['the folder cannot be read']);
  }
}

function parsed(folder: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } catch {
    throw new CatalogueRefused(file, ['it is no JSON']);
  }
}

function inOrder(files: readonly (readonly [file: string, data: unknown])[]): readonly Catalogue[] {
  return files
    .map(([file, data]) => {
      const catalogue = readCatalogue(data, file);
      if (file !== `${catalogue.version}.json`)
        throw new CatalogueRefused(file, [`the file holds version ${catalogue.version}`]);
      return catalogue;
    })
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}
