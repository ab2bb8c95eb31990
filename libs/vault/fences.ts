import type { Clock, Uuid } from '#libs/kernel';
import { FENCE_LOCK } from './fence-lock';
import type { Keyring } from './keyring';
import type { Keys } from './keys';
import { KeyUnavailable, type KeyScope } from './types';

/** A key as the journal of fences names it: nothing in it is personal. */
export interface KeyRef extends KeyScope {
  readonly key: Uuid;
  readonly generation: number;
}

export interface KeyOfOwner extends KeyRef {
  readonly fenced: boolean;
}

/** What the journal of fences says: keys that are gone for good, owners of whom everything is. */
export interface FenceList {
  readonly keys: readonly KeyRef[];
  readonly barred: readonly string[];
}

/** Fences of one transaction: it holds everyone's minting back while it runs. */
const CHUNK = 1_000;

/**
 * Fences in the keyring: the tombstones of keys. A fence is set in one transaction with the deletion of its key, of the look-up rows and of
 * the actor that hang on the key; it is never lifted. A fence bars its generation of the scope and those before it;
 * a barred owner gets no key and no look-up row again.
 */
export class Fences {
  constructor(
    private readonly keyring: Keyring,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** Every key that an owner has or had here. */
  async keysOf(owner: string): Promise<KeyOfOwner[]> {
    return this.keyring.query<KeyOfOwner>({
      text: `select key_id as key, owner, purpose, period, generation, false as fenced from keys where owner = $1
        union all select key_id, owner, purpose, period, generation, true from fences where owner = $1
        order by purpose, period, generation`,
      values: [owner],
    });
  }

  /**
   * Fences keys of one owner, with `whole` the owner too. Answers what the journal must say. Again is the same.
   * @throws KeyUnavailable when the owner neither has nor had such a key here
   */
  async fence(ids: readonly Uuid[], options: { owner: string; whole?: boolean }): Promise<FenceList> {
    const wanted = new Set(ids);
    const keys = (await this.keysOf(options.owner)).filter(({ key }) => wanted.has(key));
    if (keys.length < wanted.size) throw new KeyUnavailable('a key to be fenced is not one of its owner');
    const list = {
      keys: keys.map(({ fenced: _, ...ref }) => ref),
      barred: options.whole ? [options.owner] : [],
    };
    await this.apply(list);
    return list;
  }

  /**
   * Sets fences as the journal has them, for keys unknown here too: the restore gate. Again is the same.
   * @returns the highest epoch of the master key that any of the keys, or a look-up row of theirs, was ever wrapped under
   */
  async apply(list: FenceList): Promise<number> {
    let highest = 0;
    for (let start = 0; start < Math.max(list.keys.length, list.barred.length); start += CHUNK) {
      const keys = list.keys.slice(start, start + CHUNK);
      const [told] = await this.keyring.query<{ epoch: number | null }>({
        text: 'select set_fences_told($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7) as epoch',
        values: [
          keys.map(({ key }) => key),
          keys.map(({ owner }) => owner),
          keys.map(({ purpose }) => purpose),
          keys.map(({ period }) => period),
          keys.map(({ generation }) => generation),
          list.barred.slice(start, start + CHUNK),
          this.clock.now(),
        ],
      });
      highest = Math.max(highest, told!.epoch ?? 0);
      this.keys.letGo(keys);
    }
    return highest;
  }

  async journalRead(): Promise<number> {
    const [row] = await this.keyring.query<{ journal: number }>({ text: 'select journal from identity' });
    return row!.journal;
  }

  /** The mark is the keyring's own: an older copy of it has an older mark, and is told again what it does not know. */
  async follow(list: FenceList, revision: number): Promise<void> {
    await this.apply(list);
    await this.keyring.query({
      text: 'update identity set journal = greatest(journal, $1)',
      values: [revision],
    });
  }

  async enforce(): Promise<void> {
    await this.keyring.query({ text: 'select enforce_fences()' });
    this.keys.letGo('all');
  }

  /** Living keys made before a time, in order of making: those that no event names are orphans, as only the log knows. */
  async keysMadeBefore(time: Date, limit: number, after?: { madeAt: Date; key: Uuid }): Promise<MadeKey[]> {
    return this.keyring.query<MadeKey>({
      text: `select key_id as key, owner, purpose, period, generation, created_at as "madeAt" from keys
        where created_at < $1 and retired_at is null and ($2::timestamptz is null or (created_at, key_id) > ($2, $3::uuid))
        order by created_at, key_id limit $4`,
      values: [time, after?.madeAt ?? null, after?.key ?? null, limit],
    });
  }

  /** Nobody seals with these keys any more; they still open. */
  async retire(keys: readonly Uuid[]): Promise<void> {
    await this.keyring.query({ text: 'select retire_keys($1::uuid[])', values: [keys] });
    this.keys.letGo('all');
  }

  /** Keys retired for so long, by the database's clock. */
  async retiredFor(milliseconds: number, limit: number): Promise<MadeKey[]> {
    return this.keyring.query<MadeKey>({
      text: `select key_id as key, owner, purpose, period, generation, created_at as "madeAt" from keys
        where retired_at <= clock_timestamp() - make_interval(secs => $1) order by retired_at, key_id limit $2`,
      values: [milliseconds / 1000, limit],
    });
  }

  /** What became of retired keys: used after all, or never. */
  async settleRetired(used: readonly Uuid[], unused: readonly Uuid[]): Promise<void> {
    await this.keyring.transaction(async run => {
      // Nobody adds a look-up row meanwhile that hangs on one of them.
      await run({ text: 'select pg_advisory_xact_lock($1)', values: [FENCE_LOCK] });
      await run({
        text: `with kept as (update keys set retired_at = null where key_id = any ($1::uuid[]))
          delete from keys where key_id = any ($2::uuid[]) and retired_at is not null`,
        values: [used, unused],
      });
    });
  }
}

export interface MadeKey extends KeyRef {
  readonly madeAt: Date;
}
