import { AppendQueueFull, type Appended, type ExpectedRevision, type NewEvent } from '../port';

/** An append that waits for its answer. It is answered once; what comes later is ignored. */
export class Pending {
  readonly answer: Promise<Appended>;
  #resolve!: (appended: Appended) => void;
  #reject!: (error: Error) => void;
  #answered = false;
  /** Runs once, when it is answered. */
  onAnswered: () => void = () => undefined;

  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly events: readonly NewEvent[],
    readonly bytes: number,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get answered(): boolean {
    return this.#answered;
  }

  resolve(appended: Appended): void {
    if (this.#settle()) this.#resolve(appended);
  }

  reject(error: Error): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.#answered) return false;
    this.#answered = true;
    this.onAnswered();
    return true;
  }
}

/** Bytes that wait, at most. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** One batch, at most. */
const MAX_BATCH = 256;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** Appends in the order in which they came, bounded: what is not answered yet counts, whether it waits or is under way. */
export class AppendQueue {
  readonly #waiting = new Set<Pending>();
  #open = 0;
  #openBytes = 0;

  constructor(private readonly maxOpen: number) {}

  /** @throws AppendQueueFull */
  add(pending: Pending): void {
    if (this.#open >= this.maxOpen || this.#openBytes + pending.bytes > MAX_WAITING_BYTES) {
      throw new AppendQueueFull('too many appends wait for the log');
    }
    this.#waiting.add(pending);
    this.#open += 1;
    this.#openBytes += pending.bytes;
    pending.onAnswered = () => {
      this.#waiting.delete(pending);
      this.#open -= 1;
      this.#openBytes -= pending.bytes;
    };
  }

  /**
   * The next batch, empty when nothing waits. A stream and an event id are in it once: a second append of either waits for
   * the next batch, and so do all later ones of its stream, so that each stream keeps its order.
   */
  take(): Pending[] {
    const batch: Pending[] = [];
    const taken = new Set<string>();
    let bytes = 0;
    for (const pending of this.#waiting) {
      if (batch.length === MAX_BATCH || (batch.length > 0 && bytes + pending.bytes > MAX_BATCH_BYTES)) break;
      const names = [pending.stream, ...pending.events.map(event => event.id)];
      const apart = names.some(name => taken.has(name));
      for (const name of names) taken.add(name);
      if (apart) continue;
      this.#waiting.delete(pending);
      batch.push(pending);
      bytes += pending.bytes;
    }
    return batch;
  }
}
