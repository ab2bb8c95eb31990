import type { Day } from '#libs/kernel';

/** Public holidays of one year, as they were known when a calendar's version was made. */
export interface HolidayYear {
  readonly days: readonly Day[];
  readonly source: string;
  /** What was not checked against the Official Journal itself; such days count all the same. */
  readonly unconfirmed?: string;
}

/**
 * The holidays of the Member State in which the act is due (Reg. 1182/71 Art. 2(1)), as data. A version is stored with
 * each due date and is never edited: what turns out otherwise gets a new version.
 */
export interface HolidayCalendar {
  readonly version: string;
  readonly years: Readonly<Record<string, HolidayYear>>;
}

const BE_1: HolidayCalendar = {
  version: 'BE/1',
  years: {
    2025: {
      source: 'OJ C/2024/7517, Belgium, by way of the transcription in eu-time-limit-calculator',
      unconfirmed: 'The transcription was not compared with the Official Journal.',
      days: [
        '2025-01-01',
        '2025-04-20',
        '2025-04-21',
        '2025-05-01',
        '2025-05-29',
        '2025-06-08',
        '2025-06-09',
        '2025-07-21',
        '2025-08-15',
        '2025-11-01',
        '2025-11-11',
        '2025-12-25',
      ],
    },
    2026: {
      source: 'OJ C/2025/6771, Belgium, by way of the transcription in eu-time-limit-calculator',
      unconfirmed:
        'The transcription was not compared with the Official Journal. It has 2 November and neither 1 November (a ' +
        'Sunday) nor 15 August (a Saturday): a calendar of fixed dates differs.',
      days: [
        '2026-01-01',
        '2026-04-06',
        '2026-05-01',
        '2026-05-14',
        '2026-05-25',
        '2026-07-21',
        '2026-11-02',
        '2026-11-11',
        '2026-12-25',
      ],
    },
    2027: {
      source: 'Belgian act of 4 January 1974 and royal decree of 18 April 1974: the ten legal holidays',
      unconfirmed:
        'No list of the Official Journal was at hand. The days that replace those on a Saturday or Sunday (1 May, 15 ' +
        'August, 25 December) are not in it.',
      days: [
        '2027-01-01',
        '2027-03-29',
        '2027-05-01',
        '2027-05-06',
        '2027-05-17',
        '2027-07-21',
        '2027-08-15',
        '2027-11-01',
        '2027-11-11',
        '2027-12-25',
      ],
    },
  },
};

/** Every version that a stored due date may name, oldest first. */
export const HOLIDAY_CALENDARS: readonly HolidayCalendar[] = [BE_1];

/** The calendar for what is reckoned now. */
export const currentHolidays: HolidayCalendar = HOLIDAY_CALENDARS.at(-1)!;

/** The calendar that a stored due date names. */
export function holidaysOf(version: string): HolidayCalendar {
  return HOLIDAY_CALENDARS.find(calendar => calendar.version === version) ?? currentHolidays;
}
