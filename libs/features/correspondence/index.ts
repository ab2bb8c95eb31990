export * from './events';
export { matterStreamOf, type MatterState } from './state';
