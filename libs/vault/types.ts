import type { Json, Uuid } from '#libs/kernel';

/** What a key is for: its life ends when its period's data ends. */
export interface KeyScope {
  /** `subject:<uuid>`, `matter:<uuid>`, `request:<uuid>`, `mediation:<uuid>`, `order:<uuid>`. */
  readonly owner: string;
  /** Purpose without version, such as `contract`. */
  readonly purpose: string;
  /** `contract`, `links` (what identifies within the contract), a month `2026-11`, a financial year `fy-2026`, or `matter`. */
  readonly period: string;
}

/** Values to be sealed under one key, in one envelope. */
export interface SealRequest extends KeyScope {
  readonly values: Readonly<Record<string, Json>>;
  /**
   * Generation of the scope that was erased, as who asks knows: a key that follows on it is used, and made if need be.
   * Whoever does not know of the erasure gets no key behind its fence.
   */
  readonly after?: number;
}

/** Some values of an envelope, to be sealed anew with their salts when what else its key seals is erased. */
export interface ResealRequest extends KeyScope {
  readonly after: number;
  readonly from: { readonly eventId: Uuid; readonly envelope: Envelope };
  readonly names: readonly string[];
}

/**
 * One envelope ★. `box` is base64url of: format version (1 byte, 0x01), IV (12 bytes, random), ciphertext, tag (16 bytes);
 * AES-256-GCM; associated data is UTF-8 of `inzage:envelope:1|<key id>|<event id>`.
 * Plaintext: 4 bytes big-endian length n, n bytes of canonical JSON `{"<name>":{"salt":"<base64url>","value":…},…}`,
 * zeros up to the size class (256, 512, 1024, … bytes).
 */
export interface Envelope {
  readonly key: Uuid;
  readonly box: string;
}

/** An envelope with the commitments of its values, as events carry it ★. */
export interface Sealed extends Envelope {
  readonly purpose: string;
  readonly period: string;
  /** Name → base64url of SHA-256(salt ‖ canonical JSON of the value); the salt (16 random bytes) is in the envelope. */
  readonly commitments: Readonly<Record<string, string>>;
}

/** The values of an envelope, or that a fence was set for its key. A key missing without a fence is KeyUnavailable. */
export type Opened =
  { readonly state: 'open'; readonly values: Readonly<Record<string, Json>> } | { readonly state: 'erased' };

/** Kinds of the blind index. The first three are unique and claimed; the others are not. */
export type UniqueLookup = 'login' | 'login-skeleton' | 'identity' | 'domain-holder';
export type SharedLookup = 'domain-payer' | 'email' | 'telephone' | 'name-postcode';
export type LookupKind = UniqueLookup | SharedLookup;

export type ClaimResult =
  | { readonly state: 'claimed' }
  /** Another owner holds it. A pending one is decided by looking for `commandId` in the holder's stream. */
  | {
      readonly state: 'taken';
      readonly owner: string;
      readonly pending?: { readonly commandId: Uuid; readonly since: Date };
    };

/** A class without code, so that it is Nest's token of the vault too. */
export abstract class Vault {
  /**
   * Seals for one event. Mints missing keys, durable before it answers (mints of concurrent calls share a statement).
   * @throws KeyFenced when the scope is fenced, KeyringUnavailable
   */
  abstract seal(eventId: Uuid, requests: readonly SealRequest[]): Promise<Sealed[]>;
  /**
   * Seals values of an earlier envelope for another event, under the key after a generation. The salts go along, so the
   * commitments are what they were. @throws KeyFenced also when the earlier envelope does not open any more
   */
  abstract reseal(eventId: Uuid, request: ResealRequest): Promise<Sealed>;
  /** @throws KeyUnavailable, KeyringUnavailable, EnvelopeBroken */
  abstract open(eventId: Uuid, envelope: Envelope): Promise<Opened>;
  /** Opens many with one look at the keyring. Same order. */
  abstract openAll(items: readonly { eventId: Uuid; envelope: Envelope }[]): Promise<Opened[]>;

  /** Claims a unique value for an owner as pending; a claim of the same owner and command again is `claimed`. */
  abstract claim(
    kind: UniqueLookup,
    value: string,
    owner: string,
    commandId: Uuid,
    key: Uuid,
  ): Promise<ClaimResult>;
  abstract confirmClaim(kind: UniqueLookup, value: string, commandId: Uuid): Promise<void>;
  /** Removes a claim of this owner. With `commandId`: only while it is that command's pending claim. */
  abstract releaseClaim(kind: UniqueLookup, value: string, owner: string, commandId?: Uuid): Promise<void>;
  /** Adds an owner to a value of a shared kind, unless the key is fenced. Idempotent. */
  abstract addLookups(
    rows: readonly { kind: SharedLookup; value: string; owner: string; key: Uuid }[],
  ): Promise<void>;
  /** Owners under a value, pending claims too (`pendingCommand`). Values are normalised by the caller. */
  abstract find(kind: LookupKind, value: string): Promise<{ owner: string; pendingCommand?: Uuid }[]>;

  /** Command id ★: UUIDv8 of HMAC(id secret; issuer, client, route, key). */
  abstract commandId(issuer: string, client: string, route: string, key: Uuid): Uuid;
  /** Ids that follow from a command ★: events by index, a registration's subject, links, sharings … */
  abstract idFrom(commandId: Uuid, role: string, index?: number): Uuid;
  /**
   * Fingerprint of a request ★ that dies with the first of these keys: base64url of HMAC-SHA-256 over its canonical form.
   * The keys are taken in the order of their ids. Undefined when a fence stands for one. @throws KeyUnavailable
   */
  abstract fingerprint(keys: readonly Uuid[], content: Json): Promise<string | undefined>;
  /** Fingerprint ★ of what holds nothing personal, under a key of the installation: base64url of HMAC-SHA-256. */
  abstract clearFingerprint(content: Json): string;
  /** Fingerprint of version 1 ★, for events of before; undefined once its key is gone. */
  abstract fingerprintOfBefore(content: Json): string | undefined;
  /** Pseudonym of a person (random UUID, made at first sight, mapping sealed in the keyring). */
  abstract pseudonym(issuer: string, subject: string): Promise<Uuid>;
}

/** A key is missing and no fence says why: an outage, never an erasure. */
export class KeyUnavailable extends Error {}
/** A fence stands: no key is made or used there again. */
export class KeyFenced extends Error {}
export class KeyringUnavailable extends Error {
  constructor(
    message: string,
    /** It answers, but its disk is full. */
    readonly full = false,
  ) {
    super(message);
  }
}

/** An envelope that is not what was sealed under that key for that event. Never an erasure. */
export class EnvelopeBroken extends Error {
  constructor(
    readonly eventId: Uuid,
    readonly reason: 'encoding' | 'format' | 'length' | 'authentication' | 'key-id' | 'names',
  ) {
    super(`the envelope of event ${eventId} does not open: ${reason}`);
  }
}

/** The vault does not open: its secrets, its keyring and its log do not belong together. Nothing was changed. */
export class VaultRefused extends Error {
  constructor(
    readonly code:
      | 'secrets-missing'
      | 'secrets-unreadable'
      | 'secrets-unwritable'
      | 'secrets-exposed'
      | 'secrets-malformed'
      | 'secrets-superseded'
      | 'secrets-of-another-log'
      | 'secrets-of-another-keyring'
      | 'master-key-missing'
      | 'keyring-of-another-log'
      | 'keyring-empty'
      | 'keyring-not-migrated',
    /** What does not fit, and what to restore. */
    message: string,
  ) {
    super(message);
  }
}
