import type { Static } from '@sinclair/typebox';
import { DomainError } from '#libs/kernel';
import { event, requireSubject, type SubjectDecided } from '../decisions';
import { sharingsOf, type SubjectState } from '../state';
import { closed, Id, oneOf } from '../vocabulary/schemas';

/** Records that a sharing did not arrive: its recipient does not have what was to go out. */
export const RecordSharingFailedBody = closed({
  sharing: Id,
  reason: oneOf(['rejected', 'unreachable', 'cancelled']),
});
export type RecordSharingFailed = Static<typeof RecordSharingFailedBody>;

export function decideRecordSharingFailed(
  state: SubjectState,
  command: RecordSharingFailed,
): SubjectDecided[] {
  requireSubject(state);
  const { sharing, reason } = command;
  if (sharing in state.failedSharings) return [];
  for (const known of sharingsOf(state)) {
    if (known.sharing === sharing) return [event('SharingFailed', { sharing, reason })];
  }
  throw new DomainError('sharing-unknown');
}
