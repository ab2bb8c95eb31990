import { contractOf, purposeName, type Catalogue, type Field } from '#libs/catalogue';
import type { UsedFields } from './events';
import { heldFor } from './evolve';
import type { SubjectState } from './state';

/** The field by which somebody is reached. */
export const REACHED_BY = {
  email: 'email',
  letter: 'address',
  telephone: 'telephone',
} as const satisfies Readonly<Record<string, Field>>;
/** What somebody is called, and the language that they are written to in. */
export const ADDRESSED_BY: readonly Field[] = ['familyName', 'givenName', 'language'];

/** In the application people are reached by nothing of theirs: they are there themselves. */
export type ReachedBy = keyof typeof REACHED_BY | 'application';

/** Fields that somebody is reached and addressed with. */
export function fieldsToReach(by: ReachedBy): readonly Field[] {
  return by === 'application' ? [] : [REACHED_BY[by], ...ADDRESSED_BY];
}

/** Of the fields that somebody is reached with those that their contract holds now. */
export function reachedWith(state: SubjectState, by: ReachedBy, catalogue: Catalogue): UsedFields {
  const contract = contractOf(catalogue);
  if (!contract || state.erasure !== 'none') return {};
  const held = heldFor(state, purposeName(contract.id));
  return Object.fromEntries(
    fieldsToReach(by).flatMap(field => {
      const value = held[field];
      return value ? [[field, { commitment: value.commitment, version: value.version }]] : [];
    }),
  );
}
