import type { StreamOf } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import {
  SIGNING_STREAM,
  type RegisterForkRecorded,
  type SigningEventData,
  type SigningEventType,
} from './events';

/** A key of one origin. */
export interface KnownKey {
  readonly origin: string;
  readonly key: string;
  readonly vkey: string;
  /** RFC 3339. */
  readonly made: string;
  readonly retired?: string;
  /** Size of the last checkpoint that a retired one signed. */
  readonly until?: string;
}

export interface SigningState {
  /** Origins in the order in which they were begun: the last one is signed for. */
  readonly origins: readonly string[];
  readonly signer?: Uuid;
  /** Oldest first. */
  readonly keys: readonly KnownKey[];
  /** An incident that no new origin has followed yet, and by whom it was recorded. */
  readonly incident?: RegisterForkRecorded & { readonly by: string };
}

type SigningEvent = {
  [T in SigningEventType]: EventRecord<T, SigningEventData[T]>;
}[SigningEventType];

export const initial: SigningState = { origins: [], keys: [] };

/** The state after one more event. Pure and total. */
export function evolve(state: SigningState, event: SigningEvent): SigningState {
  const { time } = event;
  switch (event.type) {
    case 'SigningKeyMade': {
      const { origin, key, vkey, signer } = event.data;
      const origins = state.origins.includes(origin) ? state.origins : [...state.origins, origin];
      return { ...state, origins, signer, keys: [...state.keys, { origin, key, vkey, made: time }] };
    }
    case 'SigningKeyRotated': {
      const { origin, key, vkey, replaces, until } = event.data;
      const keys = retired(state.keys, origin, replaces, until, time);
      return { ...state, keys: [...keys, { origin, key, vkey, made: time }] };
    }
    case 'SigningKeyRetired': {
      const { origin, key, until } = event.data;
      return { ...state, keys: retired(state.keys, origin, key, until, time) };
    }
    case 'SignerMoved':
      return { ...state, signer: event.data.signer };
    case 'RegisterForkRecorded':
      return { ...state, incident: { ...event.data, by: event.actor.id } };
    case 'OriginBegun': {
      const { origin, key, vkey, previous } = event.data;
      const { incident: _, ...rest } = state;
      const keys = state.keys.map(each =>
        each.origin === previous.origin && each.until === undefined
          ? { ...each, retired: time, until: previous.size }
          : each,
      );
      return {
        ...rest,
        origins: [...state.origins, origin],
        keys: [...keys, { origin, key, vkey, made: time }],
      };
    }
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

function retired(
  keys: readonly KnownKey[],
  origin: string,
  key: string,
  until: string,
  time: string,
): KnownKey[] {
  return keys.map(each =>
    each.origin === origin && each.key === key ? { ...each, retired: time, until } : each,
  );
}

/** The stream of all that is said of signing, as commands load and append it. */
export const SIGNING: StreamOf<SigningState, SigningEventData> = {
  name: SIGNING_STREAM,
  owner: 'signing',
  fold: { initial, evolve },
};

/** The key that signs; undefined where none does. */
export function activeKey({ origins, keys }: SigningState): KnownKey | undefined {
  const last = keys.findLast(({ origin }) => origin === origins.at(-1));
  return last?.until === undefined ? last : undefined;
}
