import { setTimeout as delay } from 'node:timers/promises';
import { assertAppendable } from '../bounds';
import { EventIdConflict, LogMovedAway, StoreUnavailable, WrongExpectedRevision } from '../port';
import type { Appended, ExpectedRevision, NewEvent } from '../port';
import { isFull, isMovedAway, isOutage, leavesSessionUsable, safeCause } from './failures';
import { AppendQueue, Pending } from './queue';
import { AppendSession, type SessionLimits, type Verdict } from './session';

export interface AppenderLimits extends SessionLimits {
  /** Longest that a caller waits for an answer. */
  readonly answerWithinMs: number;
  /** Appends not answered yet, at most. */
  readonly maxQueued: number;
}

/**
 * Group commit: while one batch commits, the next one gathers; there is no other wait.
 *
 * A batch whose outcome is not known (connection lost, time-out) is sent again on a new connection before anyone is answered:
 * the append function looks for the event ids under the lock, so what was written is found and what was not is written now.
 */
export class Appender {
  readonly #queue: AppendQueue;
  #session: AppendSession | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  #trouble = 'busy';

  constructor(
    private readonly url: string,
    private readonly limits: AppenderLimits,
  ) {
    this.#queue = new AppendQueue(limits.maxQueued);
  }

  /** Connects ahead of the first append. */
  async start(): Promise<void> {
    await this.#connected();
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const pending = new Pending(stream, expected, events, assertAppendable(stream, expected, events));
    if (this.#closed) throw new StoreUnavailable('the log is being closed');
    this.#queue.add(pending);
    const { answerWithinMs } = this.limits;
    const deadline = setTimeout(
      () => pending.reject(new StoreUnavailable(`no answer within ${answerWithinMs} ms: ${this.#trouble}`)),
      answerWithinMs,
    );
    // Started after this turn of the event loop, so that what is asked together goes together.
    this.#running ??= new Promise(resolve => setImmediate(resolve)).then(() => this.#run());
    try {
      return await pending.answer;
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Waits until all that was accepted is answered: each within its deadline. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running) await this.#running;
    this.#drop();
  }

  async #run(): Promise<void> {
    for (let batch = this.#queue.take(); batch.length > 0; batch = this.#queue.take())
      await this.#carryOut(batch);
    this.#running = undefined;
  }

  /** Ends when each of the batch is answered, by its verdict or by its deadline. */
  async #carryOut(batch: readonly Pending[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const open = batch.filter(pending => !pending.answered);
      if (open.length === 0) return;
      try {
        const session = await this.#connected();
        const verdicts = await session.append(open);
        open.forEach((pending, i) => answer(pending, verdicts[i]!));
        return;
      } catch (error) {
        if (isMovedAway(error)) return refuse(open, new LogMovedAway());
        if (!isOutage(error)) return this.#alone(open, error);
        this.#trouble = safeCause(error);
        if (isFull(error)) return refuse(open, new StoreUnavailable('no room for the log on its disk', true));
        if (!leavesSessionUsable(error)) this.#drop();
        await delay(backOff(attempt));
      }
    }
  }

  /** The engine refuses what a batch holds: each is tried alone, so that only the one that it refuses is hurt. */
  async #alone(batch: readonly Pending[], error: unknown): Promise<void> {
    if (batch.length === 1)
      return batch[0]!.reject(new Error(`the engine refuses this append: ${safeCause(error)}`));
    for (const pending of batch) await this.#carryOut([pending]);
  }

  async #connected(): Promise<AppendSession> {
    if (!this.#session?.usable) this.#session = await AppendSession.connect(this.url, this.limits);
    return this.#session;
  }

  #drop(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }
}

function refuse(batch: readonly Pending[], error: Error): void {
  for (const pending of batch) pending.reject(error);
}

function answer(pending: Pending, verdict: Verdict): void {
  switch (verdict.verdict) {
    case 'appended':
    case 'repeated':
      return pending.resolve({
        revision: verdict.revision,
        position: verdict.position,
        repeated: verdict.verdict === 'repeated',
      });
    case 'wrong-revision': {
      const actual = verdict.revision === -1 ? 'no-stream' : verdict.revision;
      return pending.reject(new WrongExpectedRevision(pending.stream, pending.expected, actual));
    }
    case 'id-conflict':
      return pending.reject(new EventIdConflict('event ids that are in the log already, of something else'));
  }
}

/** At once after a lost connection, then 20 to 200 ms, with jitter so that processes do not come back in step. */
function backOff(attempt: number): number {
  return attempt === 0 ? 0 : Math.min(10 * 2 ** attempt, 200) * (0.5 + Math.random() / 2);
}
