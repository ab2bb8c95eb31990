import { feature } from '#libs/feature';
import { todayMigrations } from './migrations';
import { StatisticsProjection } from './statistics.projection';

export const today = feature<Record<never, never>>({
  name: 'today',
  streams: {},
  events: {},
  entries: {},
  readModels: { statistics: ({ entries }) => new StatisticsProjection(entries) },
  migrations: todayMigrations,
  module: async () => (await import('#features/today/today.module')).TodayModule,
});
