interface Waiting<I, O> {
  readonly item: I;
  readonly promise: Promise<O>;
  readonly resolve: (value: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One call at a time for many callers: what is asked while a call runs goes together with the next (no window of time: a
 * lone caller waits for nobody). Callers with the same key share one item.
 */
export class Batch<I, O> {
  private waiting = new Map<string, Waiting<I, O>>();
  private running = false;

  /**
   * @param run answers in the order of the items. An answer that is an Error is thrown to that item's callers alone;
   *   an error of the call itself to all of its callers.
   */
  constructor(
    private readonly run: (items: readonly I[]) => Promise<readonly (O | Error)[]>,
    private readonly limit = 1_000,
  ) {}

  ask(key: string, item: I): Promise<O> {
    const same = this.waiting.get(key);
    if (same) return same.promise;
    let resolve!: (value: O) => void;
    let reject!: (error: unknown) => void;
    const promise = new Promise<O>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    this.waiting.set(key, { item, promise, resolve, reject });
    if (!this.running) {
      this.running = true;
      // After this turn of the event loop: what is asked together goes together, also by those who go on from one answer.
      setImmediate(() => void this.drain());
    }
    return promise;
  }

  private async drain(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, this.limit);
      for (const [key] of batch) this.waiting.delete(key);
      try {
        const answers = await this.run(batch.map(([, { item }]) => item));
        batch.forEach(([, { resolve, reject }], index) => {
          const answer = answers[index]!;
          if (answer instanceof Error) reject(answer);
          else resolve(answer);
        });
      } catch (error) {
        for (const [, { reject }] of batch) reject(error);
      }
    }
    this.running = false;
  }
}
