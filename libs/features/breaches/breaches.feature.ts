import { feature } from '#libs/feature';
import { BREACH_EVENTS, BREACH_LOOK_EVENTS, type BreachEventData, type BreachLookEventData } from './events';
import { breachMigrations } from './migrations';
import { BreachesProjection } from './projection';
import { breachEntries } from './register-entries';
import { breachTimers } from './timers';

export const breaches = feature<BreachEventData & BreachLookEventData>({
  name: 'breaches',
  streams: { 'breach-': 'breach', 'look-breach-': 'breach' },
  events: { ...BREACH_EVENTS, ...BREACH_LOOK_EVENTS },
  entries: breachEntries,
  timers: breachTimers,
  readModels: { breaches: () => new BreachesProjection() },
  migrations: breachMigrations,
  module: async () => (await import('#features/breaches/breaches.module')).BreachesModule,
});
