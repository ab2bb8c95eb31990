import type { Purpose } from '#libs/catalogue';
import { keptUntil, type Served } from '#libs/features/subjects';
import { brusselsDay, type Day } from '#libs/kernel';

/** How long something is kept, by whose decision, and until when as far as that stands (Art. 13(2)(a), 15(1)(d)). */
export interface Kept {
  readonly after: Purpose['retention']['after'];
  /** ISO 8601. */
  readonly duration: string;
  readonly source: string;
  readonly decidedBy: 'controller' | 'law';
  /** Last day; absent while what it follows on has not ended. */
  readonly until?: Day;
}

/** @param since when it was recorded: what is kept by period is kept from the end of that one's */
export function kept(purpose: Purpose, since: string, served: Served): Kept {
  const { after, duration, source, decidedBy } = purpose.retention;
  const until = keptUntil(purpose, brusselsDay(new Date(since)), served);
  return { after, duration, source, decidedBy, ...(until && { until }) };
}
