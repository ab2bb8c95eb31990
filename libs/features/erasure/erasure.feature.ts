import { feature } from '#libs/feature';
import { endings } from './endings.reactor';
import { FENCE_EVENTS, type FenceEventData } from './events';
import { erasureMigrations } from './migrations';
import { fenceEntries } from './register-entries';
import { erasureDue } from './timers';

export const erasure = feature<FenceEventData>({
  name: 'erasure',
  streams: { erasures: null },
  events: FENCE_EVENTS,
  entries: fenceEntries,
  timers: erasureDue,
  reactors: { endings },
  sweeps: [async () => (await import('#features/erasure/orphans.sweep')).OrphanSweep],
  migrations: erasureMigrations,
  module: async () => (await import('#features/erasure/erasure.module')).ErasureModule,
});
