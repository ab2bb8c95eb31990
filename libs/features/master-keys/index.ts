export * from './events';
export { MasterKeys } from './master-keys';
export { wanting, type EpochsState, type Wanted } from './state';
