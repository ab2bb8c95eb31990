import { purposeName, type Field } from '#libs/catalogue';
import { addDays, brusselsDay, dayAfter, type Day } from '#libs/kernel';
import {
  dutiesOf,
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
  /** Earlier values whose time is over, of whose correction a recipient has yet to be told (Art. 19). */
  readonly waiting: readonly Due[];
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
  context: Pick<ErasureContext, 'rules' | 'keys' | 'corrected'> &
    Partial<Pick<ErasureContext, 'held'>> & { readonly today: Day },
): RetentionReview {
  if (state.kind === undefined || state.erasure !== 'none') return { due: [], waiting: [] };
  const { rules, keys, today } = context;
  const served = servedOf(state);
  const parts = partsOf(state, rules, keys, today, served);
  const isOver = (until: Day | undefined): boolean => until !== undefined && until < today;
  const isDue = ({ untils }: Part): boolean => untils.every(isOver);
  const due = parts.filter(isDue);
  const contractEnd = lastEnd(served.services);
  if (due.length > 0 && contractEnd !== undefined && contractEnd <= today)
    if (parts.every(part => part.byLaw || isDue(part))) return { due: [ALL_DUE], waiting: [] };

  const fields = parts
    .filter(part => part.scope.of === 'purpose' && !isDue(part))
    .flatMap(({ scope: { purpose } }) =>
      heldOf(state, purpose)
        .filter(([, held]) => isOver(untilOf(rules, held.purpose, today, served)))
        .map(([field]) => erase({ of: 'field', purpose, field })),
    );
  const earlier = earlierOf(state, context).filter(
    ({ purpose }) => !due.some(({ scope }) => scope.purpose === purpose),
  );
  const over = earlier.filter(({ until }) => isOver(until));
  const [again] = [...parts.flatMap(({ untils }) => untils), ...earlier.map(({ until }) => until)]
    .flatMap(until => (until === undefined || isOver(until) ? [] : until))
    .sort();
  const scopes = (told: boolean): Due[] =>
    over.filter(each => each.told === told).map(({ purpose }) => erase({ of: 'superseded', purpose }));
  return {
    due: [...due.map(({ scope }) => erase(scope)), ...fields, ...scopes(true)],
    waiting: scopes(false),
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

/** Earlier values of what was corrected; what a law demands to be kept of a purpose keeps those too. */
interface Earlier {
  readonly purpose: string;
  /** Last day of the first of them; what else was corrected since goes along: it is the longest time. */
  readonly until: Day;
  /** Whether everybody who got one has heard, or need not. */
  readonly told: boolean;
}

function earlierOf(
  state: SubjectState,
  {
    rules,
    corrected,
    held,
  }: Pick<ErasureContext, 'rules' | 'corrected'> & Partial<Pick<ErasureContext, 'held'>>,
): Earlier[] {
  if (corrected === undefined || !held) return [];
  const since = new Map<string, string>();
  for (const { purpose, replaced, gone, envelope } of held.versions) {
    // Another financial year begins with nothing, and supersedes nothing.
    if (replaced === undefined || gone || lastDay(envelope.period) !== undefined) continue;
    const name = purposeName(purpose);
    const first = since.get(name);
    if (first === undefined || replaced < first) since.set(name, replaced);
  }
  const found = [...since].filter(([purpose]) => rules(purpose)?.retention.decidedBy === 'controller');
  if (found.length === 0) return [];
  const duties = dutiesOf(state).all();
  const open = duties.filter(({ kind, status }) => kind === 'correction' && status === 'open');
  return found.map(([purpose, first]) => ({
    purpose,
    until: dayAfter(brusselsDay(new Date(first)), corrected),
    told: !open.some(duty => duty.purpose === purpose),
  }));
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
