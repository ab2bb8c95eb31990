import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '#libs/logging';

type Step = readonly [name: string, close: () => Promise<void> | void, force?: () => void];

/** A signal came in the middle of the start. */
export class StartInterrupted extends Error {}

/** Two signals closer than this are one wish: under npm a Ctrl-C arrives from the terminal and from npm. */
const ONE_WISH_MS = 1_000;

/**
 * How the process ends: what was opened is closed in reverse order, each thing before what it stands on, each within
 * the deadline. The first signal does so in order; one that comes later forces the end.
 */
export class Lifecycle {
  private readonly steps: Step[] = [];
  private running = false;
  /** When the first signal came. */
  private wished: number | undefined;
  private ended: Promise<void> | undefined;

  constructor(
    private readonly log: Log,
    private readonly deadlineSeconds: number,
  ) {
    // SIGHUP: the terminal was closed.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => this.signalled(signal));
    process.on('uncaughtException', error => this.broken('Uncaught error', error));
    process.on('unhandledRejection', error => this.broken('Unhandled rejection', error));
  }

  /**
   * What was opened, and how to close it; `force` is for what would outlive the process if its end is forced.
   * @throws StartInterrupted when a signal has come meanwhile
   */
  opened(...step: Step): void {
    this.steps.push(step);
    if (this.wished !== undefined) throw new StartInterrupted();
  }

  /** The start is done: from now on a signal ends the process without anybody's help. */
  started(): void {
    this.running = true;
    if (this.wished !== undefined) throw new StartInterrupted();
  }

  /** Something failed that nobody was there to handle: the process must not go on in an unknown state. */
  broken(what: string, error: unknown): void {
    this.log.error(what, {}, error);
    void this.end(1);
  }

  /** Closes everything, once, and exits. */
  end(exitCode: number): Promise<void> {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode);
    return (this.ended ??= this.close());
  }

  private signalled(signal: NodeJS.Signals): void {
    if (this.wished === undefined) {
      this.wished = Date.now();
      this.log.info('Ending', { signal });
      // A start in progress sees it at its next step: what is half open cannot be closed.
      if (this.running) void this.end(0);
    } else if (Date.now() - this.wished > ONE_WISH_MS) {
      this.log.warn('Ending by force', { signal });
      for (const [, , force] of this.steps) force?.();
      process.exit(1);
    }
  }

  private async close(): Promise<void> {
    for (const [name, close] of this.steps.reverse()) {
      try {
        const late = delay(this.deadlineSeconds * 1_000, true, { ref: false });
        if ((await Promise.race([close(), late])) !== true) continue;
        this.log.error('Not finished in time', { name });
      } catch (error) {
        this.log.error('Not closed in order', { name }, error);
      }
      process.exitCode = 1;
    }
    process.exit();
  }
}
