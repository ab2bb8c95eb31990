import { feature } from '#libs/feature';

export const portal = feature<Record<never, never>>({
  name: 'portal',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/portal/portal.module')).PortalModule,
});
