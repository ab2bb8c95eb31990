import { feature } from '#libs/feature';
import { SIGNING_EVENTS, type SigningEventData } from './events';
import { signingEntries } from './register-entries';

export const signing = feature<SigningEventData>({
  name: 'signing',
  streams: { signing: null },
  events: SIGNING_EVENTS,
  entries: signingEntries,
  sweeps: [async () => (await import('#features/signing/checkpoint.sweep')).CheckpointSweep],
  module: async () => (await import('#features/signing/signing.module')).SigningModule,
});
