import { brusselsDay, dayAfter, type Day } from '#libs/kernel';
import type { Telling } from './types';

/** What a catalogue says of telling. */
interface Told {
  readonly telling?: Pick<Telling, 'within' | 'erasures'>;
}

/** What held while no catalogue said anything of it. */
const UNSAID: NonNullable<Told['telling']> = {
  within: 'P14D',
  erasures: ['no-longer-needed', 'objection', 'unlawful', 'legal-obligation', 'retention-ended'],
};

/** Last day on which a recipient is told in time of what was done then (Art. 19), in Brussels. */
export function tellingDue({ telling = UNSAID }: Told, done: Date): Day {
  return dayAfter(brusselsDay(done), telling.within);
}

/** Whether recipients are told of an erasure for this reason. */
export function isTold({ telling = UNSAID }: Told, reason: Telling['erasures'][number]): boolean {
  return telling.erasures.includes(reason);
}
