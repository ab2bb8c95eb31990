import { feature } from '#libs/feature';
import { SubjectLinksProjection } from './links.projection';
import { oversightMigrations } from './migrations';

export const oversight = feature<Record<never, never>>({
  name: 'oversight',
  streams: {},
  events: {},
  entries: {},
  readModels: { 'subject-links': () => new SubjectLinksProjection() },
  sweeps: [async () => (await import('#features/oversight/expiry.sweep')).ExpirySweep],
  migrations: oversightMigrations,
  module: async () => (await import('#features/oversight/oversight.module')).OversightModule,
});
