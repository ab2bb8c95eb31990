export * from '../queries';
export { ownEntries } from '../own';
export * from '../migrations';
export { segmentsThatDiffer } from '../times';
export { blocksThatDiffer, blocksWanting } from '../postings';
