export * from './codes';
export * from './events';
export { requestStreamOf, type RequestState } from './state';
