export { CheckpointSweep } from './checkpoint.sweep';
export * from './events';
export { Signings, type SigningPlaces } from './signings';
export { activeKey, SIGNING, type KnownKey, type SigningState } from './state';
