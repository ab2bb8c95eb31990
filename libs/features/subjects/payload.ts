import { purposeName, type Field } from '#libs/catalogue';
import { heldFor } from './evolve';
import type { HeldRef } from './opened';
import type { SubjectState } from './state';

/**
 * The held values that a sharing or a renewal contact took: what a handler opens and answers. For a retried command, pass
 * the state as it was at that event: the values may have been corrected since, and what went out goes out again.
 * @throws Error for a state that does not hold exactly these versions: a payload is whole or not at all
 */
export function payloadOf(
  state: SubjectState,
  used: { readonly purpose: string; readonly versions: Readonly<Partial<Record<Field, number>>> },
): HeldRef[] {
  const purpose = purposeName(used.purpose);
  const values = heldFor(state, purpose);
  return (Object.entries(used.versions) as [Field, number][]).map(([field, version]) => {
    const held = values[field];
    if (held?.version !== version) throw new Error(`the state holds another version of ${field}`);
    return { purpose, field, held };
  });
}
