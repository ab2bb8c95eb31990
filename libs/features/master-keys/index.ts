export { AttestDestruction } from './commands/attest-destruction';
export { RecordActivation, RecordActivationHandler } from './commands/record-activation';
export { RecordRetirement, RecordRetirementHandler } from './commands/record-retirement';
export * from './events';
export { MasterKeys } from './master-keys';
export { type EpochsState } from './state';
export { type Wanted } from './wanting';
