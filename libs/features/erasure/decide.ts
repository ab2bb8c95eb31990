import { purposeName, type Field } from '#libs/catalogue';
import { ToReseal, type Given } from '#libs/commands';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import {
  event,
  LINKS_PERIOD,
  requireSubject,
  requireUnrestricted,
  requireUpheld,
  scopeName,
  type ErasureBegun,
  type HeldValue,
  type KeptKey,
  type SubjectDecided,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyOfOwner, KeyRef } from '#libs/vault';
import { keptByLaw, lastDay, type Rules } from './kept';

export interface Erase {
  readonly scope: ErasureBegun['scope'];
  readonly reason: ErasureBegun['reason'];
  readonly request?: Uuid;
}

/** Keys that the keyring has of the subject, and those of who it acted as (of a whole erasure). */
export interface FoundKeys {
  readonly keys: readonly KeyOfOwner[];
  readonly actors: readonly KeyRef[];
}

export interface Known {
  readonly state: SubjectState;
  readonly given: Given;
  /** A purpose by the id that values were recorded under, by its name the present or the last one. */
  readonly rules: Rules;
  readonly found: FoundKeys;
}

/** Begins an erasure (Art. 17): of the subject, of what is held for a purpose, of one field, of superseded values. */
export function decideErase(command: Erase, known: Known): SubjectDecided[] {
  const { state, found } = known;
  if (state.kind === undefined) throw new DomainError('not-found');
  const taken = new Set(Object.values(state.erasures).flatMap(({ keys }) => keys.map(({ key }) => key)));
  const living = found.keys.filter(({ fenced, key }) => !fenced && !taken.has(key));
  if (command.scope.of === 'subject') {
    // An objection is to a purpose, never to all that is held.
    if (command.reason === 'objection') throw new DomainError('objection-not-upheld');
    return eraseSubject(command, known, living);
  }

  requireSubject(state);
  requireUnrestricted(state);
  const purpose = known.rules(command.scope.purpose);
  if (!purpose) throw new DomainError('purpose-unknown');
  if (command.reason === 'objection') requireUpheld(state, purpose);
  const scope = { ...command.scope, purpose: purposeName(purpose.id) };
  return erasePart({ ...command, scope }, known, living);
}

function eraseSubject(command: Erase, known: Known, living: readonly KeyOfOwner[]): SubjectDecided[] {
  const { state, given, rules, found } = known;
  if (state.erasure === 'begun') return [];
  const day = brusselsDay(given.now);
  const kept = living.flatMap(key => keptAs(key, keptByLaw(state, rules, key, day)));
  const keys = without(living, kept);
  // What was kept goes when its time is over; nothing else can be left of an erased subject.
  if (state.erasure === 'erased' && keys.length === 0) return [];
  requireUnrestricted(state);
  const transfers = Object.values(state.transfers);
  if (transfers.some(({ status }) => status === 'under-way')) throw new DomainError('transfer-under-way');
  return [begun(command, given, [...keys, ...found.actors], kept)];
}

type PartScope = Exclude<Erase['scope'], { of: 'subject' }>;
type ErasePart = Erase & { readonly scope: PartScope };

function erasePart(command: ErasePart, known: Known, living: readonly KeyOfOwner[]): SubjectDecided[] {
  const { state, given } = known;
  const { scope } = command;
  const day = brusselsDay(given.now);
  const concerned = living.filter(key => concerns(scope, state, key));
  const kept = concerned.flatMap(key => keptAs(key, keptUntil(known, key, day)));
  const keys = without(concerned, kept);
  if (keys.length === 0) {
    const [first] = kept;
    if (!first) return [];
    throw new DomainError('kept-by-law', { purpose: first.purpose, until: first.until });
  }
  return [...reseal(scope, state, given, keys), begun(command, given, keys, kept)];
}

/** Whether a key seals what is to be erased. The links of a contract end with its purpose only. */
function concerns(scope: PartScope, state: SubjectState, { purpose, period }: KeyRef): boolean {
  if (purpose !== scope.purpose) return false;
  if (scope.of === 'purpose') return true;
  if (scope.of === 'period') return period === scope.period;
  if (scope.of === 'superseded') return period !== LINKS_PERIOD;
  const held = state.purposes[purpose]?.[scope.field];
  if (!held) throw new DomainError('field-not-held', { purpose, fields: [scope.field] });
  return period === held.sealed.period;
}

/** A month that still runs goes on being sealed under its key: it stays until it is over. */
function keptUntil({ state, rules }: Known, key: KeyRef, day: Day): Day | undefined {
  const byLaw = keptByLaw(state, rules, key, day);
  if (byLaw) return byLaw;
  const { period } = key;
  const last = period.startsWith('fy-') ? undefined : lastDay(period);
  return last !== undefined && last >= day ? last : undefined;
}

/** What stays of what these keys seal, in events of its own: one for each envelope that still holds some of it. */
function reseal(
  scope: PartScope,
  state: SubjectState,
  given: Given,
  keys: readonly KeyRef[],
): SubjectDecided[] {
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
    return event('DataResealed', { erasure: given.id('erasure'), purpose, basis, versions, sealed: again });
  });
}

function begun(
  { scope, reason, request }: Erase,
  given: Given,
  keys: readonly KeyRef[],
  kept: readonly KeptKey[],
): SubjectDecided {
  return event('ErasureBegun', {
    erasure: given.id('erasure'),
    scope,
    reason,
    ...(request && { request }),
    keys: keys.map(({ key, owner, purpose, period, generation }) => ({
      key,
      owner,
      purpose,
      period,
      generation,
    })),
    kept,
  });
}

function keptAs({ key, purpose, period }: KeyRef, until: Day | undefined): KeptKey[] {
  return until === undefined ? [] : [{ key, purpose, period, until }];
}

function without(keys: readonly KeyOfOwner[], kept: readonly KeptKey[]): KeyOfOwner[] {
  return keys.filter(({ key }) => !kept.some(each => each.key === key));
}

/** Says that all fences of an erasure stand. */
export function decideErased(
  state: SubjectState,
  { erasure, epoch }: { readonly erasure: Uuid; readonly epoch: number },
): SubjectDecided[] {
  const it = state.erasures[erasure];
  if (!it || it.fenced) return [];
  const { scope, kept } = it;
  if (scope.of === 'subject') return [event('SubjectErased', { erasure, epoch, kept })];
  return [event('DataErased', { erasure, scope, epoch, kept })];
}
