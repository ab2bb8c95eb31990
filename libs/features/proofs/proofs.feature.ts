import { feature } from '#libs/feature';

export const proofs = feature<Record<never, never>>({
  name: 'proofs',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/proofs/proofs.module')).ProofsModule,
});
