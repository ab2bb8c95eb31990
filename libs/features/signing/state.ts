import type { Fold, StreamOf } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { SIGNING_STREAM, type RegisterForkRecorded, type SigningEventData } from './events';

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

const fold: Fold<SigningState, SigningEventData> = {
  initial: { origins: [], keys: [] },
  evolve(state, event) {
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
    }
  },
};

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

export const SIGNING: StreamOf<SigningState, SigningEventData> = {
  name: SIGNING_STREAM,
  owner: 'signing',
  fold,
};

/** The key that signs; undefined where none does. */
export function activeKey({ origins, keys }: SigningState): KnownKey | undefined {
  const last = keys.findLast(({ origin }) => origin === origins.at(-1));
  return last?.until === undefined ? last : undefined;
}
