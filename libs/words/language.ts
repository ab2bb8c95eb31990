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

/** To make a format takes much longer than to use it: each is made once in a language. */
function formatIn(options: Intl.DateTimeFormatOptions): (time: Date, language: Language) => string {
  const made = new Map<Language, Intl.DateTimeFormat>();
  return (time, language) => {
    let format = made.get(language);
    if (!format) made.set(language, (format = new Intl.DateTimeFormat(LOCALES[language], options)));
    return format.format(time);
  };
}

const DAY = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const dayFormat = formatIn(DAY);
const weekdayFormat = formatIn({ ...DAY, weekday: 'long' });
const timeFormat = formatIn({ dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Brussels' });
const momentFormat = formatIn({
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Brussels',
});

/** "2 maart 2026", of a calendar day YYYY-MM-DD. */
export function dayText(day: string, language: Language): string {
  return dayFormat(startOf(day), language).replace(/,/g, '');
}

/** "maandag 2 maart 2026". */
export function weekdayText(day: string, language: Language): string {
  return weekdayFormat(startOf(day), language).replace(/,/g, '');
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** "2 maart 2026, 14:05" in Europe/Brussels, of a point in time. */
export function timeText(instant: string, language: Language): string {
  return timeFormat(new Date(instant), language);
}

/** "02/03/2026 14:05" in Europe/Brussels, for tables. */
export function momentText(instant: string, language: Language): string {
  return momentFormat(new Date(instant), language).replace(',', '');
}
