import { dayText, weekdayText, type Language } from '#libs/letters';
import { wordsOf, type Editions } from '#libs/words';
import type { Step } from './due';

/**
 * The steps of a due date as one line: "received Saturday 31 January 2026 → … → due Monday 2 March 2026".
 * @param words editions that it is said with; the newest, where left out
 */
export function trailText(trail: readonly Step[], language: Language, words?: Editions): string {
  return trail.map(step => stepText(step, language, words)).join(' → ');
}

function stepText(step: Step, language: Language, words: Editions | undefined): string {
  const say = wordsOf('deadlines', language, words);
  const short = (day: string): string => dayText(day, language);
  const long = (day: string): string => weekdayText(day, language);
  switch (step.rule) {
    case 'received':
    case 'due':
      return say(step.rule, { day: long(step.day) });
    case 'month':
    case 'extended':
      return say(step.rule, {
        months: step.months,
        day: short(step.day),
        last: step.lastOfMonth ? 'yes' : 'no',
      });
    case 'paused':
      return say('paused', {
        asked: short(step.asked),
        answered: short(step.answered),
        days: step.days,
        day: short(step.day),
      });
    case 'standing-still':
    case 'asked-late':
      return say(step.rule, { asked: short(step.asked) });
    case 'not-working':
      return say('not-working', { day: short(step.day), why: say(step.why) });
    case 'holidays-unknown':
      return say('holidays-unknown', { year: step.year });
  }
}
