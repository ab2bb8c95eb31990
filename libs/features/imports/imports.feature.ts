import { feature } from '#libs/feature';

export const imports = feature<Record<never, never>>({
  name: 'imports',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/imports/imports.module')).ImportsModule,
});
