import { dayAfter, type Day, type Uuid } from '#libs/kernel';
import type { SubjectState } from '#libs/features/subjects';
import type { KeyRef } from '#libs/vault';
import type { Rules } from './guards';

/**
 * Last day on which what a key seals must be kept, whatever is asked (Art. 17(3)(b)); undefined where no law demands it.
 * What was told when the subject was erased holds: a law that asks for more time since does not bring it back. What a law
 * counts from the end of a contract is counted from `today`: it ends now.
 */
export function keptByLaw(
  state: SubjectState,
  rules: Rules,
  { key, purpose, period }: Pick<KeyRef, 'key' | 'purpose' | 'period'>,
  today: Day,
): Day | undefined {
  const told = toldEnds(state).get(key);
  const untils = told !== undefined ? [told] : demanded(state, rules, key, purpose, lastDay(period) ?? today);
  const until = untils.sort().at(-1);
  return until !== undefined && until >= today ? until : undefined;
}

/** By the rules that it was recorded under: a purpose that has left the catalogue since is still kept as long (P21). */
function demanded(state: SubjectState, rules: Rules, key: Uuid, purpose: string, from: Day): Day[] {
  const held = Object.values(state.purposes[purpose] ?? {}).filter(({ sealed }) => sealed.key === key);
  const ids = new Set(held.map(each => each.purpose));
  return [...(ids.size > 0 ? ids : [purpose])].flatMap(id => {
    const retention = rules(id)?.retention;
    return retention?.decidedBy === 'law' ? [dayAfter(from, retention.duration)] : [];
  });
}

/** What was told of the keys that stayed when the subject was erased: until when. */
function toldEnds({ erasures }: SubjectState): ReadonlyMap<Uuid, Day> {
  const whole = Object.values(erasures).filter(({ scope }) => scope.of === 'subject');
  return new Map(whole.flatMap(({ kept }) => kept.map(({ key, until }) => [key, until] as const)));
}

/** The next day on which something of an erased subject is kept no longer, as was told. */
export function nextKeptEnd(state: SubjectState, living: readonly KeyRef[], today: Day): Day | undefined {
  const told = toldEnds(state);
  const [next] = living
    .flatMap(({ key }) => told.get(key) ?? [])
    .filter(until => until >= today)
    .sort();
  return next;
}

/** Last day of a financial year or a month; undefined for periods that end with something else. */
export function lastDay(period: string): Day | undefined {
  const year = /^fy-(\d{4})$/.exec(period)?.[1];
  if (year !== undefined) return `${year}-12-31`;
  if (!/^\d{4}-\d{2}$/.test(period)) return undefined;
  return dayAfter(dayAfter(`${period}-01`, 'P1M'), '-P1D');
}
