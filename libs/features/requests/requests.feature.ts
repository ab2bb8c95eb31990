import { feature } from '#libs/feature';
import {
  REQUEST_EVENTS,
  REQUEST_LOOK_EVENTS,
  type RequestEventData,
  type RequestLookEventData,
} from './events';
import { requestExecutions } from './executions.reactor';
import { requestMigrations } from './migrations';
import { RequestsProjection } from './projection';
import { requestEntries } from './register-entries';
import { requestTimers } from './timers';

export const requests = feature<RequestEventData & RequestLookEventData>({
  name: 'requests',
  streams: { 'request-': 'request', 'look-request-': 'request' },
  events: { ...REQUEST_EVENTS, ...REQUEST_LOOK_EVENTS },
  entries: requestEntries,
  timers: requestTimers,
  readModels: { requests: () => new RequestsProjection() },
  reactors: { 'request-executions': () => requestExecutions },
  migrations: requestMigrations,
  module: async () => (await import('#features/requests/requests.module')).RequestsModule,
});
