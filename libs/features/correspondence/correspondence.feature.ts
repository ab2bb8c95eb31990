import { feature } from '#libs/feature';
import {
  MATTER_EVENTS,
  MATTER_LOOK_EVENTS,
  matterOf,
  matterOwner,
  type MatterEventData,
  type MatterLookEventData,
} from './events';
import { matterMigrations } from './migrations';
import { MattersProjection } from './projection';
import { matterEntries } from './register-entries';
import { matterTimers } from './timers';

export const correspondence = feature<MatterEventData & MatterLookEventData>({
  name: 'correspondence',
  streams: { 'matter-': 'matter', 'look-matter-': 'matter' },
  events: { ...MATTER_EVENTS, ...MATTER_LOOK_EVENTS },
  entries: matterEntries,
  ends: { MatterEnded: (_, { stream }) => matterOwner(matterOf(stream)) },
  timers: matterTimers,
  readModels: { matters: () => new MattersProjection() },
  migrations: matterMigrations,
  module: async () => (await import('#features/correspondence/correspondence.module')).CorrespondenceModule,
});
