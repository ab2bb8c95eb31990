import type { Field } from '#libs/catalogue';
import { addDays, type Day } from '#libs/kernel';
import {
  keptUntil,
  lastEnd,
  type ErasureBegun,
  type HeldValue,
  type Served,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyOfOwner } from '#libs/vault';
import type { ErasureContext, Rules } from './guards';
import { lastDay } from './kept';

/** What is erased because its time is over (Art. 5(1)(e)). */
export interface Due {
  readonly scope: ErasureBegun['scope'];
  readonly reason: 'retention-ended';
}

/** All of a subject. */
export const ALL_DUE: Due = { scope: { of: 'subject' }, reason: 'retention-ended' };

/** What of a subject's data has come to the end of its time, and the next day on which something may. */
export interface RetentionReview {
  readonly due: readonly Due[];
  readonly again?: Day;
}

/** What ends together: all that is held for a purpose, or what was sealed for it in one month or financial year. */
interface Part {
  readonly scope: Extract<Due['scope'], { of: 'purpose' | 'period' }>;
  /** Last day of each thing in it; undefined: of something that has no end yet. */
  readonly untils: readonly (Day | undefined)[];
  readonly byLaw: boolean;
}

/**
 * What is kept no longer (P22, Art. 5(1)(e)): a purpose whose services or contract ended long enough ago, a month or a
 * financial year that is over as long. Once the contract has ended and nothing but what a law demands is still within
 * its time, the subject goes as a whole; what is kept of it has a timer of its own. Each value has the end of the version
 * of its purpose that it was recorded under (P21): where others stay longer, its field goes alone.
 */
export function reviewRetention(
  state: SubjectState,
  { rules, keys, today }: Pick<ErasureContext, 'rules' | 'keys'> & { readonly today: Day },
): RetentionReview {
  if (state.kind === undefined || state.erasure !== 'none') return { due: [] };
  const served = servedOf(state);
  const parts = partsOf(state, rules, keys, today, served);
  const isOver = (until: Day | undefined): boolean => until !== undefined && until < today;
  const isDue = ({ untils }: Part): boolean => untils.every(isOver);
  const due = parts.filter(isDue);
  const contractEnd = lastEnd(served.services);
  if (due.length > 0 && contractEnd !== undefined && contractEnd <= today)
    if (parts.every(part => part.byLaw || isDue(part))) return { due: [ALL_DUE] };

  const fields = parts
    .filter(part => part.scope.of === 'purpose' && !isDue(part))
    .flatMap(({ scope: { purpose } }) =>
      heldOf(state, purpose)
        .filter(([, held]) => isOver(untilOf(rules, held.purpose, today, served)))
        .map(([field]) => erase({ of: 'field', purpose, field })),
    );
  const [again] = parts
    .flatMap(({ untils }) => untils.flatMap(until => (until === undefined || isOver(until) ? [] : until)))
    .sort();
  return {
    due: [...due.map(({ scope }) => erase(scope)), ...fields],
    ...(again !== undefined && { again: addDays(again, 1) }),
  };
}

function partsOf(
  state: SubjectState,
  rules: Rules,
  keys: readonly KeyOfOwner[],
  today: Day,
  served: Served,
): Part[] {
  const parts = new Map<string, Part>();
  for (const { key, purpose, period, fenced } of keys) {
    const rule = rules(purpose);
    if (fenced || !rule) continue;
    const last = lastDay(period);
    const name = last === undefined ? purpose : `${purpose} ${period}`;
    const under = heldOf(state, purpose).filter(([, { sealed }]) => sealed.key === key);
    // What is under a key and held no more (links, sign-ins, what was corrected) ends by the present rule.
    const ids = under.length > 0 ? [...new Set(under.map(([, held]) => held.purpose))] : [purpose];
    const before = parts.get(name);
    parts.set(name, {
      scope: last === undefined ? { of: 'purpose', purpose } : { of: 'period', purpose, period },
      untils: [...(before?.untils ?? []), ...ids.map(id => untilOf(rules, id, last ?? today, served))],
      byLaw: rule.retention.decidedBy === 'law',
    });
  }
  return [...parts.values()];
}

function untilOf(rules: Rules, purpose: string, recorded: Day, served: Served): Day | undefined {
  const rule = rules(purpose);
  return rule && keptUntil(rule, recorded, served);
}

function heldOf({ purposes }: SubjectState, purpose: string): [Field, HeldValue][] {
  return Object.entries(purposes[purpose] ?? {}) as [Field, HeldValue][];
}

function erase(scope: Due['scope']): Due {
  return { scope, reason: 'retention-ended' };
}

function servedOf({ services, links }: SubjectState): Served {
  return {
    services: Object.values(services),
    links: Object.entries(links).flatMap(([link, each]) =>
      each.value
        ? [{ link, kind: each.kind, ...(each.kind === 'domain' && { extension: each.extension }) }]
        : [],
    ),
  };
}

/** Linked to no domain name and no login name now, and never served (P05). */
export function isUnused({ services, links }: SubjectState): boolean {
  const linked = Object.values(links).some(({ kind, value }) => kind !== 'identity' && value !== undefined);
  return !linked && Object.keys(services).length === 0;
}
