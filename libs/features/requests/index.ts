export * from './codes';
export * from './events';
export { requestStreamOf, type RequestState } from './state';
export { openRequests, requestsOf } from './list';
export { portable } from './document';
