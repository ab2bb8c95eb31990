export * from './events';
export * from './decide';
export * from './erasures';
export * from './fencing';
export * from './kept';
export { orphanSweep } from './orphans';
export { fenceEntries } from './register-entries';
export { erasureTimerHandlers, erasureTimers } from './timers';
export { ErasuresController } from './erasures.controller';
