import type { StreamOf } from '#libs/commands';
import type { BreachClock } from '#libs/deadlines';
import type { Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import {
  breachOwner,
  breachStream,
  type AffectedDetermined,
  type AuthorityNotified,
  type BreachAssessed,
  type BreachEvent,
  type BreachEventData,
  type BreachLetterWritten,
  type BreachReminded,
  type Moments,
  type PersonsNotTold,
  type PersonsTold,
} from './events';

/** Words that an event sealed. */
export interface Words {
  readonly event: Uuid;
  readonly sealed: Sealed;
}

/** The fold of `breach-<id>`. Never mutated. */
export interface BreachState {
  readonly id: Uuid;
  readonly status: 'none' | 'open' | 'closed';
  /** Of the whole breach, which If-Match compares: one more with each event that somebody made; a reminder is nobody's. */
  readonly version: number;
  readonly recordedAt: string;
  readonly moments?: Moments;
  readonly clock?: BreachClock;
  /** Where it is described, the last one last. */
  readonly descriptions: readonly Words[];
  readonly corrections: readonly (Words & { readonly at: string })[];
  readonly assessment?: Omit<BreachAssessed, 'sealed'> & Words & { readonly assessedAt: string };
  /** Phases of telling the authority, in their order. */
  readonly notifications: readonly (Omit<AuthorityNotified, 'sealed'> & Words)[];
  /** Whom it affects, each time that it was determined. */
  readonly determinations: readonly (AffectedDetermined & { readonly at: string })[];
  /** Letters to persons, in their order. */
  readonly letters: readonly (Omit<BreachLetterWritten, 'sealed'> & Words & { readonly writtenAt: string })[];
  readonly told: readonly PersonsTold[];
  /** The decision not to tell persons that stands. */
  readonly notTold?: Omit<PersonsNotTold, 'sealed'> & Words & { readonly decidedAt: string };
  /** What officers were reminded of, each with the end of the hours that it was about. */
  readonly reminded: readonly BreachReminded[];
  /** How long the words are kept is counted from there. */
  readonly closed?: Words & { readonly at: string };
}

export const initial: BreachState = {
  id: '',
  status: 'none',
  version: 0,
  recordedAt: '',
  descriptions: [],
  corrections: [],
  notifications: [],
  determinations: [],
  letters: [],
  told: [],
  reminded: [],
};

/** The state after one more event. Pure and total. */
export function evolve(state: BreachState, event: BreachEvent): BreachState {
  const next = applied(state, event);
  return event.type === 'BreachReminded' ? next : { ...next, version: state.version + 1 };
}

function applied(state: BreachState, event: BreachEvent): BreachState {
  switch (event.type) {
    case 'BreachRecorded': {
      const { purpose: _purpose, basis: _basis, ...facts } = event.data;
      const recorded = { ...state, status: 'open' as const, recordedAt: event.time };
      return withFacts(recorded, facts, event.id);
    }
    case 'BreachCorrected': {
      const corrected = withFacts(state, event.data, event.id);
      const correction = { event: event.id, at: event.time, sealed: event.data.sealed };
      return { ...corrected, corrections: [...state.corrections, correction] };
    }
    case 'BreachAssessed':
      return { ...state, assessment: { ...event.data, event: event.id, assessedAt: event.time } };
    case 'AuthorityNotified':
      return { ...state, notifications: [...state.notifications, { ...event.data, event: event.id }] };
    case 'AffectedDetermined':
      return { ...state, determinations: [...state.determinations, { ...event.data, at: event.time }] };
    case 'BreachLetterWritten':
      return {
        ...state,
        letters: [...state.letters, { ...event.data, event: event.id, writtenAt: event.time }],
      };
    case 'PersonsTold':
      return { ...state, told: [...state.told, event.data] };
    case 'PersonsNotTold':
      return { ...state, notTold: { ...event.data, event: event.id, decidedAt: event.time } };
    case 'BreachReminded':
      return { ...state, reminded: [...state.reminded, event.data] };
    case 'BreachClosed':
      return {
        ...state,
        status: 'closed',
        closed: { event: event.id, at: event.time, sealed: event.data.sealed },
      };
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

type Facts = Moments & { readonly clock?: BreachClock; readonly sealed: Sealed };

function withFacts(state: BreachState, { clock, sealed, ...moments }: Facts, event: Uuid): BreachState {
  const described = 'description' in sealed.commitments;
  return {
    ...state,
    moments,
    ...(clock && { clock }),
    ...(described && { descriptions: [...state.descriptions, { event, sealed }] }),
  };
}

/** The stream of a breach, as commands load and append it. */
export function breachStreamOf(breach: Uuid): StreamOf<BreachState, BreachEventData> {
  return {
    name: breachStream(breach),
    owner: breachOwner(breach),
    fold: { initial: { ...initial, id: breach }, evolve },
  };
}
