import type { Uuid } from '#libs/kernel';

/** Number of an event in its stream, from 0. */
export type Revision = number;
/** What the writer has seen of the stream: its last revision, or that there is none. There is no "any". */
export type ExpectedRevision = Revision | 'no-stream';

/**
 * Place of an event in the store's total order: decimal numbers, one (PostgreSQL) or two parted by "/"
 * (EventStoreDB's commit and prepare position). Text, because 64 bits do not fit a JavaScript number.
 */
export type Position = string;

/** An event to be appended: its bytes are stored and answered exactly as they are. */
export interface NewEvent {
  readonly id: Uuid;
  readonly type: string;
  /** Canonical JSON of the event's record, see record.ts. */
  readonly bytes: Buffer;
  readonly commandId: Uuid;
  /** Keyed fingerprint of the request that caused it, base64url: tells a retry from a re-used id; `-` where none is kept. */
  readonly fingerprint: string;
}

export interface StoredEvent extends NewEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
}

export interface Appended {
  /** Revision of the last event of this append. */
  readonly revision: Revision;
  /** Position of the last event of this append. */
  readonly position: Position;
  /** True when the events were there already, from an earlier try of the same command. */
  readonly repeated: boolean;
}

export interface BatchOptions {
  /** Events of one batch, at most. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Told of each try that fails while the engine is away: batches wait, and go on when it is back. */
  readonly outage?: (error: Error) => void;
}

/** A run of events in total order. `position` may be beyond the last event: all up to it was looked at. */
export interface Batch {
  readonly events: readonly StoredEvent[];
  readonly position: Position;
  /** True when nothing more was there at the time of reading. */
  readonly caughtUp: boolean;
}

/**
 * The log. Two real adapters keep this contract (`contract.ts` puts any adapter through it):
 * - an append is whole or not at all, to one stream, against an expected revision;
 * - the same events appended again (same ids, same fingerprints, same stream) are answered as the first time,
 *   whatever the expected revision; same ids with anything else are refused. Ids on another stream PostgreSQL refuses too;
 *   EventStoreDB cannot tell. Nothing rests on it: ids follow from the command, and a command has one stream (ADR 0006);
 * - all events have one total order without loss, in which each stream's order holds; a reader never skips;
 * - after a broken connection the outcome is looked up before anyone is answered.
 *
 * A class without code, so that it is Nest's token of the log too.
 */
export abstract class EventStore {
  /** Identity of this log, for position tokens. The same in each copy. */
  abstract readonly logId: Uuid;
  /** Another one in each copy of the log: what positions belong to, besides the log. */
  abstract readonly mark: string;
  /** Where it is, for who runs the service: no user, no password. */
  abstract readonly place: string;
  /** It was moved away, as far as was known when it was opened: every append is refused. */
  abstract readonly movedAway: boolean;

  /**
   * @throws WrongExpectedRevision, EventIdConflict, EventTooLarge, AppendQueueFull, StoreUnavailable, LogMovedAway
   */
  abstract append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;

  /** Events of one stream; an unknown stream is empty. */
  abstract readStream(
    stream: string,
    options?: { from?: Revision; direction?: 'forwards' | 'backwards'; limit?: number },
  ): Promise<StoredEvent[]>;

  /**
   * The events of a stream that were appended together, in order, by the id of the first of them; empty when no append to the
   * stream begins with it. Ids follow from the command, so this tells what a command left there (ADR 0006).
   */
  abstract findAppend(stream: string, first: Uuid): Promise<StoredEvent[]>;

  /** Up to `limit` events after a position (null: from the first). */
  abstract readAll(after: Position | null, limit: number): Promise<Batch>;

  /**
   * Batches from a position on, for ever, until the signal aborts. Pulled: a slow consumer holds the store back,
   * nothing piles up in memory. An empty batch is given when the position moves or the end is reached first.
   */
  abstract batches(after: Position | null, options: BatchOptions): AsyncIterable<Batch>;

  /** Position of the last event, null for an empty log. */
  abstract head(): Promise<Position | null>;

  /**
   * Takes note of what somebody has looked through already: the log's last event up to a position. An engine that cannot
   * find its end by an index looks no further back.
   */
  abstract remember(event: Position, upTo: Position): void;

  /** Finishes what was accepted, then closes. */
  abstract close(): Promise<void>;
}

/** Bytes of one event, at most: alike on both engines (EventStoreDB's append limit is 1 MiB). */
export const MAX_EVENT_BYTES = 256 * 1024;
/** Events of one append, at most. */
export const MAX_EVENTS_PER_APPEND = 64;
/** Bytes of one append, at most. */
export const MAX_APPEND_BYTES = 768 * 1024;

/** Order of two positions of one log: negative, 0, positive. */
export function comparePositions(a: Position, b: Position): number {
  const [as, bs] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.max(as.length, bs.length); i++) {
    const [x, y] = [BigInt(as[i] ?? 0), BigInt(bs[i] ?? 0)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** The numbers of a position as text, by which a table can be ordered: the second is 0 where there is one alone. */
export function numbersOf(position: Position): readonly [string, string] {
  const [first, second = '0'] = position.split('/');
  return [first!, second];
}

/** Whether a position comes before another; null: before the first event. */
export function isBefore(a: Position | null, b: Position | null): boolean {
  if (b === null) return false;
  return a === null || comparePositions(a, b) < 0;
}

export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(`stream is at ${actual}, not at ${expected}`);
  }
}

/** Event ids that are in the store already, with another fingerprint, stream or company. */
export class EventIdConflict extends Error {}

export class EventTooLarge extends Error {}

/** The bounded queue of appends is full: nothing was written. */
export class AppendQueueFull extends Error {}

/** The engine does not answer; the outcome of an append is then not known to the caller: it retries with the same ids. */
export class StoreUnavailable extends Error {
  constructor(
    message: string,
    /** It answers, but its disk is full: nothing was written. */
    readonly full = false,
  ) {
    super(message);
  }
}

/** The log was copied to another place and goes on there: nothing was written. */
export class LogMovedAway extends StoreUnavailable {
  constructor() {
    super(
      'the log was moved away, and goes on elsewhere: EVENTSTORE_URL or DATABASE_URL must name where (docs/operations.md, "Moving the log")',
    );
  }
}

/**
 * What the engine holds is not a whole log of ours: a stream was cut, deleted or written to by others. It stops, visibly.
 * The message names streams and places, which are nobody's values, so it may be told.
 */
export class LogDamaged extends Error {}

/** Metadata is set by which the engine hides, then drops, events of the log. */
export class LogCut extends LogDamaged {}

/** A stored type or version that this program does not know: it must stop, not guess. */
export class UnknownEventType extends Error {}

/**
 * Whether an error says that the log holds what this program cannot read. Its message may be told: it names a stream and a
 * place, and nobody's value.
 */
export function isUnreadable(error: unknown): error is LogDamaged | UnknownEventType {
  return error instanceof LogDamaged || error instanceof UnknownEventType;
}
