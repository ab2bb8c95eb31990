export * from './types';
export { TimersProjection, TimerTable } from './projection';
export { sweepStates, timerStates, type SweepState, type TimerState } from './table';
