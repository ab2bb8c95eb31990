import type { EventRecord, StoredEvent } from '#libs/event-store';
import type { Finding } from './findings';
import type { World } from './world';

/** One question about the installation. Changes nothing, holds nothing up, and bounds its memory whatever the log's size. */
export interface Check {
  /** What is looked at, as the operator reads it. */
  readonly name: string;
  /** @throws NotLookable when what it needs is not there: some other check says why */
  run(world: World): Promise<readonly Finding[]>;
}

/** An event with its record, absent where this program cannot read it. */
export interface SeenEvent {
  readonly stored: StoredEvent;
  readonly record: EventRecord | undefined;
}

/** A question about every event: all of them share one pass over the log. */
export interface LogCheck {
  readonly name: string;
  begin(world: World): Promise<LogReader>;
}

export interface LogReader {
  page(events: readonly SeenEvent[]): Promise<void>;
  end(): Promise<readonly Finding[]>;
}
