export * from './events';
export { matterStreamOf } from './state';
