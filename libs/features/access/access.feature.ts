import { feature } from '#libs/feature';
import { ACCESS_EVENTS, type AccessEventData } from './events';
import { accessMigrations } from './migrations';
import { SignInsProjection } from './projection';
import { accessEntries } from './register-entries';

export const access = feature<AccessEventData>({
  name: 'access',
  streams: { 'access-': 'subject', 'access-searches-': null, 'access-actors-': null },
  events: ACCESS_EVENTS,
  entries: accessEntries,
  readModels: { 'sign-ins': () => new SignInsProjection() },
  migrations: accessMigrations,
  module: async () => (await import('#features/access/access.module')).AccessModule,
});
