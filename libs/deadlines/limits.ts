import type { Day } from '#libs/kernel';

/** Time limits of the GDPR for requests, as dated data: the law may change them. */
export interface Limits {
  /** First day in force. */
  readonly from: Day;
  /** Within one month of receipt (Art. 12(3)); a ceiling: "without undue delay" comes first. */
  readonly months: number;
  /** The extension: further months, told with reasons inside the first period (Art. 12(3)). */
  readonly furtherMonths: number;
  /**
   * Proof asked within so many days of receipt was asked without undue delay, and the clock may stand still meanwhile
   * (EDPB 01/2022 §159). The number is the controller's decision: neither text gives one.
   */
  readonly askProofWithinDays: number;
}

const LIMITS: readonly Limits[] = [
  { from: '2018-05-25', months: 1, furtherMonths: 2, askProofWithinDays: 7 },
];

/** The limits in force on a day. */
export function limitsOn(day: Day): Limits {
  return LIMITS.findLast(({ from }) => from <= day) ?? LIMITS[0]!;
}

/** Time limits for telling the authority of a breach, as dated data: a proposal of 19 November 2025 would make it 96 hours. */
export interface BreachLimits {
  /** First day in force, by the day on which a breach became known. */
  readonly from: Day;
  /** Within so many hours after having become aware of it (Art. 33(1)); a ceiling: "without undue delay" comes first. */
  readonly notifyHours: number;
  /** Officers are reminded after so many hours: the controller's decision. */
  readonly remindHours: number;
}

const BREACH_LIMITS: readonly BreachLimits[] = [{ from: '2018-05-25', notifyHours: 72, remindHours: 48 }];

/** The limits in force on a day. */
export function breachLimitsOn(day: Day): BreachLimits {
  return BREACH_LIMITS.findLast(({ from }) => from <= day) ?? BREACH_LIMITS[0]!;
}
