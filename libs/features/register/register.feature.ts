import { feature } from '#libs/feature';
import type { RefusalEventData } from '#libs/commands';
import { firstVersion } from '#libs/event-store';
import { RegisterProjection } from '#libs/register';
import { registerMigrations } from '#libs/register/postgres';
import { refusalEntries } from './register-entries';

export const register = feature<RefusalEventData>({
  name: 'register',
  streams: { 'refusal-': 'subject' },
  events: { ProcessingRefused: firstVersion },
  entries: refusalEntries,
  readModels: { register: ({ entries, holds }) => new RegisterProjection(entries, holds) },
  migrations: registerMigrations,
  module: async () => (await import('#features/register/register.module')).RegisterModule,
});
