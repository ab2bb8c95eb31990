import { decided, type Decided, type Given } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import type { SigningEventData } from './events';
import { activeKey, type SigningState } from './state';

type Events = Decided<SigningEventData>[];
export interface NewKey {
  readonly key: string;
  readonly vkey: string;
}
/** What was found, as the register says it. */
export interface FoundFork {
  readonly origin: string;
  readonly since: Date;
  readonly sound: bigint;
  readonly signed: bigint;
  readonly place: string;
}

/** @throws DomainError signing-key-exists while another signs */
export function decideMake(
  state: SigningState,
  { origin, signer, ...key }: NewKey & { readonly origin: string; readonly signer: Uuid },
): Events {
  if (activeKey(state)) throw new DomainError('signing-key-exists');
  return [decided<SigningEventData, 'SigningKeyMade'>('SigningKeyMade', { origin, signer, ...key })];
}

/** @param until size of the newest checkpoint @throws DomainError not-signing */
export function decideRotate(state: SigningState, key: NewKey, until: bigint): Events {
  const { origin, key: replaces } = required(state);
  const data = { origin, ...key, replaces, until: String(until) };
  return [decided<SigningEventData, 'SigningKeyRotated'>('SigningKeyRotated', data)];
}

/** @param until size of the newest checkpoint @throws DomainError not-signing */
export function decideRetire(state: SigningState, until: bigint): Events {
  const { origin, key } = required(state);
  return [
    decided<SigningEventData, 'SigningKeyRetired'>('SigningKeyRetired', {
      origin,
      key,
      until: String(until),
    }),
  ];
}

/** @throws DomainError not-signing */
export function decideMove(state: SigningState, signer: Uuid): Events {
  if (state.signer === undefined) throw new DomainError('not-signing');
  return state.signer === signer ? [] : [decided<SigningEventData, 'SignerMoved'>('SignerMoved', { signer })];
}

/** Puts on record what was found. @throws DomainError not-forked */
export function decideRecordFork(state: SigningState, fork: FoundFork | undefined, { id }: Given): Events {
  if (!fork || fork.origin !== state.origins.at(-1)) throw new DomainError('not-forked');
  if (state.incident) return [];
  return [
    decided<SigningEventData, 'RegisterForkRecorded'>('RegisterForkRecorded', {
      incident: id('incident'),
      origin: fork.origin,
      since: fork.since.toISOString(),
      sound: String(fork.sound),
      signed: String(fork.signed),
      place: fork.place,
    }),
  ];
}

/**
 * Begins a new origin by the word of a second officer.
 * @param key the key that signs, under the new origin's name
 * @param last the old origin's last checkpoint, wherever it is known
 * @throws DomainError not-found, second-officer-needed
 */
export function decideBeginOrigin(
  state: SigningState,
  incident: Uuid,
  by: string,
  { key, vkey, last }: NewKey & { readonly last: { readonly size: bigint; readonly root: Buffer } },
): Events {
  const found = state.incident;
  if (!found || found.incident !== incident) throw new DomainError('not-found');
  if (found.by === by) throw new DomainError('second-officer-needed');
  return [
    decided<SigningEventData, 'OriginBegun'>('OriginBegun', {
      incident,
      origin: nextOrigin(state),
      key,
      vkey,
      previous: { origin: found.origin, size: String(last.size), root: last.root.toString('base64') },
    }),
  ];
}

/** The first origin, with the number of those there are then. */
export function nextOrigin({ origins }: SigningState): string {
  return `${origins[0]}/${origins.length + 1}`;
}

function required(state: SigningState): { origin: string; key: string } {
  const key = activeKey(state);
  if (!key) throw new DomainError('not-signing');
  return key;
}
