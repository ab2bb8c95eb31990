import type { StreamOf } from '#libs/commands';
import type { Day, Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import type { Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import type { OwnerChoice } from './codes';
import {
  mediationOf,
  mediationOwner,
  mediationStream,
  type MediationEnded,
  type MediationEvent,
  type MediationEventData,
} from './events';

/**
 * `to-tell`: the third party first. `to-answer`: the third party's answer is due, or the owner chose to write. `answered`: the
 * third party has it, and the owner who writes reads who seeks contact until the latest day.
 */
export const MEDIATION_STATUSES = ['to-tell', 'waiting', 'to-answer', 'answered', 'ended'] as const;
export type MediationStatus = (typeof MEDIATION_STATUSES)[number];

/** The fold of `mediation-<id>`. Never mutated. */
export interface MediationState {
  readonly id: Uuid;
  /** `answered`: the third party has its answer, and an owner who chose to make contact still reads who seeks it. */
  readonly status: 'none' | 'open' | 'answered' | 'ended';
  readonly openedAt: string;
  readonly language: Language;
  readonly owner?: Uuid;
  readonly until: Day;
  readonly latest: Day;
  readonly thirdParty?: { readonly event: Uuid; readonly sealed: Sealed };
  /** Day on which the third party was told that its name is passed on. */
  readonly told?: Day;
  readonly informed: boolean;
  /** Of the words that the third party was told with, and the owner informed. */
  readonly words: { readonly told?: Editions; readonly informed?: Editions };
  /** The owner's choice, the last one. */
  readonly choice?: OwnerChoice;
  readonly periodEnded: boolean;
  /** Last day on which the owner reads who seeks contact, once the third party has its answer. */
  readonly keptUntil?: Day;
  readonly outcome?: MediationEnded['outcome'];
}

export const initial: MediationState = {
  id: '',
  status: 'none',
  openedAt: '',
  language: 'nl',
  until: '',
  latest: '',
  informed: false,
  words: {},
  periodEnded: false,
};

/** The state after one more event. Pure and total. */
export function evolve(state: MediationState, event: MediationEvent): MediationState {
  switch (event.type) {
    case 'MediationOpened': {
      const { owner, until, latest, language, sealed } = event.data;
      return {
        ...state,
        id: mediationOf(event.stream),
        status: 'open',
        openedAt: event.time,
        language,
        until,
        latest,
        thirdParty: { event: event.id, sealed },
        ...(owner !== undefined && { owner }),
      };
    }
    case 'ThirdPartyTold':
      return { ...state, told: event.data.on, words: { ...state.words, told: event.data.words ?? [] } };
    case 'OwnerInformed':
      return { ...state, informed: true, words: { ...state.words, informed: event.data.words ?? [] } };
    case 'OwnerAnswered':
      return { ...state, choice: event.data.choice };
    case 'AnswerPeriodEnded':
      return { ...state, periodEnded: true };
    case 'ThirdPartyAnswered': {
      const { keptUntil } = event.data;
      if (keptUntil === undefined) return state;
      return { ...state, status: 'answered', keptUntil, latest: keptUntil };
    }
    case 'MediationEnded':
      return { ...state, status: 'ended', outcome: event.data.outcome };
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

/** What is next, in the words of the list. */
export function statusOf({ status, told, choice, periodEnded }: MediationState): MediationStatus {
  if (status === 'ended' || status === 'answered') return status;
  if (choice === 'accepted' || periodEnded) return 'to-answer';
  return told === undefined ? 'to-tell' : 'waiting';
}

/** The stream of a mediation, as commands load and append it. */
export function mediationStreamOf(mediation: Uuid): StreamOf<MediationState, MediationEventData> {
  return {
    name: mediationStream(mediation),
    owner: mediationOwner(mediation),
    fold: { initial: { ...initial, id: mediation }, evolve },
  };
}
