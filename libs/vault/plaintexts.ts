import type { KeyObject } from 'node:crypto';
import type { Uuid } from '#libs/kernel';
import { Fresh, ticks } from './fresh';

interface Held {
  readonly keyId: Uuid;
  readonly key: KeyObject;
  readonly eventId: Uuid;
  readonly text: string;
}

/** Envelopes whose texts are kept, at most: about a kilobyte each. */
const MOST = 10_000;

/**
 * Texts of envelopes that this process sealed or opened lately: a sharing opens the same ones to decide and to answer. A text
 * is used only with the very key that it was sealed or opened with, as it is in the cache of keys: that key's end is the text's.
 */
export class Plaintexts {
  private readonly held: Fresh<Held>;

  /** @param life ms, that of a cached key */
  constructor(life: number) {
    this.held = new Fresh(life, MOST);
  }

  get(key: KeyObject, eventId: Uuid, box: string): string | undefined {
    const held = this.held.get(box);
    return held && held.key === key && held.eventId === eventId ? held.text : undefined;
  }

  set(keyId: Uuid, key: KeyObject, eventId: Uuid, box: string, text: string): void {
    this.held.set(box, { keyId, key, eventId, text }, ticks());
  }

  /** Lets go of what these keys sealed. */
  letGo(keys: ReadonlySet<Uuid> | 'all'): void {
    if (keys === 'all') this.held.clear();
    else this.held.deleteWhere(({ keyId }) => keys.has(keyId));
  }

  purge(): void {
    this.held.purge();
  }
}
