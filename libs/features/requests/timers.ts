import { morning, REMINDERS, remindersOf, type Clock, type Reminder } from '#libs/deadlines';
import type { FeatureTimers } from '#libs/feature';
import { addDays, dayOver } from '#libs/kernel';
import { cancel, schedule, type TimerChange, type DueTimer, type TimerFunctions } from '#libs/timers';
import { LETTERS, type LetterName } from './codes';
import { ANSWER_PERIOD, requestOf, requestOwner, type RequestEventData } from './events';

const EXPIRE = 'request/expire';
/** Where the answer to an erasure goes is kept no longer: it went out, or its last day is over. */
const ANSWERED = 'request/answered';
const timerOf = (about: Reminder) => `request/${about}` as const;

/** Reminders follow the due date, and fall silent while the clock stands still. */
function follow(request: string, clock: Clock | undefined): readonly TimerChange[] {
  if (!clock) return [];
  const { due } = clock;
  if (due === undefined) return noReminders(request);
  return remindersOf(due).map(({ about, at }) => schedule(timerOf(about), request, at, { due }));
}

function answered(letter: LetterName, request: string, time: string): readonly TimerChange[] {
  return letter === 'erasure-done' || letter === 'objection-done'
    ? [schedule(ANSWERED, request, new Date(time))]
    : [];
}

function noReminders(request: string): readonly TimerChange[] {
  return REMINDERS.map(about => cancel(timerOf(about), request));
}

/** What events of a request do to its reminders. */
const set: TimerFunctions<RequestEventData> = {
  RequestRegistered: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  ProofAsked: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  IdentityVerified: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  IdentityRejected: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  RequestExtended: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  CarryingOutBegun: ({ answerUntil }, { stream }) =>
    answerUntil === undefined ? [] : [schedule(ANSWERED, requestOf(stream), dayOver(answerUntil))],
  LetterSent: ({ letter }, { stream, time }) =>
    LETTERS[letter] === 'final'
      ? [...noReminders(requestOf(stream)), ...answered(letter, requestOf(stream), time)]
      : [],
  RequestClosed: ({ keptUntil }, { stream }) => [
    ...noReminders(requestOf(stream)),
    schedule(EXPIRE, requestOf(stream), morning(addDays(keptUntil, 1))),
  ],
};

const remind =
  (about: Reminder) =>
  async ({ key, payload, context }: DueTimer) => {
    const { RemindOfficers } = await import('#features/requests/commands/remind-officers');
    return new RemindOfficers(key, { about, due: payload.due! }, context);
  };

/**
 * What is done when they come due: a word in the request's own stream, unless it was answered or moved meanwhile; when
 * the retention of a closed request is over, the end of its keys.
 */
export const requestTimers: FeatureTimers = {
  set,
  due: {
    [timerOf('due-soon')]: remind('due-soon'),
    [timerOf('overdue')]: remind('overdue'),
    [ANSWERED]: async ({ key, context }) =>
      new (await import('#libs/features/erasure')).EndKeys(
        requestOwner(key),
        context.commandId,
        context,
        ANSWER_PERIOD,
      ),
    [EXPIRE]: async ({ key, context }) =>
      new (await import('#libs/features/erasure')).EndKeys(requestOwner(key), key, context),
  },
};
