import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';

/** For so long a cached key may be used without asking: an erasure waits it out before it says that it is done. */
export const KEY_CACHE_MS = 5_000;

/** A reading of a clock that never goes back, in milliseconds. A wall clock set back would lengthen a key's life. */
export function ticks(): number {
  return performance.now();
}

/**
 * What was read from the keyring, for `life` ms from when the reading began. Bounded; the oldest reading goes first. A Map
 * would look for it from its beginning, past the place of each that went before.
 */
export class Fresh<V> {
  private readonly held: LRUCache<string, { readonly value: V; readonly readAt: number }>;

  constructor(
    private readonly life: number,
    bound: number,
  ) {
    this.held = new LRUCache({ max: bound });
  }

  get(key: string): V | undefined {
    // Its place stays: it is that of the reading, not of the use.
    const entry = this.held.peek(key);
    return entry && ticks() - entry.readAt < this.life ? entry.value : undefined;
  }

  set(key: string, value: V, readAt: number): void {
    this.held.set(key, { value, readAt });
  }

  delete(key: string): void {
    this.held.delete(key);
  }

  deleteWhere(is: (value: V) => boolean): void {
    for (const key of [...this.held.keys()]) if (is(this.held.peek(key)!.value)) this.held.delete(key);
  }

  clear(): void {
    this.held.clear();
  }

  /** Lets go of what is past its life. Readings are in order of time, so this stops at the first that lives. */
  purge(): void {
    const now = ticks();
    for (const key of this.held.rkeys()) {
      if (now - this.held.peek(key)!.readAt < this.life) return;
      this.held.delete(key);
    }
  }
}
