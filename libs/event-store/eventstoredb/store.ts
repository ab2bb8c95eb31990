import { setTimeout as sleep } from 'node:timers/promises';
import type { Uuid } from '#libs/kernel';
import { assertAppendable } from '../bounds';
import {
  AppendQueueFull,
  comparePositions,
  EventIdConflict,
  EventTooLarge,
  LogDamaged,
  LogMovedAway,
  MAX_EVENTS_PER_APPEND,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type Batch,
  type BatchOptions,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type Revision,
  type StoredEvent,
} from '../port';
import { ownAccess } from './access';
import { type Appends } from './appends';
import { batches } from './batches';
import type { Connection } from './connection';
import { AccessDenied } from './failures';
import { KnownEvents } from './known-events';
import { type Head } from './head';
import type { Identity, IdentityStream } from './identity';
import { appendRequest, START, type AppendRequest, type EngineEvent, type Ours } from './messages';
import { type Reader } from './reader';
import { assertUncut } from './settings';

export interface EventStoreDbLimits {
  /**
   * Longest silence of one call. Longer than the server's time-outs for a commit (2 s each for prepare and commit, unless
   * configured otherwise), so that the server says first that it gave up.
   */
  readonly silenceMs: number;
  /** How long an outage is waited out, and the outcome of an append is looked for, before the caller hears of it. */
  readonly patienceMs: number;
  /** Appends that are accepted and not yet answered, at most, and their bytes. */
  readonly queueLength: number;
  readonly queueBytes: number;
  /** Events whose ids are remembered, see {@link KnownEvents}: about 250 bytes each. */
  readonly knownEvents: number;
}

/** How old may be what is known of whether the log was moved away: then it is asked, and then an append waits for the answer. */
const [MOVED_SOON_MS, MOVED_LATEST_MS] = [1_000, 3_000];
/** After this, no process appends to a log that was moved away: what was under way is there or not. */
export const MOVED_AWAY_AFTER_MS = 5_000;

export const DEFAULT_LIMITS: EventStoreDbLimits = {
  silenceMs: 10_000,
  patienceMs: 10_000,
  queueLength: 10_000,
  queueBytes: 64 * 1024 * 1024,
  knownEvents: 200_000,
};

/** The log on EventStoreDB. Opened by {@link openEventStoreDb}, which makes sure of the server first. */
export class EventStoreDb implements EventStore {
  private readonly known: KnownEvents;
  private readonly closing = new AbortController();
  private readonly turns = new Map<string, Promise<unknown>>();
  private accepted = 0;
  private acceptedBytes = 0;
  private askedAt = Date.now();
  private asking: Promise<void> | undefined;

  constructor(
    readonly place: string,
    private readonly user: string | undefined,
    private identity: Identity,
    private readonly stream: IdentityStream,
    private readonly connection: Connection,
    private readonly reader: Reader,
    private readonly appends: Appends,
    private readonly end: Head,
    private readonly ours: Ours,
    private readonly limits: EventStoreDbLimits,
  ) {
    this.known = new KnownEvents(limits.knownEvents, stream => this.turns.has(stream));
  }

  get logId(): Uuid {
    return this.identity.log;
  }

  get mark(): string {
    return this.identity.mark;
  }

  get movedAway(): boolean {
    return this.identity.closed;
  }

  remember(event: Position, upTo: Position): void {
    this.end.learn({ event, upTo });
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const bytes = assertAppendable(stream, expected, events);
    if (this.closing.signal.aborted) throw new StoreUnavailable('the log is closed');
    if (this.accepted >= this.limits.queueLength || this.acceptedBytes + bytes > this.limits.queueBytes)
      throw new AppendQueueFull();
    this.accepted += 1;
    this.acceptedBytes += bytes;
    try {
      await this.assertStaying();
      return await this.inTurn(stream, () => this.appendInTurn(stream, expected, events));
    } finally {
      this.accepted -= 1;
      this.acceptedBytes -= bytes;
    }
  }

  async readStream(
    stream: string,
    options: { from?: Revision; direction?: 'forwards' | 'backwards'; limit?: number } = {},
  ): Promise<StoredEvent[]> {
    const { direction = 'forwards', limit = Number.MAX_SAFE_INTEGER } = options;
    const from = options.from ?? (direction === 'forwards' ? 0 : 'end');
    return (await this.read(stream, from, direction, limit)).map(({ event }) => event);
  }

  async findAppend(stream: string, first: Uuid): Promise<StoredEvent[]> {
    await this.learn(stream);
    const from = this.known.find(stream, [first]);
    if (from === undefined) return [];
    const read = await this.read(stream, from, 'forwards', MAX_EVENTS_PER_APPEND);
    const [begins] = read;
    return begins?.index === 0 ? read.slice(0, begins.size).map(({ event }) => event) : [];
  }

  async readAll(after: Position | null, limit: number): Promise<Batch> {
    const run = await this.reader.all(
      after === null ? 'start' : { at: after },
      'forwards',
      // A read begins with the event at the position itself.
      after === null ? limit : limit + 1,
    );
    const found = run.events
      .map(({ event }) => event)
      .filter(event => after === null || comparePositions(event.position, after) > 0);
    const events = found.slice(0, limit);
    const position =
      found.length > limit ? events.at(-1)!.position : laterOf(run.last ?? START, after ?? START);
    if (!run.ended) return { events, position, caughtUp: false };
    // The end of such a read is not marked: what says that nothing more was there is the end itself.
    const head = await this.end.position();
    return { events, position, caughtUp: head === null || comparePositions(head, position) <= 0 };
  }

  batches(after: Position | null, options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    return batches(
      this.connection,
      this.reader,
      this.end,
      this.ours,
      after,
      { ...options, signal },
      this.limits.silenceMs,
    );
  }

