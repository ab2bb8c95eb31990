import type { Field } from '#libs/catalogue';
import { ToReseal } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import {
  event,
  scopeName,
  type ErasureBegun,
  type AllHeld,
  type HeldReference,
  type HeldVersion,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyRef } from '#libs/vault';
import type { ErasureYields } from './guards';

/** What is erased of a subject where it is not all. */
export type PartScope = Exclude<ErasureBegun['scope'], { of: 'subject' }>;

/**
 * Whether a key seals what is to be erased. The links of a contract end with its purpose only; what was superseded is under
 * the keys of what another value took the place of, and of nothing else.
 */
export function concerns(
  scope: PartScope,
  state: SubjectState,
  { versions }: Pick<AllHeld, 'versions'>,
  { key, purpose, period }: KeyRef,
): boolean {
  if (purpose !== scope.purpose) return false;
  if (scope.of === 'purpose') return true;
  if (scope.of === 'period') return period === scope.period;
  if (scope.of === 'superseded')
    return versions.some(
      ({ envelope, replaced, gone }) => envelope.key === key && replaced !== undefined && !gone,
    );
  const held = state.purposes[purpose]?.[scope.field];
  if (!held) throw new DomainError('field-not-held', { purpose, fields: [scope.field] });
  return period === held.sealed.period;
}

/**
 * What stays of what these keys seal, in events of its own: one for each envelope that still holds some of it. Of a field
 * every version goes, and of the others every version stays; of what was superseded what is current stays. References of
 * sharings stay with either.
 */
export function reseal(
  scope: PartScope,
  { versions, references }: Pick<AllHeld, 'versions' | 'references'>,
  erasure: Uuid,
  keys: readonly KeyRef[],
): ErasureYields<'DataResealed'> {
  if (scope.of === 'purpose' || scope.of === 'period') return [];
  const ids = new Set(keys.map(({ key }) => key));
  const after = new Map<string, number>();
  for (const key of keys) after.set(scopeName(key), Math.max(after.get(scopeName(key)) ?? 0, key.generation));
  const stays = ({ field, replaced }: HeldVersion): boolean =>
    scope.of === 'field' ? field !== scope.field : replaced === undefined;

  const envelopes = new Map<Uuid, Staying>();
  for (const each of versions) {
    if (each.gone || !ids.has(each.envelope.key) || !stays(each)) continue;
    const before = envelopes.get(each.event) ?? { ...each, versions: {} };
    envelopes.set(each.event, { ...before, versions: { ...before.versions, [each.field]: each.version } });
  }
  for (const each of references)
    if (!each.gone && ids.has(each.envelope.key)) envelopes.set(each.event, { ...each, versions: {} });
  return [...envelopes.values()].map(({ event: from, envelope, purpose, basis, versions: kept }) => {
    const fields = Object.keys(kept);
    const names = fields.length > 0 ? fields : ['reference'];
    const generation = after.get(scopeName(envelope))!;
    const sealed = new ToReseal(scope.purpose, envelope.period, generation, from, envelope, names);
    return event('DataResealed', { erasure, purpose, basis, versions: kept, sealed });
  });
}

/** An envelope of which something stays. */
type Staying = Omit<HeldReference, 'gone'> & { readonly versions: Readonly<Partial<Record<Field, number>>> };
