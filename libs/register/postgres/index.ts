export * from '../queries';
export { ownEntries } from '../own';
export * from '../migrations';
export { segmentsThatDiffer } from '../times';
export { blocksThatDiffer } from '../postings';
