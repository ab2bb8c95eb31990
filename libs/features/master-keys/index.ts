export * from './events';
export { MasterKeys } from './master-keys';
export { MasterKeysModule } from './master-keys.module';
export { wanting, type EpochsState, type Wanted } from './state';
