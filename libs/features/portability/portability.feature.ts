import { feature } from '#libs/feature';

export const portability = feature<Record<never, never>>({
  name: 'portability',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/portability/portability.module')).PortabilityModule,
});
