import { Type, type Static } from '@sinclair/typebox';
import { purposeName, type Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { event, requirePurpose, requireSubject, type SubjectDecided } from '../decisions';
import { objectionTo, requireOpenToObjection } from '../objections';
import type { SubjectState } from '../state';
import { CatalogueName, closed, Id, oneOf } from '../vocabulary/schemas';

/** An objection to a purpose (Art. 21): what is done for it stops at once, until it is decided upon. */
export const ObjectBody = closed({ purpose: CatalogueName, request: Type.Optional(Id) });
export type ObjectTo = Static<typeof ObjectBody>;

/** Against it stand compelling legitimate grounds, or legal claims (Art. 21(1)); or whoever objected no longer does. */
export const SettleObjectionBody = closed({
  objection: Id,
  outcome: oneOf(['upheld', 'compelling-grounds', 'legal-claims', 'withdrawn']),
});
export type SettleObjection = Static<typeof SettleObjectionBody>;

export function decideObject(
  state: SubjectState,
  command: ObjectTo,
  given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  requireSubject(state);
  const { id: purpose, basis } = requirePurpose(catalogue, command.purpose);
  requireOpenToObjection({ basis });
  if (objectionTo(state, purpose)) return [];
  const { request } = command;
  return [
    event('ObjectionRaised', {
      objection: given.id('objection'),
      purpose,
      basis,
      ...(request && { request }),
    }),
  ];
}

export function decideSettleObjection(
  state: SubjectState,
  { objection, outcome }: SettleObjection,
): SubjectDecided[] {
  requireSubject(state);
  const it = state.objections[objection];
  if (!it) throw new DomainError('objection-unknown');
  if (it.status === outcome) return [];
  // What was upheld is no longer weighed; who objected may still change his mind.
  if (it.status === 'upheld' && outcome !== 'withdrawn') throw new DomainError('objection-upheld');
  return [event('ObjectionSettled', { objection, purpose: it.purpose, outcome })];
}

/** Grants an objection, that stands or is raised by it. */
export function decideUphold(
  state: SubjectState,
  command: ObjectTo,
  given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  const raised = decideObject(state, command, given, catalogue);
  const stands = objectionTo(state, command.purpose);
  if (stands?.status === 'upheld') return [];
  const objection = stands?.objection ?? given.id('objection');
  const purpose = purposeName(requirePurpose(catalogue, command.purpose).id);
  return [...raised, event('ObjectionSettled', { objection, purpose, outcome: 'upheld' })];
}
