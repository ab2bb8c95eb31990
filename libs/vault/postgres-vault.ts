import type { KeyObject } from 'node:crypto';
import { isUuid, systemClock, type Clock, type Json, type Uuid } from '#libs/kernel';
import { Actors, type Person } from './actors';
import {
  decryptText,
  encrypt,
  parseText,
  prepare,
  prepareAgain,
  type Prepared,
  type Salted,
} from './envelope';
import { Epochs } from './epochs';
import { Fences, type FenceList, type KeyOfOwner, type KeyRef, type MadeKey } from './fences';
import { foundOrRecognise } from './founding';
import { Ids, keyedFingerprint } from './ids';
import { Keyring } from './keyring';
import { KEY_CACHE_MS } from './fresh';
import { Keys } from './keys';
import { Lookups, type PendingClaim } from './lookups';
import { processesOf } from './rotation';
import type { Belonging, Founded } from './founding';
import type { Secrets } from './secrets';
import {
  EnvelopeBroken,
  KeyFenced,
  KeyUnavailable,
  VaultRefused,
  type ClaimResult,
  type Envelope,
  type KeyScope,
  type LookupKind,
  type Opened,
  type ResealRequest,
  type SealRequest,
  type Sealed,
  type SharedLookup,
  type UniqueLookup,
  type Vault,
} from './types';

export type VaultOptions = {
  /** Connection of the keyring's owner; its database is migrated (`keyringMigrations`). */
  readonly keyringUrl: string;
  readonly logId: Uuid;
  /** True when the log holds no event yet: secrets are only ever made for a log and a keyring that are both empty. */
  readonly logIsEmpty: boolean;
  /** For so long cached keys are used without asking; at most and by default {@link KEY_CACHE_MS}; 0 caches none. */
  readonly cacheMs?: number;
  /** False for who only passes by: then the keyring is not told which epochs of the master key it has. */
  readonly stays?: boolean;
  /** Keys in memory, at most. */
  readonly cacheSize?: number;
  readonly clock?: Clock;
} & ({ readonly secretsFile: string } | { readonly secrets: Secrets });

/** Characters of a text that is kept once it was sealed or opened: all that a form holds, no mail. */
const MOST_KEPT_TEXT = 4_096;

/** The vault whose keyring is a PostgreSQL database. */
export class PostgresVault implements Vault {
  private constructor(
    /** True at the start that founded the keyring: then say how its secrets are backed up. */
    readonly generated: boolean,
    /** Of the log that it belongs to. */
    readonly logId: Uuid,
    private readonly keyring: Keyring,
    private readonly epochs: Epochs,
    private readonly keys: Keys,
    private readonly fences: Fences,
    private readonly lookups: Lookups,
    private readonly actors: Actors,
    private readonly ids: Ids,
  ) {}

