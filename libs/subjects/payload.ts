import { purposeName, type Field } from '#libs/catalogue';
import { heldFor } from './evolve';
import type { HeldRef } from './opened';
import type { SubjectState } from './state';

/**
 * The held values that a sharing or a renewal contact took: what a handler opens and answers. For a retried command,
 * pass the state as it was at that event: the values may have been corrected since, and those that went out go out again.
 */
export function payloadOf(
  state: SubjectState,
  used: { readonly purpose: string; readonly versions: Readonly<Partial<Record<Field, number>>> },
): HeldRef[] {
  const purpose = purposeName(used.purpose);
  const held = heldFor(state, purpose);
  return (Object.entries(used.versions) as [Field, number][]).flatMap(([field, version]) => {
    const value = held[field];
    return value?.version === version ? [{ purpose, field, held: value }] : [];
  });
}
