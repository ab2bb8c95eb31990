import { feature } from '#libs/feature';

/** What leaves: to recipients, and to the customer about a renewal. Its events are the subject's own. */
export const sharings = feature<Record<never, never>>({
  name: 'sharings',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/sharings/sharings.module')).SharingsModule,
});
