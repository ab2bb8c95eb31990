import type { CommandContext } from '#libs/commands';
import { addDays, type Day, type Uuid } from '#libs/kernel';
import { cancel, schedule, type TimerChange, type TimerFunctions, type TimerHandler } from '#libs/timers';
import { LETTERS } from './codes';
import { RequestCommand } from './command';
import { requestOf, requestOwner, type Clock, type RequestEventData } from './events';
import type { RequestCommandHandler } from './request-command.handler';

/** Officers are reminded so many days before a request is due: the controller's decision. */
const REMIND_DAYS_BEFORE = 7;

const EXPIRE = 'request/expire';
const TIMERS = { 'due-soon': 'request/due-soon', overdue: 'request/overdue' } as const;

/** Working hours in Brussels, summer and winter. */
function morning(day: Day): Date {
  return new Date(`${day}T08:00:00Z`);
}

/** Reminders follow the due date, and fall silent while the clock stands still. */
function follow(request: string, clock: Clock | undefined): readonly TimerChange[] {
  if (!clock) return [];
  const { due } = clock;
  if (due === undefined) return silence(request);
  return [
    schedule(TIMERS['due-soon'], request, morning(addDays(due, -REMIND_DAYS_BEFORE)), { due }),
    schedule(TIMERS.overdue, request, morning(addDays(due, 1)), { due }),
  ];
}

function silence(request: string): readonly TimerChange[] {
  return Object.values(TIMERS).map(name => cancel(name, request));
}

/** What events of a request do to its reminders. */
export const requestTimers: TimerFunctions<RequestEventData> = {
  RequestRegistered: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  ProofAsked: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  IdentityVerified: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  IdentityRejected: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  RequestExtended: ({ clock }, { stream }) => follow(requestOf(stream), clock),
  LetterSent: ({ letter }, { stream }) => (LETTERS[letter] === 'final' ? silence(requestOf(stream)) : []),
  RequestClosed: ({ keptUntil }, { stream }) => [
    ...silence(requestOf(stream)),
    schedule(EXPIRE, requestOf(stream), morning(addDays(keptUntil, 1))),
  ],
};

/** Ends all keys of an owner, for good. */
export type EndKeys = (owner: string, cause: Uuid, context: CommandContext) => Promise<void>;

/**
 * What is done when they come due: a word in the request's own stream, unless it was answered or moved meanwhile; when
 * the retention of a closed request is over, the end of its keys.
 */
export function requestTimerHandlers(
  requests: Pick<RequestCommandHandler, 'execute'>,
  endKeys: EndKeys,
): Readonly<Record<string, TimerHandler>> {
  const remind =
    (about: 'due-soon' | 'overdue'): TimerHandler =>
    async ({ key, payload, context }) => {
      await requests.execute(new RequestCommand('remind', key, { about, due: payload.due! }, context));
    };
  return {
    [TIMERS['due-soon']]: remind('due-soon'),
    [TIMERS.overdue]: remind('overdue'),
    [EXPIRE]: ({ key, context }) => endKeys(requestOwner(key), key, context),
  };
}
