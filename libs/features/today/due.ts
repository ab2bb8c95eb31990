import type { Reminder } from '#libs/deadlines';
import type { Day, Uuid } from '#libs/kernel';

/** What officers answer for, and by when. */
export const DUE_KINDS = [
  'request',
  'duty',
  'order',
  'mediation',
  'matter',
  'outside-policy',
  'breach',
] as const;
export type DueKind = (typeof DUE_KINDS)[number];

export interface Due {
  readonly what: DueKind;
  readonly id: Uuid;
  /** Kind of a request or a duty, body of an order, mailbox of a matter. */
  readonly kind?: string;
  readonly status: string;
  readonly subject?: Uuid;
  /** Last day; absent while a clock stands still, and where there is none. */
  readonly day?: Day;
  /** What officers were last reminded of. */
  readonly reminded?: Reminder;
  /** Of what is due within hours: whole ones that are left, below zero when they are over. */
  readonly hoursLeft?: number;
  /** Of the same: when they are over; RFC 3339. */
  readonly until?: string;
  readonly overdue: boolean;
}

/** What is due until a day, the first first; what has no last day comes last. */
export function dueUntil(all: readonly Omit<Due, 'overdue'>[], today: Day, last: Day): Due[] {
  return all
    .filter(({ day }) => day === undefined || day <= last)
    .map(each => ({ ...each, overdue: isOverdue(each, today) }))
    .sort((a, b) => compare(a.day ?? '9999', b.day ?? '9999') || compare(a.id, b.id));
}

function isOverdue({ day, hoursLeft }: Pick<Due, 'day' | 'hoursLeft'>, today: Day): boolean {
  return hoursLeft === undefined ? day !== undefined && day < today : hoursLeft < 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
