import type { KeyObject } from 'node:crypto';
import { orderedId, type Clock, type Uuid } from '#libs/kernel';
import { Batch } from './batch';
import type { Epochs } from './epochs';
import { Changes, type KeyChange } from './changes';
import { Fresh, ticks } from './fresh';
import type { Keyring } from './keyring';
import { Plaintexts } from './plaintexts';
import { KeyFenced, KeyUnavailable, type KeyScope } from './types';
import type { Wrapping } from './wrapping';

/** After so long a cached key is read again though no change was told: a keyring can lose what no journal tells. */
const READ_AGAIN_MS = 300_000;

export interface HeldKey {
  readonly id: Uuid;
  readonly generation: number;
  readonly key: KeyObject;
}

/** What the keyring says of a key id. */
export type Found = KeyObject | 'fenced' | 'missing';

/**
 * The data keys (DEK) in use. A cached key is used without I/O while a check of the keyring's changes holds; one check serves all
 * keys. What is not cached is read, or made, in one statement with whatever other callers need at that moment.
 */
export class Keys {
  private readonly changes: Changes;
  private readonly wrapping: Wrapping;
  private readonly byScope: Fresh<HeldKey>;
  private readonly byId: Fresh<KeyObject>;
  /** What was sealed or opened with cached keys: it goes when they go. */
  readonly plaintexts: Plaintexts;
  private readonly scopes: Batch<KeyScope, HeldKey>;
  private readonly ids: Batch<Uuid, Found>;
  private readonly checking: NodeJS.Timeout | undefined;

  /** @param options cacheMs: how long a check holds; 0 caches nothing */
  constructor(
    private readonly keyring: Keyring,
    private readonly epochs: Epochs,
    private readonly clock: Clock,
    options: { cacheMs: number; cacheSize: number },
  ) {
    const life = options.cacheMs === 0 ? 0 : READ_AGAIN_MS;
    this.changes = new Changes(
      keyring,
      options.cacheMs,
      changes => this.letGo(changes),
      state => epochs.told(state),
    );
    this.wrapping = epochs.wrapping;
    epochs.refresh = () => this.changes.check();
    this.byScope = new Fresh(life, options.cacheSize);
    this.byId = new Fresh(life, options.cacheSize);
    this.plaintexts = new Plaintexts(life);
    this.scopes = new Batch(wanted => epochs.underActive(() => this.readScopes(wanted)));
    this.ids = new Batch(ids => this.readIds(ids), 10_000);
    // Ahead of time, so that nobody waits for a check, and a fenced key leaves an idle process too.
    if (life > 0) this.checking = setInterval(() => void this.checkAhead(), options.cacheMs / 2).unref();
  }

  /** Before anything is cached it must be known from where the journal is to be read on. */
  async start(): Promise<void> {
    await this.changes.check();
  }

  /** The newest key of a scope, where it can be used without asking the keyring. */
  cached(scope: KeyScope): HeldKey | undefined {
    return this.changes.current ? this.byScope.get(nameOf(scope)) : undefined;
  }

  /**
   * The newest key of a scope as the keyring has it, made and durable where there was none.
   * @throws KeyFenced, KeyringUnavailable
   */
  async ofScope(scope: KeyScope): Promise<HeldKey> {
    const name = nameOf(scope);
    if (this.byScope.get(name)) {
      await this.changes.check();
      const held = this.byScope.get(name);
      if (held) return held;
    }
    refuseAmbiguous(scope);
    return this.scopes.ask(name, scope);
  }

  /** The newest key of a scope that follows on a generation, made and durable where there was none. @throws KeyFenced */
  async ofScopeAfter(scope: KeyScope, generation: number): Promise<HeldKey> {
    const newest = this.cached(scope) ?? (await this.ofScope(scope).catch(orFenced));
    return newest && newest.generation > generation ? newest : this.following(scope, generation);
  }

  /** A key that can be used without asking the keyring. */
  cachedById(id: Uuid): KeyObject | undefined {
    return this.changes.current ? this.byId.get(id) : undefined;
  }

  /** What the keyring says of an id; ids asked in one go are read in one statement. */
  async ofId(id: Uuid): Promise<Found> {
    if (this.byId.get(id)) {
      await this.changes.check();
      const held = this.byId.get(id);
      if (held) return held;
    }
    return this.ids.ask(id, id);
  }

  /**
   * The key that follows on a generation of a scope, made unless it is there: for what is sealed anew, or collected
   * again, when earlier keys of the scope are fenced.
   * @throws KeyFenced when that generation is fenced too, or its owner is barred
   */
  async following(scope: KeyScope, generation: number): Promise<HeldKey> {
    refuseAmbiguous(scope);
    const { owner, purpose, period } = scope;
    const held = await this.epochs.underActive(async () => {
      const { id, key, wrapped, epoch } = this.offer(scope);
      const [row] = await this.keyring.query<ScopeRow>({
        text: 'select * from renew_key($1, $2, $3, $4, $5, $6, $7, $8)',
        values: [owner, purpose, period, generation + 1, id, wrapped, epoch, this.clock.now()],
      });
      return this.heldOf(scope, row!, key);
    });
    this.byScope.delete(nameOf(scope));
    if (held instanceof Error) throw held;
    return held;
  }

