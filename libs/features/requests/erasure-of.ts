import type { BeginErasureBody } from '#libs/features/erasure';
import type { Uuid } from '#libs/kernel';
import type { RequestKind } from './codes';
import type { CarryingOutBegun } from './events';

/** The erasure that a request is carried out by. What states no ground is no longer needed, or was objected to (Art. 17(1)(a), (c)). */
export function erasureOf(
  kind: RequestKind | undefined,
  request: Uuid,
  { purpose, reason, finding, law }: Pick<CarryingOutBegun, 'purpose' | 'reason' | 'finding' | 'law'>,
): BeginErasureBody {
  return {
    scope: purpose === undefined ? { of: 'subject' } : { of: 'purpose', purpose },
    reason: reason ?? (kind === 'objection' ? 'objection' : 'no-longer-needed'),
    ...(finding && { finding }),
    ...(law !== undefined && { law }),
    request,
  };
}
