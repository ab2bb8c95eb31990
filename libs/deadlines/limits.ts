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