  head(): Promise<Position | null> {
    return this.end.position();
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await Promise.allSettled(this.turns.values());
    await this.appends.close();
    await this.connection.close();
  }

  /** Whether the log was moved away is asked again every few seconds, while something is appended. @throws LogMovedAway */
  private async assertStaying(): Promise<void> {
    const age = Date.now() - this.askedAt;
    if (age > MOVED_SOON_MS) {
      this.asking ??= this.stream
        .read()
        .then(identity => {
          this.askedAt = Date.now();
          if (identity) this.identity = identity;
        })
        // Whether the engine answers shows in the append.
        .catch(() => undefined)
        .finally(() => (this.asking = undefined));
      if (age > MOVED_LATEST_MS) await this.asking;
    }
    if (this.identity.closed) throw new LogMovedAway();
  }

  /** One append at a time to a stream: the next one is judged by what this one came to. */
  private inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(stream) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.turns.set(stream, turn);
    const leave = (): unknown => this.turns.get(stream) === turn && this.turns.delete(stream);
    turn.then(leave, leave);
    return turn;
  }

  private async appendInTurn(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const request = appendRequest(this.ours.prefix + stream, expected, events);
    // What is before the expected revision the server doesn't look at: an event that is there must not come twice.
    if (expected !== 'no-stream') await this.learn(stream, expected);
    const before = await this.outcome(stream, request);
    if (before) return before;
    // A try that is met with silence has room for another.
    const until = Date.now() + this.limits.silenceMs + this.limits.patienceMs;
    // Before its first event, on the same call, on which the order holds.
    if (expected === 'no-stream') this.protect(stream);
    for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
      const answer = await this.appends.attempt(request);
      switch (answer.kind) {
        case 'appended':
          return this.appended(stream, request, answer);
        case 'too-large':
          throw new EventTooLarge('the server is configured for smaller appends');
        case 'denied':
          throw new AccessDenied(true);
        case 'deleted':
          throw new LogDamaged('a stream of the log was deleted');
        case 'busy':
        case 'not-taken':
          break;
        case 'unknown':
        case 'wrong-revision': {
          // Also the answer to an append that was written and sent again, and to a retry of a command that was carried out.
          await this.learn(stream);
          const outcome = await this.outcome(stream, request);
          if (outcome) return outcome;
          const actual = this.known.next(stream) - 1;
          if (actual !== numeric(expected))
            throw new WrongExpectedRevision(stream, expected, actual < 0 ? 'no-stream' : actual);
        }
      }
      // Not visible: it was not taken, or it (or a rival's) waits for replication. Sent again it is judged again.
      if (Date.now() + pause > until) throw new StoreUnavailable('the outcome of an append is not known');
      await sleep(pause);
    }
  }

  private appended(
    stream: string,
    { expected, events }: AppendRequest,
    { revision, position }: { revision: Revision; position: Position },
  ): Appended {
    const first = numeric(expected) + 1;
    if (revision !== first + events.length - 1)
      throw new LogDamaged('a stream of the log was cut: it goes on elsewhere than where it ended');
    this.end.learn({ event: position, upTo: position });
    this.known.learn(
      stream,
      events.map(({ id }, i) => ({ id, revision: first + i })),
    );
    return { revision, position, repeated: false };
  }

  /** What came of an append, by what is known of its stream; nothing when none of its events is there. */
  private async outcome(stream: string, request: AppendRequest): Promise<Appended | undefined> {
    const { events, engineIds } = request;
    const first = this.known.find(
      stream,
      events.map(({ id }) => id),
    );
    if (first === undefined) return undefined;
    const stored = await this.read(stream, first, 'forwards', events.length);
    const same =
      stored.length === events.length &&
      stored.every((each, i) => isRepeated(each, events[i]!, i, events.length));
    if (!same) throw new EventIdConflict('event ids that are in the stream with another request or company');
    const last = stored.at(-1)!;
    return {
      revision: last.event.revision,
      position: last.event.position,
      repeated: last.engineId !== engineIds.at(-1),
    };
  }

  /** Reads what is not yet known of a stream, up to a revision or its end. */
  private async learn(stream: string, upTo: Revision = Number.MAX_SAFE_INTEGER): Promise<void> {
    const next = this.known.next(stream);
    if (next <= upTo) await this.read(stream, next, 'forwards', upTo - next + 1);
  }

  private async read(
    stream: string,
    from: Revision | 'end',
    direction: 'forwards' | 'backwards',
    limit: number,
  ): Promise<EngineEvent[]> {
    const events = await this.reader.stream(stream, from, direction, limit);
    if (events.length + this.known.next(stream) > 0 && !this.known.isChecked(stream)) {
      if (!(await assertUncut(this.reader, this.ours.prefix + stream))) this.protect(stream);
      this.known.setChecked(stream);
    }
    // Last, with nothing to wait for after it: who asked can go on with what is known.
    if (direction === 'forwards')
      this.known.learn(
        stream,
        events.map(({ event }) => event),
      );
    return events;
  }

  /** Nobody but this service's user and administrators writes to a stream of the log. */
  private protect(stream: string): void {
    if (this.user !== undefined) void this.appends.attempt(ownAccess(this.ours.prefix + stream, this.user));
  }
}

function isRepeated(
  stored: EngineEvent,
  { id, fingerprint }: NewEvent,
  index: number,
  size: number,
): boolean {
  return (
    stored.event.id === id &&
    stored.event.fingerprint === fingerprint &&
    stored.index === index &&
    stored.size === size
  );
}

function laterOf(a: Position, b: Position): Position {
  return comparePositions(a, b) > 0 ? a : b;
}

function numeric(expected: ExpectedRevision): number {
  return expected === 'no-stream' ? -1 : expected;
}
