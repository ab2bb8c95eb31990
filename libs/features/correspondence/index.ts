import { MattersController } from './matters.controller';

export { MatterCommand, type MatterOutcome } from './command';
export * from './events';
export { listMatters, type ListedMatter } from './list';
export { matterMigrations } from './migrations';
export { MatterCommandHandler, StreamReader } from './matter-command.handler';
export { Matters } from './matters';
export { MatterEndings, MattersProjection, type EndOfMatter } from './projections';
export { matterEntries } from './register-entries';
export { matterTimerHandlers, matterTimers } from './timers';
export const MATTER_CONTROLLERS = [MattersController];
