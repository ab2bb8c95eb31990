import type { Uuid } from '#libs/kernel';
import type { Breach } from './answers';
import type { OpenedBreach, Said } from './breaches';
import { isLate, mustNotify } from './guards';
import type { BreachState, Words } from './state';
import { statusOf, timeLeft } from './statuses';

/** A breach as it is read at a time. */
export function shownOf({ state, said }: OpenedBreach, now: Date): Breach {
  const { moments, clock, assessment, notifications, determinations, notTold, closed } = state;
  const due = clock?.due;
  const status = statusOf({
    closed: closed !== undefined,
    notified: notifications.length > 0,
    risk: assessment?.risk,
    due,
  });
  const description = state.descriptions.at(-1);
  return {
    breach: state.id,
    version: state.version,
    recorded: state.recordedAt,
    status,
    ...moments,
    ...(due !== undefined && { due }),
    ...timeLeft(status, due, now),
    late: mustNotify(state) && isLate(state, now),
    ...(description && pick(said, description, 'description')),
    corrections: state.corrections.map(({ at, ...each }) => ({ at, ...pick(said, each, 'reason') })),
    ...(assessment && { risk: assessment.risk, assessment: told(said, assessment) }),
    notifications: notifications.map(each => told(said, each)),
    affected: determinations.map(({ criteria, ...determined }) => ({ ...determined, ...criteria })),
    letters: state.letters.map(each => ({ ...told(said, each), ...followed(state, each) })),
    told: state.told,
    reminded: state.reminded,
    ...(notTold && { notTold: told(said, notTold) }),
    ...(closed && { closedAt: closed.at, ...pick(said, closed, 'learned') }),
    ...([...said.values()].includes(undefined) && { erased: true as const }),
  };
}

/** By which letter to the same list another one is followed. */
function followed(
  { letters }: Pick<BreachState, 'letters'>,
  { letter }: BreachState['letters'][number],
): { readonly followedBy?: Uuid } {
  const next = letters.find(({ after }) => after === letter);
  return next ? { followedBy: next.letter } : {};
}

/** What an event says in the clear, and what it sealed. */
function told<W extends Words>(said: Said, { event, sealed: _, ...clear }: W): Omit<W, keyof Words> {
  return { ...clear, ...said.get(event) };
}

function pick<N extends string>(said: Said, { event }: Words, name: N): { readonly [M in N]?: string } {
  const text = said.get(event)?.[name];
  return (text === undefined ? {} : { [name]: text }) as { readonly [M in N]?: string };
}
