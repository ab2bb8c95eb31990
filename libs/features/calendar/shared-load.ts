import { setTimeout as delay } from 'node:timers/promises';

/**
 * Loads for many at once: a load serves all who asked before it began, none begins before the one before is over, and not
 * more often than every so often. So an answer is never older than its question, and what loading costs does not depend on
 * how many ask.
 */
export class SharedLoad<T> {
  private next: Promise<T> | undefined;
  private free: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly load: () => Promise<T>,
    private readonly everyMs: number,
  ) {}

  get(): Promise<T> {
    return (this.next ??= this.free.then(() => {
      this.next = undefined;
      const loaded = this.load();
      this.free = Promise.allSettled([loaded, delay(this.everyMs, undefined, { ref: false })]);
      return loaded;
    }));
  }
}
