import { feature } from '#libs/feature';
import { CATALOGUE_EVENTS, CATALOGUE_STREAM, type CatalogueEventData } from '#libs/catalogue';
import { DRAFT_EVENTS, DRAFTS_STREAM, type DraftEventData } from './events';
import { catalogueEntries } from './register-entries';

export const catalogue = feature<CatalogueEventData & DraftEventData>({
  name: 'catalogue',
  streams: { [CATALOGUE_STREAM]: null, [DRAFTS_STREAM]: null },
  events: { ...CATALOGUE_EVENTS, ...DRAFT_EVENTS },
  entries: catalogueEntries,
  module: async () => (await import('#features/catalogue/catalogue.module')).CatalogueModule,
});
