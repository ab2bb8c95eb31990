import { setTimeout as delay } from 'node:timers/promises';
import { firstEventOf, type CommandContext, type CommandRunner } from '#libs/commands';
import type { EventStore, EventTypes, StoredEvent } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { KEY_CACHE_MS, type FenceList, type KeyRef } from '#libs/vault';
import { type PostgresVault } from '#libs/vault/postgres';
import { FENCE_STREAM, type FenceEventData, type KeysFenced } from './events';

/** Keys of one event of the journal, so that it stays far below the size of an event. */
const KEYS_OF_EVENT = 500;

type FencingVault = Pick<
  PostgresVault,
  'keysOf' | 'fence' | 'applyFences' | 'idFrom' | 'epoch' | 'journalRead' | 'followJournal' | 'enforceFences'
>;

/** On whose behalf. */
type By = Pick<CommandContext, 'actor' | 'trace'>;

/** Steps of an erasure, in their order; each is whole before the next, and the next start goes on from any. */
export type ErasureStep =
  'begun' | 'preparing' | 'prepared' | 'barred' | 'journaled' | 'fenced' | 'settled' | 'erased';

export interface FencingOptions {
  /** Is told of each step that is done; for tests of what happens when a process dies there. */
  readonly step?: (step: ErasureStep) => void;
  /** How long cached keys live, in all processes. */
  readonly cacheMs?: number;
}

/**
 * How keys end: first the journal in the log says so, then the keyring does it, then the life of cached keys is waited
 * out. Each step may be taken again, by whatever process; what was journaled first is what holds.
 */
export class Fencing {
  /** Writers of one process take turns: the journal is one stream. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runner: Pick<CommandRunner, 'note'>,
    private readonly store: EventStore,
    private readonly vault: FencingVault,
    private readonly types: EventTypes,
    private readonly options: FencingOptions = {},
  ) {}

  /**
   * Fences keys.
   * @param cause id of what asks for it: one for each call
   * @returns the highest epoch of the master key that any of them was ever wrapped under, as the keyring told
   */
  async keys(cause: Uuid, keys: readonly KeyRef[], by: By): Promise<number> {
    return this.applied(cause, { keys, barred: [] }, by);
  }

  /**
   * Fences all that an owner has: it gets no key again, so that what is listed then is all there ever was.
   * @param options kept: ids of keys that stay; also: keys of other owners that end with it
   */
  async owner(
    cause: Uuid,
    owner: string,
    by: By,
    options: { readonly kept?: readonly Uuid[]; readonly also?: readonly KeyRef[] } = {},
  ): Promise<number> {
    const { kept = [], also = [] } = options;
    await this.vault.fence([], { owner, whole: true });
    this.step('barred');
    const own = (await this.vault.keysOf(owner)).filter(({ key }) => !kept.includes(key));
    const keys = own.map(({ fenced: _, ...ref }) => ref);
    return this.applied(cause, { keys: [...keys, ...also], barred: [owner] }, by);
  }

  /** Fences the keys of an owner whose periods begin so. Nothing where there are none. */
  async periods(cause: Uuid, owner: string, beginning: string, by: By): Promise<void> {
    const all = await this.vault.keysOf(owner);
    const keys = all.filter(({ period, fenced }) => !fenced && period.startsWith(beginning));
    if (keys.length > 0)
      await this.keys(
        cause,
        keys.map(({ fenced: _, ...ref }) => ref),
        by,
      );
  }

  /** Waits until no process can use a key any more that was fenced before. Real time: it is that of the caches. */
  async settled(signal?: AbortSignal): Promise<void> {
    await delay(this.options.cacheMs ?? KEY_CACHE_MS, undefined, { signal });
    this.step('settled');
  }

  step(step: ErasureStep): void {
    this.options.step?.(step);
  }

  /** Before anything is served: the keyring is told what the journal says and it does not know. */
  async restore(): Promise<void> {
    await this.vault.enforceFences();
    for (let from = (await this.vault.journalRead()) + 1; ;) {
      const events = await this.store.readStream(FENCE_STREAM, { from, limit: KEYS_OF_EVENT });
      const last = events.at(-1);
      if (!last) return;
      await this.vault.followJournal(this.listOf(events), last.revision);
      from = last.revision + 1;
    }
  }

  private async applied(cause: Uuid, list: FenceList, by: By): Promise<number> {
    const commandId = this.vault.idFrom(cause, 'fences');
    const events = (await this.journaled(commandId)) ?? (await this.journal(cause, commandId, list, by));
    this.step('journaled');
    const highest = await this.vault.applyFences(this.listOf(events));
    this.step('fenced');
    return highest;
  }

  private async journaled(commandId: Uuid): Promise<readonly StoredEvent[] | undefined> {
    const events = await this.store.findAppend(FENCE_STREAM, firstEventOf(this.vault, commandId));
    return events.length > 0 ? events : undefined;
  }

  private async journal(
    cause: Uuid,
    commandId: Uuid,
    list: FenceList,
    by: By,
  ): Promise<readonly StoredEvent[]> {
    const note = (): Promise<unknown> =>
      this.runner.note<FenceEventData>(
        { name: FENCE_STREAM, owner: FENCE_STREAM },
        { ...by, commandId, dryRun: false },
        () => portions(cause, list, this.vault.epoch),
      );
    const mine = this.turn.then(note, note);
    this.turn = mine.catch(() => undefined);
    await mine;
    return this.store.findAppend(FENCE_STREAM, firstEventOf(this.vault, commandId));
  }

  private listOf(events: readonly StoredEvent[]): FenceList {
    const all = events.map(stored => this.types.read(stored).data as KeysFenced);
    return { keys: all.flatMap(({ keys }) => keys), barred: all.flatMap(({ barred }) => barred) };
  }
}

function portions(cause: Uuid, { keys, barred }: FenceList, epoch: number) {
  const count = Math.max(1, Math.ceil(keys.length / KEYS_OF_EVENT));
  return Array.from({ length: count }, (_, i) => ({
    type: 'KeysFenced' as const,
    data: {
      cause,
      keys: keys.slice(i * KEYS_OF_EVENT, (i + 1) * KEYS_OF_EVENT),
      barred: i === 0 ? barred : [],
      epoch,
    },
  }));
}
