import type { BeginErasureBody } from '#libs/features/erasure';
import type { Uuid } from '#libs/kernel';
import type { RequestKind } from './codes';
import type { CarryingOutBegun } from './events';

/** What a request is to be carried out by erasing: what is held for a purpose, or all of the subject. */
export function scopeOf({ purpose }: { readonly purpose?: string }): BeginErasureBody['scope'] {
  return purpose === undefined ? { of: 'subject' } : { of: 'purpose', purpose };
}

/** The erasure that a request is carried out by. What states no ground is no longer needed, or was objected to (Art. 17(1)(a), (c)). */
export function erasureOf(
  kind: RequestKind | undefined,
  request: Uuid,
  begun: Pick<CarryingOutBegun, 'purpose' | 'reason' | 'finding' | 'law'>,
): BeginErasureBody {
  const { reason, finding, law } = begun;
  return {
    scope: scopeOf(begun),
    reason: reason ?? (kind === 'objection' ? 'objection' : 'no-longer-needed'),
    ...(finding && { finding }),
    ...(law !== undefined && { law }),
    request,
  };
}
