import type { StreamOf } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { SubjectEventData } from './events';
import { evolve } from './evolve';
import { initial, subjectStream, type SubjectState } from './state';

/** The stream of a subject, as commands load and append it. */
export function subjectStreamOf(subject: Uuid): StreamOf<SubjectState, SubjectEventData> {
  return {
    name: subjectStream(subject),
    owner: subjectOwner(subject),
    fold: { initial: { ...initial, id: subject }, evolve },
  };
}

/** Owner of a subject's keys and look-up rows. */
export function subjectOwner(subject: Uuid): string {
  return `subject:${subject}`;
}

/** The subject of an owner. */
export function subjectOfOwner(owner: string): Uuid {
  return owner.slice('subject:'.length);
}
