import { addDays, type Day } from '#libs/kernel';

/** What officers are reminded of: that something is due soon, or that it was. */
export const REMINDERS = ['due-soon', 'overdue'] as const;
export type Reminder = (typeof REMINDERS)[number];

/** Officers are reminded so many days before something is due: the controller's decision. */
const DAYS_BEFORE = 7;

/** When they are, in working hours in Brussels, summer and winter. */
export function remindersOf(due: Day): readonly { readonly about: Reminder; readonly at: Date }[] {
  return [
    { about: 'due-soon', at: morning(addDays(due, -DAYS_BEFORE)) },
    { about: 'overdue', at: morning(addDays(due, 1)) },
  ];
}

export function morning(day: Day): Date {
  return new Date(`${day}T08:00:00Z`);
}
