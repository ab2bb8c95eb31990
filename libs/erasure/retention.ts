import type { Purpose } from '#libs/catalogue';
import { addDays, type Day, type Uuid } from '#libs/kernel';
import { keptUntil, lastEnd, type Served, type SubjectState } from '#libs/subjects';
import type { KeyOfOwner } from '#libs/vault';
import type { Erase } from './decide';
import { lastDay } from './kept';

/** What of a subject's data has come to the end of its time, and the next day on which something may. */
export interface RetentionReview {
  readonly due: readonly Erase[];
  readonly again?: Day;
}

/**
 * What is kept no longer (P22, Art. 5(1)(e)): a purpose whose services or contract ended long enough ago, a month or a
 * financial year that is over as long. Once the contract has ended and nothing but what a law demands is still within
 * its time, the subject goes as a whole; what is kept of it has a timer of its own.
 * @param rules a purpose by the id that values were recorded under, or by its name
 */
export function reviewRetention(
  state: SubjectState,
  rules: (purpose: string) => Purpose | undefined,
  keys: readonly KeyOfOwner[],
  today: Day,
): RetentionReview {
  if (state.kind === undefined || state.erasure !== 'none') return { due: [] };
  const served = servedOf(state);
  const ends = keys
    .filter(({ fenced }) => !fenced)
    .flatMap(({ key, purpose, period }) => {
      const known = purposesUnder(state, key, purpose).flatMap(each => rules(each) ?? []);
      if (known.length === 0) return [];
      const untils = known.map(each => keptUntil(each, lastDay(period) ?? today, served));
      const until = untils.some(each => each === undefined) ? undefined : untils.sort().at(-1);
      return [
        { purpose, period, until, byLaw: known.some(({ retention }) => retention.decidedBy === 'law') },
      ];
    });
  const isDue = ({ until }: (typeof ends)[number]): boolean => until !== undefined && until < today;
  const due = ends.filter(isDue);
  const contractEnd = lastEnd(served.services);
  if (due.length > 0 && contractEnd !== undefined && contractEnd <= today)
    if (ends.every(each => each.byLaw || isDue(each))) return { due: [erase({ of: 'subject' })] };

  const next = ends.flatMap(({ until }) => (until === undefined || until < today ? [] : addDays(until, 1)));
  const [again] = next.sort();
  const scopes = new Map(
    due.map(({ purpose, period }) => {
      const part = lastDay(period) !== undefined;
      return [
        part ? `${purpose} ${period}` : purpose,
        part ? ({ of: 'period', purpose, period } as const) : ({ of: 'purpose', purpose } as const),
      ];
    }),
  );
  return { due: [...scopes.values()].map(erase), ...(again !== undefined && { again }) };
}

/** Versions of a purpose that what a key seals was recorded under: the last of their ends counts (P21). */
function purposesUnder({ purposes }: SubjectState, key: Uuid, purpose: string): string[] {
  const held = Object.values(purposes[purpose] ?? {}).filter(({ sealed }) => sealed.key === key);
  const ids = [...new Set(held.map(each => each.purpose))];
  return ids.length > 0 ? ids : [purpose];
}

function erase(scope: Erase['scope']): Erase {
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
