import { feature } from '#libs/feature';

export const accessDocument = feature<Record<never, never>>({
  name: 'access-document',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/access-document/access-document.module')).AccessDocumentModule,
});
