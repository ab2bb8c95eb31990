import type { EventEmitter } from 'node:events';
import { DomainError } from '#libs/kernel';

/** How many requests are worked on at once. Whatever is slow behind, memory is bounded by it. */
export class Places {
  #taken = 0;

  constructor(private readonly max: number) {}

  get taken(): number {
    return this.#taken;
  }

  /** For a request whose answer goes out by `response`. @throws DomainError `queue-full` */
  take(response: EventEmitter): Place {
    if (this.#taken >= this.max) throw new DomainError('queue-full');
    this.#taken += 1;
    const place = new Place(() => (this.#taken -= 1));
    response.once('close', () => place.answered());
    return place;
  }
}

/**
 * Free again when the answer is out (or its connection is gone) and nobody works on it any more: a caller who hangs up
 * and asks anew takes a second place.
 */
export class Place {
  #working = false;
  #open = true;
  #left = false;

  constructor(private readonly leave: () => void) {}

  begun(): void {
    this.#working = true;
  }

  done(): void {
    this.#working = false;
    this.#leaveWhenOver();
  }

  answered(): void {
    this.#open = false;
    this.#leaveWhenOver();
  }

  #leaveWhenOver(): void {
    if (this.#working || this.#open || this.#left) return;
    this.#left = true;
    this.leave();
  }
}
