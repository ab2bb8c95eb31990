import type { Field } from '#libs/catalogue';
import { ToReseal } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import {
  event,
  LINKS_PERIOD,
  scopeName,
  type ErasureBegun,
  type HeldValue,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyRef } from '#libs/vault';
import type { ErasureYields } from './guards';

/** What is erased of a subject where it is not all. */
export type PartScope = Exclude<ErasureBegun['scope'], { of: 'subject' }>;

/** Whether a key seals what is to be erased. The links of a contract end with its purpose only. */
export function concerns(scope: PartScope, state: SubjectState, { purpose, period }: KeyRef): boolean {
  if (purpose !== scope.purpose) return false;
  if (scope.of === 'purpose') return true;
  if (scope.of === 'period') return period === scope.period;
  if (scope.of === 'superseded') return period !== LINKS_PERIOD;
  const held = state.purposes[purpose]?.[scope.field];
  if (!held) throw new DomainError('field-not-held', { purpose, fields: [scope.field] });
  return period === held.sealed.period;
}

/** What stays of what these keys seal, in events of its own: one for each envelope that still holds some of it. */
export function reseal(
  scope: PartScope,
  state: SubjectState,
  erasure: Uuid,
  keys: readonly KeyRef[],
): ErasureYields<'DataResealed'> {
  if (scope.of === 'purpose' || scope.of === 'period') return [];
  const ids = new Set(keys.map(({ key }) => key));
  const after = new Map<string, number>();
  for (const key of keys) after.set(scopeName(key), Math.max(after.get(scopeName(key)) ?? 0, key.generation));

  const groups = new Map<Uuid, [Field, HeldValue][]>();
  for (const [name, held] of Object.entries(state.purposes[scope.purpose] ?? {})) {
    const field = name as Field;
    if (!ids.has(held.sealed.key) || (scope.of === 'field' && field === scope.field)) continue;
    groups.set(held.event, [...(groups.get(held.event) ?? []), [field, held]]);
  }
  return [...groups].map(([from, values]) => {
    const [[, { sealed, purpose, basis }]] = values as [[Field, HeldValue]];
    const versions = Object.fromEntries(values.map(([field, { version }]) => [field, version]));
    const names = values.map(([field]) => field);
    const generation = after.get(scopeName(sealed))!;
    const again = new ToReseal(scope.purpose, sealed.period, generation, from, sealed, names);
    return event('DataResealed', { erasure, purpose, basis, versions, sealed: again });
  });
}
