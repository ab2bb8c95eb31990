import { feature } from '#libs/feature';
import {
  MEDIATION_EVENTS,
  MEDIATION_LOOK_EVENTS,
  mediationOf,
  mediationOwner,
  type MediationEventData,
  type MediationLookEventData,
} from './events';
import { mediationMigrations } from './migrations';
import { MediationsProjection } from './projection';
import { mediationEntries } from './register-entries';
import { mediationTimers } from './timers';

export const mediation = feature<MediationEventData & MediationLookEventData>({
  name: 'mediation',
  streams: { 'mediation-': 'mediation', 'look-mediation-': 'mediation' },
  events: { ...MEDIATION_EVENTS, ...MEDIATION_LOOK_EVENTS },
  entries: mediationEntries,
  ends: { MediationEnded: (_, { stream }) => mediationOwner(mediationOf(stream)) },
  timers: mediationTimers,
  readModels: { mediations: () => new MediationsProjection() },
  migrations: mediationMigrations,
  module: async () => (await import('#features/mediation/mediation.module')).MediationModule,
});
