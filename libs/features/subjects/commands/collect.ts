import type { Static } from '@sinclair/typebox';
import { purposeName, type Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay } from '#libs/kernel';
import {
  event,
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
import { newTo, parseValues, refuseOverCollection, requireEnough, requireTerms } from '../values';
import { CatalogueName, closed, SourceName, Values } from '../vocabulary/schemas';

/** Collects values for a purpose that is open (P01, P03, P04, P22). */
export const CollectBody = closed({ purpose: CatalogueName, source: SourceName, values: Values });
export type Collect = Static<typeof CollectBody>;

/** What to open before the decision: values that are held already are compared with those given. */
export function heldForCollect(state: SubjectState, command: Collect): HeldRef[] {
  return heldRefs(state, Object.keys(command.values), [command.purpose]);
}

export function decideCollect(
  state: SubjectState,
  command: Collect,
  given: Given,
  catalogue: Catalogue,
  current: Current,
): SubjectDecided[] {
  requireSubject(state);
  const day = brusselsDay(given.now);
  const purpose = requirePurpose(catalogue, command.purpose);
  requireOpen(state, purpose, day);
  requireTerms(state, catalogue, purpose, day);
  refuseOverCollection(purpose, state.kind, Object.keys(command.values));

  const name = purposeName(purpose.id);
  const held = heldIn(state, purpose, day);
  if (Object.keys(held).length === 0) requireUnrestricted(state);
  const values = newTo(name, parseValues(command.values, '/values'), held, current);
  if (Object.keys(values).length === 0) return [];
  requireEnough(purpose, state.kind, held, values);
  const sealed = sealedFor(purpose, periodOf(purpose.period, day), values, heldFor(state, name));
  return [event('DataCollected', { source: command.source, purposes: [sealed] })];
}
