import { feature } from '#libs/feature';
import { CATALOGUE_EVENTS, type CatalogueEventData } from '#libs/catalogue';
import { catalogueEntries } from './register-entries';

export const catalogue = feature<CatalogueEventData>({
  name: 'catalogue',
  streams: { catalogue: null },
  events: CATALOGUE_EVENTS,
  entries: catalogueEntries,
  module: async () => (await import('#features/catalogue/catalogue.module')).CatalogueModule,
});
