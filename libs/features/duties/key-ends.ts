import { addDays, brusselsDay, dayOver } from '#libs/kernel';
import type { Duty, DutyStatus } from '#libs/features/subjects';

/** Days after a telling in which it may turn out not to have arrived, and the recipient is told again. */
export const TOLD_DAYS = 7;
/** Before any time. */
const OVER = new Date(0);
const FOR_GOOD: ReadonlySet<DutyStatus> = new Set([
  'confirmed',
  'impossible',
  'disproportionate',
  'not-arrived',
]);

/**
 * When what was sealed for a duty of an erasure ends, as it stands: once it is over, at the latest on its last day. One that has
 * gone by itself may stand again, but for one whose recipient never got anything.
 */
export function keyEnds({ status, told, until }: Duty): Date {
  const last = until === undefined ? OVER : dayOver(until);
  if (FOR_GOOD.has(status)) return OVER;
  if (status !== 'told' || !told) return last;
  const heard = dayOver(addDays(brusselsDay(new Date(told.at)), TOLD_DAYS));
  return heard < last ? heard : last;
}

/** Whether what was sealed for a duty of an erasure is to end now. */
export function isOver(duty: Duty, now: Date): boolean {
  return duty.kind === 'erasure' && !duty.keyEnded && keyEnds(duty) <= now;
}
