import { performance } from 'node:perf_hooks';

/** For so long a cached key may be used without asking: an erasure waits it out before it says that it is done. */
export const KEY_CACHE_MS = 5_000;

/** A reading of a clock that never goes back, in milliseconds. A wall clock set back would lengthen a key's life. */
export function ticks(): number {
  return performance.now();
}

/** What was read from the keyring, for `life` ms from when the reading began. Bounded; the oldest reading goes first. */
export class Fresh<V> {
  private readonly held = new Map<string, { readonly value: V; readonly readAt: number }>();

  constructor(
    private readonly life: number,
    private readonly bound: number,
  ) {}

  get(key: string): V | undefined {
    const entry = this.held.get(key);
    return entry && ticks() - entry.readAt < this.life ? entry.value : undefined;
  }

  set(key: string, value: V, readAt: number): void {
    this.held.delete(key);
    this.held.set(key, { value, readAt });
    if (this.held.size > this.bound) this.held.delete(this.held.keys().next().value!);
  }

  delete(key: string): void {
    this.held.delete(key);
  }

  deleteWhere(is: (value: V) => boolean): void {
    for (const [key, { value }] of this.held) if (is(value)) this.held.delete(key);
  }

  clear(): void {
    this.held.clear();
  }

  /** Lets go of what is past its life. Readings are in order of time, so this stops at the first that lives. */
  purge(): void {
    const now = ticks();
    for (const [key, { readAt }] of this.held) {
      if (now - readAt < this.life) return;
      this.held.delete(key);
    }
  }
}
