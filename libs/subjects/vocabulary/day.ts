import { accepted, refused, type Parsed } from './parsed';

/** A day of the calendar, `YYYY-MM-DD`, that exists. Days compare as texts do. */
export function parseDay(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  if (!/^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$/.test(value)) return refused('day-form');
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
    ? accepted(value)
    : refused('day-form');
}

/** A day that lies so many days before (negative) or after another. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
