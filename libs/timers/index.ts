export * from './types';
export { timerMigrations } from './migrations';
export { TimersProjection, TimerTable } from './projection';
export { sweepStates, timerStates, type SweepState, type TimerState } from './table';
export { TimerWorker, type TimerOptions } from './worker';