  /** Lets go of keys: their fence was set, or another follows. */
  letGo(changes: readonly KeyChange[] | 'all'): void {
    this.plaintexts.letGo(changes === 'all' ? 'all' : new Set(changes.map(({ key }) => key)));
    if (changes === 'all') {
      this.byScope.clear();
      this.byId.clear();
      return;
    }
    for (const change of changes) {
      this.byScope.delete(nameOf(change));
      this.byId.delete(change.key);
    }
  }

  close(): void {
    clearInterval(this.checking);
  }

  private async readScopes(wanted: readonly KeyScope[]): Promise<(HeldKey | Error)[]> {
    const readAt = ticks();
    const offers = wanted.map(scope => this.offer(scope));
    const rows = await this.keyring.query<ScopeRow>({
      name: 'keys-of-scopes',
      text: `select * from keys_of_scopes($1::text[], $2::text[], $3::text[], $4::int[], $5::uuid[], $6::bytea[], $7, $8)`,
      values: [
        wanted.map(scope => scope.owner),
        wanted.map(scope => scope.purpose),
        wanted.map(scope => scope.period),
        wanted.map(() => 1),
        offers.map(offer => offer.id),
        offers.map(offer => offer.wrapped),
        offers[0]!.epoch,
        this.clock.now(),
      ],
    });
    return wanted.map((scope, index) => {
      const row = rows[index]!;
      const held = this.heldOf(scope, row, offers[index]!.key);
      if (!(held instanceof Error) && this.changes.notPassed(Number(row.o_number))) {
        this.byScope.set(nameOf(scope), held, readAt);
        this.byId.set(held.id, held.key, readAt);
      }
      return held;
    });
  }

  private async readIds(ids: readonly Uuid[]): Promise<(Found | Error)[]> {
    const readAt = ticks();
    const rows = await this.keyring.query<KeyRow>({
      name: 'keys-of-ids',
      text: `select t.*, (select coalesce(max(number), 0) from key_changes) as number from (
          select key_id, owner, purpose, period, epoch, wrapped from keys where key_id = any ($1::uuid[])
          union all select key_id, null, null, null, null, null from fences where key_id = any ($1::uuid[])
        ) t`,
      values: [ids],
    });
    const found = new Map(rows.map(row => [row.key_id, row]));
    return ids.map(id => {
      const row = found.get(id);
      if (!row) return 'missing';
      if (!row.wrapped) return 'fenced';
      const key = this.unwrap(row.wrapped, id, row, row.epoch);
      if (!(key instanceof Error) && this.changes.notPassed(Number(row.number)))
        this.byId.set(id, key, readAt);
      return key;
    });
  }

  private offer(scope: KeyScope): { id: Uuid; key: KeyObject; wrapped: Buffer; epoch: number } {
    const id = orderedId();
    return { id, ...this.wrapping.newKey(id, scope), epoch: this.wrapping.epoch };
  }

  /** The key of a row; without a wrapped one in it, it is the one that was offered. */
  private heldOf(scope: KeyScope, row: ScopeRow, offered: KeyObject): HeldKey | Error {
    const { o_key: id, o_generation: generation, o_epoch: epoch, o_wrapped: wrapped } = row;
    if (row.o_fenced) return new KeyFenced('a fence stands before the key of this scope');
    if (!id) return new KeyUnavailable('the keyring neither has nor makes the key of a scope');
    const key = wrapped ? this.unwrap(wrapped, id, scope, epoch) : offered;
    return key instanceof Error ? key : { id, generation, key };
  }

  /** A row that does not unwrap is its own callers' trouble, not that of the batch. */
  private unwrap(wrapped: Buffer, id: Uuid, scope: KeyScope, epoch: number): KeyObject | Error {
    try {
      return this.wrapping.unwrap(wrapped, id, scope, epoch);
    } catch (error) {
      return error as Error;
    }
  }

  private async checkAhead(): Promise<void> {
    this.byScope.purge();
    this.byId.purge();
    this.plaintexts.purge();
    // A keyring that does not answer is said to who needs it.
    await this.changes.check().catch(() => undefined);
  }
}

function orFenced(error: unknown): undefined {
  if (!(error instanceof KeyFenced)) throw error;
}

function nameOf(scope: KeyScope): string {
  return `${scope.owner}|${scope.purpose}|${scope.period}`;
}

/** No separator of associated data, no NUL that would spoil a batch. */
const SCOPE_PART = /^[!-{}~]{1,200}$/;

function refuseAmbiguous(scope: KeyScope): void {
  for (const part of [scope.owner, scope.purpose, scope.period])
    if (!SCOPE_PART.test(part)) throw new TypeError('a key scope is printable ASCII without space and "|"');
}

interface ScopeRow {
  readonly o_key: Uuid | null;
  readonly o_generation: number;
  readonly o_epoch: number;
  readonly o_wrapped: Buffer | null;
  readonly o_fenced: boolean;
  readonly o_number: string;
}

interface KeyRow extends KeyScope {
  readonly key_id: Uuid;
  readonly epoch: number;
  readonly wrapped: Buffer | null;
  readonly number: string;
}
