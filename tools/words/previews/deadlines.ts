import { trailText, type Step } from '#libs/deadlines';
import type { Preview } from '../preview';

const day = '2026-03-02';
/** One of each step that a due date can have. */
const STEPS: readonly Step[] = [
  { rule: 'received', day: '2026-01-31' },
  { rule: 'month', months: 1, day: '2026-02-28', lastOfMonth: true },
  { rule: 'month', months: 2, day: '2026-03-30', lastOfMonth: false },
  { rule: 'extended', months: 1, day: '2026-02-28', lastOfMonth: true },
  { rule: 'extended', months: 3, day: '2026-04-30', lastOfMonth: false },
  { rule: 'paused', asked: '2026-02-05', answered: '2026-02-07', days: 2, day },
  { rule: 'standing-still', asked: '2026-02-05' },
  { rule: 'asked-late', asked: '2026-02-05' },
  { rule: 'not-working', why: 'saturday', day: '2026-02-28' },
  { rule: 'not-working', why: 'sunday', day: '2026-03-01' },
  { rule: 'not-working', why: 'holiday', day: '2026-05-01' },
  { rule: 'holidays-unknown', year: '2030' },
  { rule: 'due', day },
];

/** How a due date came about. */
export const deadlines: readonly Preview[] = STEPS.map((step, i) => ({
  name: `${i + 1}.${step.rule}`,
  make: (language, words) => ({ text: trailText([step], language, words) }),
}));
