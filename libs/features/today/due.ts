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
  /** Of an order: the actor who registered it. */
  readonly registeredBy?: string;
  /** The day from which the term is counted; absent where none is counted: a body says itself by when, a question has no term. */
  readonly since?: Day;
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

/** Somebody waits for a word: work of today, however late its last day. */
const WAITED_FOR: readonly DueKind[] = ['mediation', 'matter'];

/** What is due until a day, or is waited for; the first first, and what has no last day last. */
export function dueUntil(all: readonly Omit<Due, 'overdue'>[], today: Day, last: Day): Due[] {
  return all
    .filter(({ what, day }) => day === undefined || day <= last || WAITED_FOR.includes(what))
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
