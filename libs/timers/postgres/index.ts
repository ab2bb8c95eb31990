export { timerMigrations } from '../migrations';
export { TimerWorker, type TimerOptions } from '../worker';