  /** @throws VaultRefused when secrets, keyring and log do not belong together; KeyringUnavailable */
  static async open(options: VaultOptions): Promise<PostgresVault> {
    const { keyringUrl, cacheMs = KEY_CACHE_MS, cacheSize = 100_000, clock = systemClock, logId } = options;
    if (!(cacheMs >= 0 && cacheMs <= KEY_CACHE_MS))
      throw new RangeError(`a key is cached for 0 to ${KEY_CACHE_MS} ms: erasure counts on it`);
    const source = 'secrets' in options ? options.secrets : options.secretsFile;
    const { secrets, generated, id, ...state } = await founded(keyringUrl, source, {
      logId,
      logIsEmpty: options.logIsEmpty,
      at: clock.now(),
    });
    const keyring = new Keyring(keyringUrl, { id });
    try {
      const file = typeof source === 'string' ? source : undefined;
      const epochs = new Epochs(keyring, logId, secrets, state, file);
      await epochs.start(options.stays ?? true);
      const keys = new Keys(keyring, epochs, clock, { cacheMs, cacheSize });
      await keys.start();
      return new PostgresVault(
        generated,
        logId,
        keyring,
        epochs,
        keys,
        new Fences(keyring, keys, clock),
        new Lookups(keyring, epochs, clock),
        new Actors(keyring, keys, epochs, { cacheMs, cacheSize }),
        new Ids(secrets),
      );
    } catch (error) {
      await keyring.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.keys.close();
    await this.epochs.close();
    await this.keyring.close();
  }

  /** Epoch of the master key that keys are wrapped under now. */
  get epoch(): number {
    return this.epochs.wrapping.epoch;
  }

  /** Living processes that have an epoch of the master key in their memory. */
  async holdersOf(epoch: number): Promise<string[]> {
    const all = await processesOf(this.keyring);
    return all.filter(({ living, epochs }) => living && epochs.includes(epoch)).map(({ name }) => name);
  }

  /** See RotationStatus.fingerprints. */
  async fingerprintsUntil(): Promise<number | null> {
    const [row] = await this.keyring.query<{ fingerprints: number | null }>({
      text: 'select fingerprints from identity',
    });
    return row!.fingerprints;
  }

  /**
   * What tells a keyring that was put back under the running process what it does not know: nothing else is asked of it
   * before that is done.
   */
  onRestored(gate: () => Promise<void>): void {
    this.keyring.onRestored(gate);
  }

  /** Makes an epoch the active one, as the log says that it is. Again is the same. @throws VaultRefused when it is not at hand */
  async activateEpoch(epoch: number): Promise<void> {
    if (epoch <= this.epoch) return;
    if (!this.epochs.wrapping.epochs.includes(epoch))
      throw new VaultRefused(
        'master-key-missing',
        `the log says that epoch ${epoch} of the master key is active, and the secrets file or the keyring does not have it: one of them is a copy from before; restore the newest of both`,
      );
    await this.keyring.query({ text: 'select activate_epoch($1)', values: [epoch] });
    await this.epochs.told({ epoch, blindEpoch: epoch });
  }

  /** Whether the keyring answers. @throws KeyringUnavailable */
  async ping(): Promise<void> {
    await this.keyring.query({ text: 'select 1' });
  }

  async seal(eventId: Uuid, requests: readonly SealRequest[]): Promise<Sealed[]> {
    // First what can be wrong with the values, so that no key is made for nothing.
    const prepared = requests.map(({ values }) => prepare(values));
    return Promise.all(
      requests.map(async (request, index) => {
        const { commitments, ...content } = prepared[index]!;
        const { id, key } =
          request.after === undefined
            ? (this.keys.cached(request) ?? (await this.keys.ofScope(request)))
            : await this.keys.ofScopeAfter(request, request.after);
        const box = this.encrypted(id, key, eventId, content);
        // In the order of canonical JSON.
        return { box, commitments, key: id, period: request.period, purpose: request.purpose };
      }),
    );
  }

  async reseal(eventId: Uuid, request: ResealRequest): Promise<Sealed> {
    const { purpose, period, after, from, names } = request;
    const all = await this.salted(from.eventId, from.envelope);
    if (!all) throw new KeyFenced('what was to be sealed anew is erased');
    const entries = names.map(name => [name, all[name] ?? missing(from.eventId)] as const);
    const { commitments, ...content } = prepareAgain(Object.fromEntries(entries));
    const { id, key } = await this.keys.ofScopeAfter(request, after);
    return { box: this.encrypted(id, key, eventId, content), commitments, key: id, period, purpose };
  }

  private encrypted(
    id: Uuid,
    key: KeyObject,
    eventId: Uuid,
    { text, plaintext }: Omit<Prepared, 'commitments'>,
  ): string {
    const box = encrypt(key, id, eventId, plaintext);
    this.remember(id, key, eventId, box, text);
    return box;
  }

  /** While the very key is cached: what a fence let go meanwhile is not kept after it. A long mail is opened again. */
  private remember(id: Uuid, key: KeyObject, eventId: Uuid, box: string, text: string): void {
    if (text.length <= MOST_KEPT_TEXT && this.keys.cachedById(id) === key)
      this.keys.plaintexts.set(id, key, eventId, box, text);
  }

  async open(eventId: Uuid, envelope: Envelope): Promise<Opened> {
    const salted = await this.salted(eventId, envelope);
    if (!salted) return { state: 'erased' };
    const values = Object.entries(salted).map(([name, { value }]) => [name, value] as const);
    return { state: 'open', values: Object.fromEntries(values) };
  }

  /** The values of an envelope with their salts; undefined when a fence stands for its key. */
  private async salted(eventId: Uuid, envelope: Envelope): Promise<Record<string, Salted> | undefined> {
    if (!isUuid(envelope.key)) throw new EnvelopeBroken(eventId, 'key-id');
    // A cached key is used in this turn, so that no waiting lengthens its life.
    const key = this.keys.cachedById(envelope.key) ?? (await this.keys.ofId(envelope.key));
    if (key === 'fenced') return undefined;
    if (key === 'missing') throw new KeyUnavailable(`key ${envelope.key} is missing and no fence says why`);
    let text = this.keys.plaintexts.get(key, eventId, envelope.box);
    if (text === undefined) {
      text = decryptText(key, envelope.key, eventId, envelope.box);
      this.remember(envelope.key, key, eventId, envelope.box, text);
    }
    return parseText(text);
  }

  async openAll(items: readonly { eventId: Uuid; envelope: Envelope }[]): Promise<Opened[]> {
    // Keys that are asked for in one turn are read in one statement.
    return Promise.all(items.map(({ eventId, envelope }) => this.open(eventId, envelope)));
  }

  claim(kind: UniqueLookup, value: string, owner: string, commandId: Uuid, key: Uuid): Promise<ClaimResult> {
    return this.lookups.claim(kind, value, owner, commandId, key);
  }

  confirmClaim(kind: UniqueLookup, value: string, commandId: Uuid): Promise<void> {
    return this.lookups.confirm(kind, value, commandId);
  }

  releaseClaim(kind: UniqueLookup, value: string, owner: string, commandId?: Uuid): Promise<void> {
    return this.lookups.release(kind, value, owner, commandId);
  }

  addLookups(
    rows: readonly { kind: SharedLookup; value: string; owner: string; key: Uuid }[],
  ): Promise<void> {
    return this.lookups.add(rows);
  }

  find(kind: LookupKind, value: string): Promise<{ owner: string; pendingCommand?: Uuid }[]> {
    return this.lookups.find(kind, value);
  }

  /** Those of the commands whose claims stand under these keys. */
  claimedBy(
    kind: UniqueLookup,
    claims: readonly { readonly commandId: Uuid; readonly key: Uuid }[],
  ): Promise<ReadonlySet<Uuid>> {
    return this.lookups.claimedBy(kind, claims);
  }

  /** Claims pending since before a time, the oldest first: their commands were interrupted. */
  pendingClaims(before: Date, limit: number): Promise<PendingClaim[]> {
    return this.lookups.pending(before, limit);
  }

  /** Ends the pending claims of a command: confirmed when its stream has it, else released. */
  settleClaims(owner: string, commandId: Uuid, carriedOut: boolean): Promise<void> {
    return this.lookups.settle(owner, commandId, carriedOut);
  }

  /** Every key that an owner has or had. */
  keysOf(owner: string): Promise<KeyOfOwner[]> {
    return this.fences.keysOf(owner);
  }

  /** Fences keys of one owner; `whole` also bars new keys and look-ups of the owner. See {@link Fences}. */
  fence(keys: readonly Uuid[], options: { owner: string; whole?: boolean }): Promise<FenceList> {
    return this.fences.fence(keys, options);
  }

  /** Sets the fences that the log's journal names. */
  applyFences(list: FenceList): Promise<number> {
    return this.fences.apply(list);
  }

  /** How far (revision) this keyring has followed the log's journal of fences; -1: not at all. */
  journalRead(): Promise<number> {
    return this.fences.journalRead();
  }

  /** {@link applyFences} for all of the journal up to a revision, which the keyring remembers. */
  followJournal(list: FenceList, revision: number): Promise<void> {
    return this.fences.follow(list, revision);
  }

  /** Takes away what a partial restore brought back behind fences that stand. */
  enforceFences(): Promise<void> {
    return this.fences.enforce();
  }

  /** The key of a person's pseudonym, where the person has acted; fencing it forgets who the pseudonym is. */
  actorKey(issuer: string, subject: string): Promise<KeyRef | undefined> {
    return this.actors.keyOf({ issuer, subject });
  }

  /** The key after a generation of a scope: for what is sealed anew when a part is erased. @throws KeyFenced */
  async renewKey(scope: KeyScope, generation: number): Promise<KeyRef> {
    const held = await this.keys.following(scope, generation);
    const { owner, purpose, period } = scope;
    return { key: held.id, owner, purpose, period, generation: held.generation };
  }

  /** Living keys made before a time: candidates for orphans. */
  keysMadeBefore(time: Date, limit: number, after?: { madeAt: Date; key: Uuid }): Promise<MadeKey[]> {
    return this.fences.keysMadeBefore(time, limit, after);
  }

  /** From now on nobody seals with these keys; they still open. What became of them is said by {@link settleRetired}. */
  retireKeys(keys: readonly Uuid[]): Promise<void> {
    return this.fences.retire(keys);
  }

  /** Keys that were retired at least so long ago. */
  keysRetiredFor(milliseconds: number, limit: number): Promise<MadeKey[]> {
    return this.fences.retiredFor(milliseconds, limit);
  }

  /** Retired keys that are used after all are as before; those that are not are removed. */
  settleRetired(used: readonly Uuid[], unused: readonly Uuid[]): Promise<void> {
    return this.fences.settleRetired(used, unused);
  }

  commandId(issuer: string, client: string, route: string, key: Uuid): Uuid {
    return this.ids.commandId(issuer, client, route, key);
  }

  idFrom(commandId: Uuid, role: string, index?: number): Uuid {
    return this.ids.idFrom(commandId, role, index);
  }

  async fingerprint(ids: readonly Uuid[], content: Json): Promise<string | undefined> {
    const keys: KeyObject[] = [];
    for (const id of [...ids].sort()) {
      const key = this.keys.cachedById(id) ?? (await this.keys.ofId(id));
      if (key === 'fenced') return undefined;
      if (key === 'missing') throw new KeyUnavailable(`key ${id} is missing and no fence says why`);
      keys.push(key);
    }
    return keyedFingerprint(keys, content);
  }

  clearFingerprint(content: Json): string {
    return this.ids.clearFingerprint(content);
  }

  fingerprintOfBefore(content: Json): string | undefined {
    return this.ids.fingerprintOfBefore(content);
  }

  pseudonym(issuer: string, subject: string): Promise<Uuid> {
    return this.actors.pseudonym(issuer, subject);
  }

  /** Who a pseudonym stands for; null when nobody, or nobody any more. */
  personOf(pseudonym: Uuid): Promise<Person | null> {
    return this.actors.personOf(pseudonym);
  }
}

/** By connections of its own: those of the keyring say which one they mean. */
async function founded(url: string, source: string | Secrets, belonging: Belonging): Promise<Founded> {
  const keyring = new Keyring(url);
  try {
    return await foundOrRecognise(keyring, source, belonging);
  } finally {
    await keyring.close();
  }
}

/** An event that names values which its envelope does not have. */
function missing(eventId: Uuid): never {
  throw new EnvelopeBroken(eventId, 'names');
}
