export * from '../queries';
export { ownEntries } from '../own';
export * from '../migrations';
export { partsThere } from '../parts';
export { segmentsThatDiffer } from '../times';
export { blocksThatDiffer, blocksWanting } from '../postings';
