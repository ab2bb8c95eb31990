import type { Field } from '#libs/catalogue';
import type { Envelope, Opened } from '#libs/vault';
import type { Uuid } from '#libs/kernel';
import type { Current } from './guards';
import type { HeldValue, SubjectState } from './state';
import { heldFor } from './evolve';

/** A held value by its purpose (without version) and field. */
export interface HeldRef {
  readonly purpose: string;
  readonly field: Field;
  readonly held: HeldValue;
}

/** The held values of these fields (all, if none are named) for these purposes (all, if none are named). */
export function heldRefs(
  state: SubjectState,
  fields?: readonly string[],
  purposes: readonly string[] = Object.keys(state.purposes),
): HeldRef[] {
  return purposes.flatMap(purpose =>
    Object.entries(heldFor(state, purpose))
      .filter(([field]) => fields === undefined || fields.includes(field))
      .map(([field, held]) => ({ purpose, field: field as Field, held })),
  );
}

/** What has to be opened to read these values: each envelope once. In the form that the vault's `openAll` takes. */
export function envelopesOf(refs: readonly HeldRef[]): { eventId: Uuid; envelope: Envelope }[] {
  const envelopes = new Map(
    refs.map(({ held }) => [held.sealed, { eventId: held.event, envelope: held.sealed }]),
  );
  return [...envelopes.values()];
}

/** The opened values of these references, given what the vault answered to {@link envelopesOf} of the same list. */
export function openedValues(refs: readonly HeldRef[], opened: readonly Opened[]): Current {
  const order = [...new Set(refs.map(({ held }) => held.sealed))];
  return (purpose, field) => {
    const ref = refs.find(each => each.purpose === purpose && each.field === field);
    const envelope = ref && opened[order.indexOf(ref.held.sealed)];
    return envelope?.state === 'open' ? envelope.values[field] : undefined;
  };
}
