export * from './codes';
export * from './events';
export { requestStreamOf, type RequestState } from './state';
export { RequestCommand, type RequestCommandName } from './command';
export { RequestCommandHandler } from './request-command.handler';
export { Executions, type Erase } from './executions';
export { ExecutionsProjection } from './executions.projection';
export { requestMigrations } from './migrations';
export { RequestsProjection } from './projection';
export { requestEntries } from './register-entries';
export { requestTimerHandlers, requestTimers, type EndKeys } from './timers';
export { RequestLooks } from './looks';
export { Disclosures, portable } from './document';
export { Requests } from './view';
export { Present, RequestQueriesController } from './queries.controller';
import { RequestsController } from './commands.controller';
import { RequestQueriesController } from './queries.controller';

export const REQUEST_CONTROLLERS = [RequestsController, RequestQueriesController];
