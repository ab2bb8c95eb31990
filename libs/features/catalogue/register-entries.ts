import type { CatalogueEventData } from '#libs/catalogue';
import type { EntryFunctions } from '#libs/register';
import type { DraftEventData } from './events';

/** From when on which rules held (P21). The digest tells the version's content. A draft holds for nothing. */
export const catalogueEntries: EntryFunctions<CatalogueEventData & DraftEventData> = {
  CataloguePublished: ({ version, from, digest }) => [
    { kind: 'catalogue-published', about: { digest, from, version } },
  ],
  CatalogueDraftPublished: ({ version, from, digest, draft, draftedBy }) => [
    { kind: 'catalogue-published', about: { digest, draft, draftedBy, from, version } },
  ],
  CatalogueDrafted: () => [],
  CatalogueDraftWithdrawn: () => [],
};
