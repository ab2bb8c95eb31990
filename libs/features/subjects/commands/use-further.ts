import { Type, type Static } from '@sinclair/typebox';
import { purposeName, type Catalogue, type Field } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError, type Json } from '#libs/kernel';
import {
  event,
  refuseFromMatter,
  requireOpen,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  sealedFor,
  type Current,
  type SubjectDecided,
} from '../decisions';
import { heldFor } from '../evolve';
import { heldRefs, type HeldRef } from '../opened';
import { heldIn, periodOf } from '../purposes';
import type { SubjectState } from '../state';
import { mustHold, newTo, refuseOverCollection, requireEnough, requireTerms } from '../values';
import { CatalogueName, closed } from '../vocabulary/schemas';

/** Uses values that are held for one purpose for a further one, which is open and needs them (P04, P22). */
export const UseFurtherBody = closed({
  from: CatalogueName,
  to: CatalogueName,
  fields: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), {
      minItems: 1,
      maxItems: 16,
      uniqueItems: true,
      description: 'Default: those that the further purpose requires and does not have yet.',
    }),
  ),
});
export type UseFurther = Static<typeof UseFurtherBody>;

/** What to open before the decision: the values to be sealed anew, and those that the further purpose holds. */
export function heldForUseFurther(state: SubjectState, command: UseFurther): HeldRef[] {
  return heldRefs(state, command.fields, [...new Set([command.from, command.to])]);
}

export function decideUseFurther(
  state: SubjectState,
  command: UseFurther,
  given: Given,
  catalogue: Catalogue,
  current: Current,
): SubjectDecided[] {
  requireSubject(state);
  const day = brusselsDay(given.now);
  const [from, to] = [requirePurpose(catalogue, command.from), requirePurpose(catalogue, command.to)];
  refuseFromMatter(from);
  const [fromName, toName] = [purposeName(from.id), purposeName(to.id)];
  requireOpen(state, to, day);
  requireUnrestricted(state);
  requireTerms(state, catalogue, to, day);
  if (command.fields) refuseOverCollection(to, state.kind, command.fields);

  const held = heldIn(state, to, day);
  const fields =
    (command.fields as Field[] | undefined) ?? mustHold(to, state.kind).filter(field => !held[field]);
  const values: Partial<Record<Field, Json>> = {};
  const missing: Field[] = [];
  for (const field of fields) {
    const value = current(fromName, field);
    if (value === undefined) missing.push(field);
    else values[field] = value;
  }
  if (missing.length > 0)
    throw new DomainError('field-not-held', { purpose: from.id, fields: missing.sort() });
  const fresh = newTo(toName, values, held, current);
  if (Object.keys(fresh).length === 0) return [];
  requireEnough(to, state.kind, held, fresh);

  const taken = heldFor(state, fromName);
  const fromVersions: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(fresh) as Field[]) fromVersions[field] = taken[field]!.version;
  const sealed = sealedFor(to, periodOf(to.period, day), fresh, heldFor(state, toName));
  return [event('DataUsedFurther', { from: from.id, fromVersions, purposes: [sealed] })];
}
