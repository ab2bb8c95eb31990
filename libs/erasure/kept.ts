import { purposeOf, type Catalogue } from '#libs/catalogue';
import { dayAfter, type Day } from '#libs/kernel';

/**
 * Last day on which what is held for a purpose in a period must be kept, whatever is asked (Art. 17(3)(b)); undefined
 * where no law demands it. What a law counts from the end of a contract is counted from `today`: it ends now.
 */
export function keptByLaw(
  catalogue: Catalogue,
  purpose: string,
  period: string,
  today: Day,
): Day | undefined {
  const retention = purposeOf(catalogue, purpose)?.retention;
  if (retention?.decidedBy !== 'law') return undefined;
  const until = dayAfter(lastDay(period) ?? today, retention.duration);
  return until >= today ? until : undefined;
}

/** Last day of a financial year or a month; undefined for periods that end with something else. */
export function lastDay(period: string): Day | undefined {
  const year = /^fy-(\d{4})$/.exec(period)?.[1];
  if (year !== undefined) return `${year}-12-31`;
  if (!/^\d{4}-\d{2}$/.test(period)) return undefined;
  return dayAfter(dayAfter(`${period}-01`, 'P1M'), '-P1D');
}
