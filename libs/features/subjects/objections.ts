import { purposeName, type Purpose } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import { isOpenToObjection } from './objectable';
import type { Objection, SubjectState } from './state';

/** The objection that stands against a purpose: pending, or upheld. By the purpose's name: a new version changes nothing. */
export function objectionTo(
  { objections }: SubjectState,
  purpose: string,
): (Objection & { readonly objection: string }) | undefined {
  const name = purposeName(purpose);
  const found = Object.entries(objections).find(([, each]) => each.purpose === name);
  return found && { objection: found[0], ...found[1] };
}

export function requireOpenToObjection(purpose: Pick<Purpose, 'basis' | 'dpv'>): void {
  if (!isOpenToObjection(purpose))
    throw new DomainError('objection-not-applicable', { basis: purpose.basis });
}

/** Art. 17(1)(c): what is erased for an objection is what it was upheld against, and nothing else. */
export function requireUpheld(state: SubjectState, purpose: Pick<Purpose, 'id' | 'basis' | 'dpv'>): void {
  if (isUpheld(state, purpose.id)) return;
  requireOpenToObjection(purpose);
  throw new DomainError('objection-not-upheld', { purpose: purpose.id });
}

export function isUpheld(state: SubjectState, purpose: string): boolean {
  return objectionTo(state, purpose)?.status === 'upheld';
}

/** Art. 21(1): no further processing for a purpose that is objected to, from the objection on (Art. 18(1)(d)). */
export function requireNoObjection(state: SubjectState, { id }: Pick<Purpose, 'id'>): void {
  if (objectionTo(state, id)) {
    const refusal = { reason: 'condition-unmet', purpose: id, condition: 'no-objection' } as const;
    throw new DomainError('purpose-objected', { purpose: id }, refusal);
  }
}
