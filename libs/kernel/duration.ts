import { dayText, midnight, type Day } from './brussels';

/** A part of ISO 8601 durations that this program uses: `P10Y`, `P13M`, `P2W`, `P1DT12H`, `PT90S`, with a sign if need be. */
const DURATION =
  /^([+-]?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** The first and the last instant of the years that have four digits. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The instant a duration later, within the years 0001 to 9999. Years and months are those of the UTC calendar; a day that the month does not have is
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
  const end = new Date(result);
  end.setUTCMonth(end.getUTCMonth() + 1, 0);
  const last = end.getUTCDate();
  result.setUTCDate(Math.min(day, last) + weeks * 7 + days);
  const time = result.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(
    Number.isNaN(time) ? (match[1] === '-' ? FIRST : LAST) : Math.min(LAST, Math.max(FIRST, time)),
  );
}

/** The day a duration later: {@link addDuration} on calendar days. */
export function dayAfter(day: Day, duration: string): Day {
  return dayText(addDuration(midnight(day), duration));
}
