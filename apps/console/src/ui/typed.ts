import { brusselsInstant } from '#libs/kernel';

/** In groups of three, parted by one and the same of a full stop and the blanks that a number may have. */
const GROUPED = /^[1-9]\d{0,2}(?:([.\s])\d{3})(?:\1\d{3})*$/;

/**
 * A count as it was typed: `1000`, `1.000` and `1 000` are a thousand. Of what is no count, such as `1.5`, the text itself,
 * which the service refuses: a number that somebody did not mean is never sent.
 */
export function counted(typed: string): number | string {
  const text = typed.trim();
  if (/^\d+$/.test(text)) return Number(text);
  return GROUPED.test(text) ? Number(text.replace(/\D/g, '')) : typed;
}

/** The instant of a day and time in Brussels (RFC 3339); of what is no time the text itself, which the service refuses. */
export function instantOf(typed: string): string {
  return timeOf(typed)?.toISOString() ?? typed;
}

/** Whether a day and time in Brussels is at an instant or after it; what is no time is not. */
export function notBefore(typed: string, instant: string): boolean {
  const time = timeOf(typed);
  return time !== undefined && time.getTime() >= Date.parse(instant);
}

function timeOf(typed: string): Date | undefined {
  return Number.isNaN(Date.parse(`${typed}Z`)) ? undefined : brusselsInstant(typed);
}

/** Whether it is a day that there is, from 1900 to 2999: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^(19|2\d)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(+date) && date.toISOString().startsWith(text);
}
