import type { Uuid } from '#libs/kernel';
import type { Position, StoredEvent } from '../port';

/**
 * An event with what the port does not tell of it: its place in the append that it came with, and how many came together.
 * A retry must bring the same company, so a copy that lost it would refuse retries of old commands.
 */
export interface WholeEvent {
  readonly event: StoredEvent;
  readonly index: number;
  readonly size: number;
}

/** The events of one append, in order. */
export type WholeAppend = readonly WholeEvent[];

/** A log as it is read whole: one of an engine, or a file. */
export interface ReadableLog {
  readonly logId: Uuid;
  /** Position of the last event, null for an empty log. */
  head(): Promise<Position | null>;
  /** All events after a position (null: from the first), in total order, page by page. */
  pages(after: Position | null): AsyncIterable<readonly WholeEvent[]>;
  close(): Promise<void>;
}

/** A log as a copy reads it, under the port. */
export interface LogSource extends ReadableLog {
  /** From now on the log takes no more events, whoever has it open. */
  moveAway(): Promise<void>;
}

/** A log as a copy writes it. Nobody else writes to it meanwhile. */
export interface LogTarget extends LogSource {
  /** False where a stream can be in one call of `append` once only. */
  readonly takesStreamsAgain: boolean;
  /** Appends in this order, each whole, at the revisions that its events have. What was written is durable. */
  append(appends: readonly WholeAppend[]): Promise<void>;
}

/** The target cannot take this log: it is another one. */
export class TargetRefused extends Error {}

/** Events of one page, at most. */
export const PAGE = 500;
