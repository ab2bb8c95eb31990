export * from '../queries';
export { ownEntries } from '../own';
export * from '../migrations';
export { segmentsThatHide } from '../times';
export { blocksThatDiffer } from '../postings';
