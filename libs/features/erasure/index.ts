export * from './events';
export { BeginErasure } from './commands/begin-erasure';
export { CarryOnErasure } from './commands/carry-on-erasure';
export { EndKeys } from './commands/end-keys';
export { ExpireSubject } from './commands/expire-subject';
export { ReviewRetention } from './commands/review-retention';
export { Fencing, type ErasureStep } from './fencing';
export { ReadErasure, type Wanting } from './queries/read-erasure';
