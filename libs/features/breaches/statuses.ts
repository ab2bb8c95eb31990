import { hoursUntil } from '#libs/deadlines';

export const BREACH_STATUSES = ['under-inquiry', 'to-notify', 'not-to-notify', 'notified', 'closed'] as const;
export type BreachStatus = (typeof BREACH_STATUSES)[number];

/** What the status of a breach follows from, in its state and in its row of the list alike. */
interface Facts {
  readonly closed: boolean;
  readonly notified: boolean;
  readonly risk?: string | undefined;
  /** End of the 72 hours. */
  readonly due?: string | undefined;
}

/** `not-to-notify`: a risk was found unlikely (Art. 33(1)). */
export function statusOf({ closed, notified, risk, due }: Facts): BreachStatus {
  if (closed) return 'closed';
  if (notified) return 'notified';
  if (risk === 'unlikely') return 'not-to-notify';
  return due === undefined ? 'under-inquiry' : 'to-notify';
}

/** The hours that are left while the authority has to be told. */
export function timeLeft(status: BreachStatus, due: string | undefined, now: Date): { hoursLeft?: number } {
  return status === 'to-notify' && due !== undefined ? { hoursLeft: hoursUntil(due, now) } : {};
}
