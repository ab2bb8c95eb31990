export * from '../queries';
export { ownEntries } from '../own';
export * from '../migrations';
export { numbersOf, segmentsThatHide } from '../times';
