import { feature } from '#libs/feature';
import { LookupsProjection } from './lookups.projection';
import { recordMigrations } from './migrations';
import { RecordsProjection } from './projection';

export const records = feature<Record<never, never>>({
  name: 'records',
  streams: {},
  events: {},
  entries: {},
  readModels: {
    records: () => new RecordsProjection(),
    lookups: ({ vault, workers, progress }) => new LookupsProjection(vault, workers, progress),
  },
  migrations: recordMigrations,
  module: async () => (await import('#features/records/records.module')).RecordsModule,
});
