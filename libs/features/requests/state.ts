import type { StreamOf } from '#libs/commands';
import { brusselsDay, type Day, type Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import type { Sealed } from '#libs/vault';
import type { Editions } from '#libs/words';
import {
  LETTERS,
  type Act,
  type ClosedAs,
  type ExtensionReason,
  type LetterName,
  type ProofReason,
  type ProofWay,
  type RefusalReason,
  type RejectionReason,
  type RequestChannel,
  type RequestKind,
} from './codes';
import {
  deadlineOf,
  holidaysOf,
  type Clock,
  type ClockFacts,
  type Deadline,
  type Pause,
} from '#libs/deadlines';
import {
  requestOf,
  requestOwner,
  requestStream,
  type RequestEvent,
  type RequestEventData,
  type RequestRegistered,
} from './events';

/** An envelope with the event that it was sealed for. */
export interface SealedRef {
  readonly event: Uuid;
  readonly sealed: Sealed;
}

export interface Execution {
  readonly act: Act;
  readonly status: 'begun' | 'done' | 'failed';
  /** The one that it is of, where it is of one. */
  readonly purpose?: string;
  /** The problem that it failed with. */
  readonly code?: string;
  /** `erase` of all: where the answer goes, and in which language. */
  readonly answer?: SealedRef & { readonly language?: Language };
}

export interface SentLetter {
  readonly on: Day;
  readonly language: Language;
  /** When: what it told of others is what was so then. */
  readonly at: string;
  /** As in LetterSent. */
  readonly words?: Editions;
  readonly text?: SealedRef;
}

/** The fold of `request-<id>`. Never mutated. */
export interface RequestState {
  readonly id: Uuid;
  /** Absent while nothing is registered under this id. */
  readonly kind?: RequestKind;
  readonly channel: RequestChannel;
  readonly requester: RequestRegistered['requester'];
  readonly subject?: Uuid;
  readonly language: Language;
  readonly receivedAt: string;
  readonly registeredAt: string;
  /** Pseudonym of who registered it. */
  readonly registeredBy: string;
  readonly content?: SealedRef;
  readonly clock?: Clock;
  readonly pauses: readonly Pause[];
  readonly identity: 'not-asked' | 'asked' | 'verified' | 'rejected';
  readonly proof?: {
    readonly reason: ProofReason;
    readonly note?: SealedRef;
    readonly how?: ProofWay;
    readonly rejected?: RejectionReason;
  };
  readonly confirmation: 'not-asked' | 'asked' | 'given';
  readonly extension?: { readonly reason: ExtensionReason; readonly on: Day; readonly note?: SealedRef };
  readonly refusal?: {
    readonly reason: RefusalReason;
    readonly scope: 'whole' | 'part';
    readonly note?: SealedRef;
  };
  readonly executions: Readonly<Record<Uuid, Execution>>;
  /** Letters that went out: the last of each name. */
  readonly letters: Readonly<Partial<Record<LetterName, SentLetter>>>;
  readonly reminded: readonly string[];
  readonly status: 'none' | 'open' | 'answered' | 'closed';
  readonly outcome?: ClosedAs;
}

export const initial: RequestState = {
  id: '',
  channel: 'letter',
  requester: 'unknown',
  language: 'nl',
  receivedAt: '',
  registeredAt: '',
  registeredBy: '',
  pauses: [],
  identity: 'not-asked',
  confirmation: 'not-asked',
  executions: {},
  letters: {},
  reminded: [],
  status: 'none',
};

/** The state after one more event. Pure and total. */
export function evolve(state: RequestState, event: RequestEvent): RequestState {
  switch (event.type) {
    case 'RequestRegistered': {
      const { kind, channel, requester, subject, language, receivedAt, clock } = event.data;
      return {
        ...state,
        id: requestOf(event.stream),
        kind,
        channel,
        requester,
        language,
        receivedAt,
        registeredAt: event.time,
        registeredBy: event.actor.id,
        status: 'open',
        ...(subject && { subject }),
        ...(clock && { clock }),
        ...named('content', event),
      };
    }
    case 'RequestLinked':
      return { ...state, subject: event.data.subject };
    case 'ConfirmationAsked':
      return { ...state, confirmation: 'asked' };
    case 'RequestConfirmed':
      return { ...state, confirmation: 'given' };
    case 'ProofAsked': {
      const { reason, clock } = event.data;
      return {
        ...state,
        identity: 'asked',
        proof: { reason, ...named('note', event) },
        pauses: [...state.pauses, { asked: dayOf(event.time) }],
        ...(clock && { clock }),
      };
    }
    case 'IdentityVerified':
    case 'IdentityRejected': {
      const { clock, receivedAt } = event.data;
      const verified = event.type === 'IdentityVerified';
      return {
        ...state,
        identity: verified ? 'verified' : 'rejected',
        ...(state.proof && {
          proof: {
            ...state.proof,
            ...(verified ? { how: event.data.how } : { rejected: event.data.reason }),
          },
        }),
        pauses: answered(state.pauses, dayOf(receivedAt)),
        ...(clock && { clock }),
      };
    }
    case 'RequestExtended': {
      const { reason, clock } = event.data;
      return { ...state, clock, extension: { reason, on: dayOf(event.time), ...named('note', event) } };
    }
    case 'RequestRefused': {
      const { reason, scope } = event.data;
      return { ...state, refusal: { reason, scope, ...named('note', event) } };
    }
    case 'CarryingOutBegun':
    case 'CarriedOut':
    case 'CarryingOutFailed': {
      const { execution, act } = event.data;
      const { purpose, answer } =
        event.type === 'CarryingOutBegun' ? begunOf(event) : (state.executions[execution] ?? {});
      const of = { act, ...(purpose !== undefined && { purpose }), ...(answer && { answer }) };
      const one: Execution =
        event.type === 'CarryingOutFailed'
          ? { ...of, status: 'failed', code: event.data.code }
          : { ...of, status: event.type === 'CarriedOut' ? 'done' : 'begun' };
      return { ...state, executions: { ...state.executions, [execution]: one } };
    }
    case 'LetterSent': {
      const { letter, language, words } = event.data;
      const { time } = event;
      const sent = {
        on: dayOf(time),
        at: time,
        language,
        ...(words && { words }),
        ...named('text', event),
      };
      const final = LETTERS[letter] === 'final' && state.status === 'open';
      return {
        ...state,
        letters: { ...state.letters, [letter]: sent },
        ...(final && { status: 'answered' }),
      };
    }
    case 'RequestClosed':
      return { ...state, status: 'closed', outcome: event.data.outcome };
    case 'RequestReminded':
      return { ...state, reminded: [...state.reminded, `${event.data.about} ${event.data.due}`] };
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

function begunOf({
  id,
  data: { act, purpose, sealed, language },
}: Extract<RequestEvent, { type: 'CarryingOutBegun' }>): Pick<Execution, 'purpose' | 'answer'> {
  const answer = act === 'erase' && sealed && { event: id, sealed, ...(language && { language }) };
  return { ...(purpose !== undefined && { purpose }), ...(answer && { answer }) };
}

/** Where the answer to an erasure goes, as the last one that was begun kept it. */
export function answerOf({ executions }: Pick<RequestState, 'executions'>): Execution['answer'] {
  return Object.values(executions).findLast(({ answer }) => answer !== undefined)?.answer;
}

function named<const N extends string>(
  name: N,
  event: { readonly id: Uuid; readonly data: { readonly sealed?: Sealed } },
): { readonly [K in N]?: SealedRef } {
  const { sealed } = event.data;
  return sealed ? ({ [name]: { event: event.id, sealed } } as { [K in N]?: SealedRef }) : {};
}

function dayOf(time: string): Day {
  return brusselsDay(new Date(time));
}

/** The last question is answered. */
function answered(pauses: readonly Pause[], day: Day): readonly Pause[] {
  const last = pauses.at(-1);
  return last && last.answered === undefined ? [...pauses.slice(0, -1), { ...last, answered: day }] : pauses;
}

/** What the due date follows from; undefined where there is no statutory clock (P20). */
export function clockFacts(
  state: Pick<RequestState, 'kind' | 'receivedAt' | 'pauses' | 'extension'>,
): ClockFacts | undefined {
  if (state.kind === undefined || state.kind === 'question') return undefined;
  return {
    received: dayOf(state.receivedAt),
    pauses: state.pauses,
    extended: state.extension !== undefined,
  };
}

/** The due date with its trail, by the calendar that it was decided by. */
export function deadlineOfRequest(state: RequestState): Deadline | undefined {
  const facts = clockFacts(state);
  return facts && state.clock ? deadlineOf(facts, holidaysOf(state.clock.holidays)) : undefined;
}

/** The stream of a request, as commands load and append it. */
export function requestStreamOf(request: Uuid): StreamOf<RequestState, RequestEventData> {
  return {
    name: requestStream(request),
    owner: requestOwner(request),
    fold: { initial: { ...initial, id: request }, evolve },
  };
}
