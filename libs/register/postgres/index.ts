export * from '../queries';
export { ownEntries } from '../own';
export * from '../migrations';
