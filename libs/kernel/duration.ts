import { midnight, type Day } from './brussels';

/** A part of ISO 8601 durations that this program uses: `P10Y`, `P13M`, `P2W`, `P1DT12H`, `PT90S`, with a sign if need be. */
const DURATION =
  /^([+-]?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * The instant a duration later. Years and months are those of the UTC calendar; a day that the month does not have is
 * its last: 31 January and `P1M` make 28 (29) February.
 * @throws RangeError for what is no duration
 */
export function addDuration(instant: Date, duration: string): Date {
  const match = DURATION.exec(duration);
  if (!match) throw new RangeError('not a duration (ISO 8601)');
  const sign = match[1] === '-' ? -1 : 1;
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(2)
    .map(part => sign * Number(part ?? 0)) as [number, number, number, number, number, number, number];
  const result = new Date(instant);
  const day = result.getUTCDate();
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + years * 12 + months);
  const last = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(day, last) + weeks * 7 + days);
  return new Date(result.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000);
}

/** The day a duration later: {@link addDuration} on calendar days. */
export function dayAfter(day: Day, duration: string): Day {
  return addDuration(midnight(day), duration).toISOString().slice(0, 10);
}
