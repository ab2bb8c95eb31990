import { BeginErasureHandler } from './begin-erasure';
import { CarryOnErasureHandler } from './carry-on-erasure';
import { EndKeptHandler } from './end-kept';
import { EndKeysHandler } from './end-keys';
import { ExpireSubjectHandler } from './expire-subject';
import { ReviewRetentionHandler } from './review-retention';

export const ERASURE_COMMANDS = [
  BeginErasureHandler,
  CarryOnErasureHandler,
  EndKeptHandler,
  EndKeysHandler,
  ExpireSubjectHandler,
  ReviewRetentionHandler,
];
