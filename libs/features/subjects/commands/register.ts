import { Type, type Static } from '@sinclair/typebox';
import { purposeName, type Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, malformed, requireOpen, requirePurpose, sealedFor, type SubjectDecided } from '../decisions';
import { periodOf } from '../purposes';
import type { SubjectState } from '../state';
import { parseValues, refuseOverCollection, requireEnough, requirePolicy } from '../values';
import { CatalogueName, closed, oneOf, SourceName, Values } from '../vocabulary/schemas';

/** Registers a subject with the least that the contract needs (P01); other purposes follow when a service opens them. */
export const RegisterBody = closed({
  kind: oneOf(['natural-person', 'legal-person']),
  policy: Type.String({
    maxLength: 64,
    description: 'Version of the privacy policy that was accepted (P01, P21).',
  }),
  source: Type.Optional(SourceName),
  collect: Type.Array(closed({ purpose: CatalogueName, values: Values }), { maxItems: 10 }),
});
export type Register = Static<typeof RegisterBody>;

export function decideRegister(
  state: SubjectState,
  command: Register,
  given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  if (state.erasure !== 'none') throw new DomainError('subject-erased');
  if (state.kind !== undefined) throw new DomainError('subject-exists');
  const { kind, policy, source = 'subject', collect } = command;
  const day = brusselsDay(given.now);
  requirePolicy(catalogue, policy, day, source === 'migration');
  const registered = event('SubjectRegistered', { kind, policy });
  if (collect.length === 0) return [registered];

  const seen = new Set<string>();
  const purposes = collect.map(({ purpose: name, values: raw }, index) => {
    const at = `/collect/${index}`;
    const purpose = requirePurpose(catalogue, name);
    if (seen.has(purposeName(purpose.id))) throw malformed({ pointer: `${at}/purpose`, rule: 'repeated' });
    seen.add(purposeName(purpose.id));
    requireOpen({ ...state, kind }, purpose, day);
    refuseOverCollection(purpose, kind, Object.keys(raw));
    const values = parseValues(raw, `${at}/values`);
    requireEnough(purpose, kind, values);
    return sealedFor(purpose, periodOf(purpose.period, day), values, {});
  });
  return [registered, event('DataCollected', { source, purposes })];
}
