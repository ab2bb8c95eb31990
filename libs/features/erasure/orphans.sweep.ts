import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { Clock, type Json, type Uuid } from '#libs/kernel';
import type { Sweep } from '#libs/timers';
import { Vault, type MadeKey } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';

const DAY_MS = 86_400_000;
const PAGE = 500;
/** Keys that one run looks at, at most: it is not urgent. */
const PAGES = 10;

/** How old a key must be before it is looked at, and how long it must be retired before it is removed. */
export const ORPHAN_AGE_MS = DAY_MS;

/**
 * Removes keys that were made for an event that was never appended: the command was refused after its key was durable,
 * or its process died. A key is first retired, so that nobody seals with it any more, and removed when a day later still
 * no event names it: whatever was in flight has come to its end by then. Each key is looked at once in its life.
 */
@Injectable()
export class OrphanSweep implements Sweep {
  readonly name = 'orphaned-keys';
  readonly everyMs = 600_000;
  ageMs = ORPHAN_AGE_MS;

  constructor(
    @Inject(Vault)
    private readonly vault: Pick<
      PostgresVault,
      'keysMadeBefore' | 'retireKeys' | 'keysRetiredFor' | 'settleRetired'
    >,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly clock: Clock,
    private readonly features: Composition,
  ) {}

  async run(mark: Json | null): Promise<Json> {
    const { vault, ageMs } = this;
    const retired = await vault.keysRetiredFor(ageMs, PAGE * PAGES);
    if (retired.length > 0) {
      const used = await this.usedOf(retired);
      const isUsed = ({ key }: MadeKey): boolean => used.has(key);
      const [still, gone] = [retired.filter(isUsed), retired.filter(each => !isUsed(each))];
      await vault.settleRetired(idsOf(still), idsOf(gone));
    }
    let after = markOf(mark);
    for (let page = 0; page < PAGES; page++) {
      const before = new Date(this.clock.now().getTime() - ageMs);
      const keys = await vault.keysMadeBefore(before, PAGE, after);
      const used = await this.usedOf(keys);
      const orphans = keys.filter(
        ({ key, owner }) => this.features.streamsOf(owner).length > 0 && !used.has(key),
      );
      if (orphans.length > 0) await vault.retireKeys(idsOf(orphans));
      after = keys.at(-1) ?? after;
      if (keys.length < PAGE) break;
    }
    return after ? { madeAt: after.madeAt.toISOString(), key: after.key } : null;
  }

  /** Those of the keys that an event of their owners' streams names. */
  private async usedOf(keys: readonly MadeKey[]): Promise<Set<Uuid>> {
    const byOwner = new Map<string, Uuid[]>();
    for (const { owner, key } of keys) byOwner.set(owner, [...(byOwner.get(owner) ?? []), key]);
    const used = new Set<Uuid>();
    for (const [owner, ids] of byOwner)
      for (const stream of this.features.streamsOf(owner))
        for (let from = 0, more = true; more && ids.some(id => !used.has(id)); from += PAGE) {
          const events = await this.store.readStream(stream, { from, limit: PAGE });
          more = events.length === PAGE;
          for (const { bytes } of events) for (const id of ids) if (bytes.includes(id)) used.add(id);
        }
    return used;
  }
}

function markOf(mark: Json | null): { madeAt: Date; key: Uuid } | undefined {
  if (mark === null) return undefined;
  const { madeAt, key } = mark as { madeAt: string; key: Uuid };
  return { madeAt: new Date(madeAt), key };
}

function idsOf(keys: readonly MadeKey[]): Uuid[] {
  return keys.map(({ key }) => key);
}
