import type { CatalogueEventData } from '#libs/catalogue';
import type { EntryFunctions } from './entries';

/** Published versions of policy and catalogue (P21). */
export const catalogueEntries: EntryFunctions<CatalogueEventData> = {
  CataloguePublished: ({ version, from, digest }) => [
    { kind: 'catalogue-published', about: { version, from, digest } },
  ],
};
