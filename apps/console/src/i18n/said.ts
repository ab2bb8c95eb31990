import type { Language } from '#libs/letters';

/** A text of a catalogue in a language; the French one may be wanting, and stands in Dutch then (P21). */
export function textIn(texts: Readonly<{ nl: string; fr?: string; en: string }>, language: Language): string {
  return texts[language] ?? texts.nl;
}

/** Units of a duration (ISO 8601), as browsers name them. */
const UNITS = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;
export type Unit = keyof typeof UNITS;
export const UNIT_CODES = Object.keys(UNITS) as Unit[];

/** "3 maanden" of 3 and `M`. */
export function unitSaid(count: number, unit: Unit, language: Language): string {
  return new Intl.NumberFormat(`${language}-BE`, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: 'long',
    useGrouping: false,
  }).format(count);
}

/** "3 maanden" of `P3M`; what is no duration of days, weeks, months and years is as it is. */
export function durationSaid(duration: string, language: Language): string {
  if (!/^P(\d+[YMWD])+$/.test(duration)) return duration;
  return [...duration.matchAll(/(\d+)([YMWD])/g)]
    .map(([, count, unit]) => unitSaid(Number(count), unit as Unit, language))
    .join(' ');
}

/** "België" of `BE` (ISO 3166-1 alpha-2); what is no such code is as it is. */
export function countrySaid(code: string, language: Language): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
}
