export { MatterCommand, type MatterOutcome } from './command';
export * from './events';
export { listMatters, type ListedMatter } from './list';
export { matterEntries } from './register-entries';
