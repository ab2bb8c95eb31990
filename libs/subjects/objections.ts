import { purposeName, type Purpose } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
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

/** Art. 21(1): no further processing for a purpose that is objected to, from the objection on (Art. 18(1)(d)). */
export function requireNoObjection(state: SubjectState, { id }: Pick<Purpose, 'id'>): void {
  if (objectionTo(state, id)) throw new DomainError('purpose-objected', { purpose: id });
}
