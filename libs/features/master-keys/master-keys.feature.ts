import { feature } from '#libs/feature';
import { EPOCH_EVENTS, type EpochEventData } from './events';
import { epochEntries } from './register-entries';

export const masterKeys = feature<EpochEventData>({
  name: 'master-keys',
  streams: { epochs: null },
  events: EPOCH_EVENTS,
  entries: epochEntries,
  module: async () => (await import('#features/master-keys/master-keys.module')).MasterKeysModule,
});
