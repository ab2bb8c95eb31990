import type { CatalogueEventData } from '#libs/catalogue';
import type { EntryFunctions } from '#libs/register';

/** From when on which rules held (P21). The digest tells the version's content. */
export const catalogueEntries: EntryFunctions<CatalogueEventData> = {
  CataloguePublished: ({ version, from, digest }) => [
    { kind: 'catalogue-published', about: { digest, from, version } },
  ],
};
