import { brusselsDay } from '#libs/kernel';
import { breachLimitsOn } from './limits';

const HOUR_MS = 3_600_000;

/** When the authority is to be told of a breach, as it was decided ★. All RFC 3339 in UTC. */
export interface BreachClock {
  /** The hours are counted from here. */
  readonly from: string;
  /** Officers are reminded. */
  readonly remind: string;
  /** The period is over: what is told now or later is told late. */
  readonly due: string;
}

/**
 * The hours within which the authority is told of a breach (Art. 33(1)), by Regulation 1182/71: the hour in which it became
 * known is not counted (Art. 3(1)), the period ends with its last hour (Art. 3(2)(a)), and as it is one of hours no weekend
 * and no holiday moves it (Art. 3(4)). Hours are those that pass, also where clocks are changed: Brussels is whole hours
 * from UTC, so an hour begins at the same time in both.
 * @param known when it became known with reasonable certainty, RFC 3339
 */
export function breachClock(known: string): BreachClock {
  const instant = new Date(known);
  const { notifyHours, remindHours } = breachLimitsOn(brusselsDay(instant));
  const from = (Math.floor(instant.getTime() / HOUR_MS) + 1) * HOUR_MS;
  const after = (hours: number): string => new Date(from + hours * HOUR_MS).toISOString();
  return { from: after(0), remind: after(remindHours), due: after(notifyHours) };
}

/** Whole hours that are left until a time; below zero when it is over. */
export function hoursUntil(due: string, now: Date): number {
  return Math.floor((Date.parse(due) - now.getTime()) / HOUR_MS);
}
