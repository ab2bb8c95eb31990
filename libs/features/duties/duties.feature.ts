import { feature } from '#libs/feature';
import { dutyMigrations } from './migrations';
import { DutiesProjection } from './projection';
import { dutyTimers } from './timers';

/** Recipients are told what was done to the data that they got (Art. 19). Its events are the subject's own. */
export const duties = feature<Record<never, never>>({
  name: 'duties',
  streams: {},
  events: {},
  entries: {},
  timers: dutyTimers,
  readModels: { duties: () => new DutiesProjection() },
  migrations: dutyMigrations,
  module: async () => (await import('#features/duties/duties.module')).DutiesModule,
});
