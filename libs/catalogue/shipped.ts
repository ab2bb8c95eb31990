import { CatalogueRefused, readCatalogue } from './check';
import policy20180525 from './data/2018-05-25.json';
import type { Catalogue } from './types';

/** The files that come with this program. One that was published is never edited (P21): a change is a new file. */
const FILES: readonly [file: string, data: unknown][] = [['2018-05-25.json', policy20180525]];

/**
 * The catalogues that come with this program, in the order of their first day.
 * @throws CatalogueRefused when a file has the wrong shape or name, or contradicts itself
 */
export function shippedCatalogues(): readonly Catalogue[] {
  return FILES.map(([file, data]) => {
    const catalogue = readCatalogue(data, file);
    if (file !== `${catalogue.version}.json`)
      throw new CatalogueRefused(file, [`the file holds version ${catalogue.version}`]);
    return catalogue;
  }).sort((a, b) => (a.from < b.from ? -1 : 1));
}
