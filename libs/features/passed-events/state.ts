import type { StreamOf } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { PassingDecisions } from '#libs/projections';
import { PASSED_STREAM, type PassedEventData, type PassedEventEvent, type PassingProposed } from './events';

export const STATUSES = ['proposed', 'withdrawn', 'approved', 'made-up'] as const;

/** One proposal, and what became of it. */
export interface Passing extends PassingProposed {
  readonly status: (typeof STATUSES)[number];
  readonly proposedBy: string;
  readonly proposed: string;
  /** When it was withdrawn or approved. */
  readonly decided?: string;
  readonly madeUp?: string;
}

/** The fold of `passed-events`, by the id of each proposal, in their order. Never mutated. */
export interface PassingsState {
  readonly passings: Readonly<Record<Uuid, Passing>>;
}

export const initial: PassingsState = { passings: {} };

/** The state after one more event. Pure and total. */
export function evolve(state: PassingsState, event: PassedEventEvent): PassingsState {
  const { passing } = event.data;
  const set = (change: Partial<Passing>): PassingsState => ({
    passings: { ...state.passings, [passing]: { ...state.passings[passing]!, ...change } },
  });
  switch (event.type) {
    case 'PassingProposed':
      return set({ ...event.data, status: 'proposed', proposedBy: event.actor.id, proposed: event.time });
    case 'PassingWithdrawn':
      return set({ status: 'withdrawn', decided: event.time });
    case 'EventPassedOver':
      return set({ ...event.data, status: 'approved', decided: event.time });
    case 'PassedEventMadeUp':
      return set({ status: 'made-up', madeUp: event.time });
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

export const PASSINGS: StreamOf<PassingsState, PassedEventData> = {
  name: PASSED_STREAM,
  owner: PASSED_STREAM,
  fold: { initial, evolve },
};

/**
 * What projections do by it. The register passes over an event for ever, as what was missing is in entries of its own;
 * any other read model does until it was made up for, and then has it in its place when it is built anew.
 */
export function decisionsOf(records: readonly EventRecord[]): PassingDecisions {
  const { passings } = (records as readonly PassedEventEvent[]).reduce(evolve, initial);
  const all = Object.values(passings);
  const events = (projection: string, ...statuses: Passing['status'][]): ReadonlySet<Uuid> =>
    new Set(
      all
        .filter(({ status, projections }) => statuses.includes(status) && projections.includes(projection))
        .map(({ event }) => event),
    );
  return {
    passed: projection =>
      projection === REGISTER ? events(projection, 'approved', 'made-up') : events(projection, 'approved'),
    wanting: projection => events(projection, 'approved'),
    proposed: projection => events(projection, 'proposed'),
  };
}

export const REGISTER = 'register';
