export * from './codes';
export * from './events';
export { requestStreamOf, type RequestState } from './state';
export { RequestCommand, type RequestCommandName } from './command';
export { RequestCommandHandler } from './request-command.handler';
export { Executions } from './executions';
export { openRequests, requestsOf, type ListedRequest } from './list';
export { requestEntries } from './register-entries';
export { portable } from './document';
