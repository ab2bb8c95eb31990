/** Languages that people are written to in. */
export const LANGUAGES = ['nl', 'fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The same in each language. */
export type Texts = Readonly<Record<Language, string>>;

export const LOCALES: Texts = { nl: 'nl-BE', fr: 'fr-BE', en: 'en-GB' };

/** The language to write in to somebody whose language tag (BCP 47) is known: Dutch where it is none of ours. */
export function languageOf(tag: string | undefined): Language {
  const [primary] = (tag ?? '').toLowerCase().split('-');
  return LANGUAGES.find(language => language === primary) ?? 'nl';
}

/** "2 maart 2026", of a calendar day YYYY-MM-DD. */
export function dayText(day: string, language: Language): string {
  return format(day, language, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** "maandag 2 maart 2026". */
export function weekdayText(day: string, language: Language): string {
  return format(day, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

function format(day: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/,/g, '');
}

/** "2 maart 2026, 14:05" in Europe/Brussels, of a point in time. */
export function timeText(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/Brussels',
  }).format(new Date(instant));
}

/** "02/03/2026 14:05" in Europe/Brussels, for tables. */
export function momentText(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Brussels',
  })
    .format(new Date(instant))
    .replace(',', '');
}
