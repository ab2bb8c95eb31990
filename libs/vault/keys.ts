import type { KeyObject } from 'node:crypto';
import { randomId, type Clock, type Uuid } from '#libs/kernel';
import { Batch } from './batch';
import { Fresh, ticks } from './fresh';
import type { Keyring } from './keyring';
import { KeyFenced, KeyUnavailable, type KeyScope } from './types';
import type { Wrapping } from './wrapping';

export interface HeldKey {
  readonly id: Uuid;
  readonly generation: number;
  readonly key: KeyObject;
}

/** What the keyring says of a key id. */
export type Found = KeyObject | 'fenced' | 'missing';

/** A scope and the first generation that will do. */
interface ScopeWanted extends KeyScope {
  readonly generation: number;
}

/**
 * The keys in use. A cached key is used without I/O for its life; then it is read again, together with whatever
 * other callers need at that moment.
 */
export class Keys {
  private readonly byScope: Fresh<HeldKey>;
  private readonly byId: Fresh<KeyObject>;
  private readonly scopes: Batch<ScopeWanted, HeldKey | 'missing'>;
  private readonly ids: Batch<Uuid, Found>;

  constructor(
    private readonly keyring: Keyring,
    private readonly wrapping: Wrapping,
    private readonly clock: Clock,
    options: { cacheMs: number; cacheSize: number },
  ) {
    this.byScope = new Fresh(options.cacheMs, options.cacheSize);
    this.byId = new Fresh(options.cacheMs, options.cacheSize);
    this.scopes = new Batch(wanted => this.readScopes(wanted));
    this.ids = new Batch(ids => this.readIds(ids));
  }

  /** The key of a scope if it can be used without asking the keyring. */
  cached(scope: KeyScope): HeldKey | undefined {
    return this.byScope.get(nameOf(scope));
  }

  /**
   * The newest key of a scope as the keyring has it, made and durable where there was none.
   * @throws KeyFenced, KeyringUnavailable
   */
  async ofScope(scope: KeyScope): Promise<HeldKey> {
    const { owner, purpose, period } = scope;
    return this.newest({ owner, purpose, period, generation: 1 });
  }

  /**
   * The key that follows on a generation of a scope, made unless it is there: for what is sealed anew, or collected
   * again, when earlier keys of the scope are fenced.
   * @throws KeyFenced when that generation is fenced too, or its owner is barred
   */
  async following(scope: KeyScope, generation: number): Promise<HeldKey> {
    this.byScope.delete(nameOf(scope));
    return this.newest({ ...scope, generation: generation + 1 });
  }

  /** A key that can be used without asking the keyring. */
  cachedById(id: Uuid): KeyObject | undefined {
    return this.byId.get(id);
  }

  /** What the keyring says of an id; ids asked in one go are read in one statement. */
  ofId(id: Uuid): Promise<Found> {
    return this.ids.ask(id, id);
  }

  /** Lets go of keys at once: for who has just fenced them. */
  forget(keys: readonly (KeyScope & { readonly key: Uuid })[]): void {
    for (const scope of keys) {
      this.byId.delete(scope.key);
      this.byScope.delete(nameOf(scope));
    }
  }

  private async newest(wanted: ScopeWanted): Promise<HeldKey> {
    const name = nameOf(wanted);
    for (const part of [wanted.owner, wanted.purpose, wanted.period])
      if (!SCOPE_PART.test(part)) throw new TypeError('a key scope is printable ASCII without space and "|"');
    let found = await this.scopes.ask(`${name}|${wanted.generation}`, wanted);
    // Known here, yet gone without a fence: read again as unknown, so that a new one is made.
    if (found === 'missing') {
      this.byScope.delete(name);
      found = await this.scopes.ask(`${name}|${wanted.generation}`, wanted);
    }
    if (found === 'missing') throw new KeyUnavailable('the keyring neither has nor makes the key of a scope');
    return found;
  }

  private async readScopes(wanted: readonly ScopeWanted[]): Promise<(HeldKey | 'missing' | Error)[]> {
    const readAt = ticks();
    // A key that was held before is named; for a scope that is new here a key is offered.
    const offers = wanted.map(scope => {
      const held = this.byScope.last(nameOf(scope));
      if (held && held.generation >= scope.generation) return { ...held, wrapped: null };
      const id = randomId();
      return { id, generation: scope.generation, ...this.wrapping.newKey(id, scope) };
    });
    const rows = await this.keyring.query<ScopeRow>({
      name: 'keys-of-scopes',
      text: `select * from keys_of_scopes($1::text[], $2::text[], $3::text[], $4::int[], $5::uuid[], $6::bytea[], $7, $8)`,
      values: [
        wanted.map(scope => scope.owner),
        wanted.map(scope => scope.purpose),
        wanted.map(scope => scope.period),
        wanted.map(scope => scope.generation),
        offers.map(offer => offer.id),
        offers.map(offer => offer.wrapped),
        this.wrapping.epoch,
        this.clock.now(),
      ],
    });
    return wanted.map((scope, index) => {
      const { o_key: id, o_generation: generation, o_epoch, o_wrapped, o_fenced } = rows[index]!;
      if (!id) return o_fenced ? new KeyFenced('a fence stands before the key of this scope') : 'missing';
      const key = o_wrapped ? this.unwrap(o_wrapped, id, scope, o_epoch) : offers[index]!.key;
      if (key instanceof Error) return key;
      const held = { id, generation, key };
      this.byScope.set(nameOf(scope), held, readAt);
      this.byId.set(id, key, readAt);
      return held;
    });
  }

  private async readIds(ids: readonly Uuid[]): Promise<(Found | Error)[]> {
    const readAt = ticks();
    const rows = await this.keyring.query<KeyRow>({
      name: 'keys-of-ids',
      text: `select key_id, owner, purpose, period, epoch, wrapped from keys where key_id = any ($1::uuid[])
        union all select key_id, null, null, null, null, null from fences where key_id = any ($1::uuid[])`,
      values: [ids],
    });
    const found = new Map(rows.map(row => [row.key_id, row]));
    return ids.map(id => {
      const row = found.get(id);
      if (!row) return 'missing';
      if (!row.wrapped) return 'fenced';
      const key = this.byId.last(id) ?? this.unwrap(row.wrapped, id, row, row.epoch);
      if (key instanceof Error) return key;
      this.byId.set(id, key, readAt);
      return key;
    });
  }

  /** A row that does not unwrap is its own callers' trouble, not that of the batch. */
  private unwrap(wrapped: Buffer, id: Uuid, scope: KeyScope, epoch: number): KeyObject | Error {
    try {
      return this.wrapping.unwrap(wrapped, id, scope, epoch);
    } catch (error) {
      return error as Error;
    }
  }

  /** Lets go of keys past their life. */
  purge(): void {
    this.byScope.purge();
    this.byId.purge();
  }
}

/** No separator of associated data, no NUL that would spoil a batch. */
const SCOPE_PART = /^[!-{}~]{1,200}$/;

function nameOf(scope: KeyScope): string {
  return `${scope.owner}|${scope.purpose}|${scope.period}`;
}

interface ScopeRow {
  readonly o_key: Uuid | null;
  readonly o_generation: number;
  readonly o_epoch: number;
  readonly o_wrapped: Buffer | null;
  readonly o_fenced: boolean;
}

interface KeyRow extends KeyScope {
  readonly key_id: Uuid;
  readonly epoch: number;
  readonly wrapped: Buffer | null;
}
