import type { PoolClient } from 'pg';
import type { EventRecord, Position, StoredEvent } from '#libs/event-store';

/** A stored event with its record, decoded and upcast once for all projections of a process. */
export interface ProjectedEvent {
  readonly stored: StoredEvent;
  readonly record: EventRecord;
}

/**
 * A read model. `apply` runs in the transaction that moves the checkpoint: at least once called, exactly once in effect.
 * It must be set-based (UNNEST), must not read the clock, and may throw: the runner backs off, then stops visibly at the event.
 */
export interface Projection {
  /** Stable name: the checkpoint's key. */
  readonly name: string;
  apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void>;
}

export interface ProjectionState {
  readonly name: string;
  readonly position: Position | null;
  readonly status: 'running' | 'failed' | 'rebuilding';
  /** Where it stopped: event id, type and position; the error's name, never its values. */
  readonly failure?: {
    readonly event: string;
    readonly type: string;
    readonly position: Position;
    readonly error: string;
  };
}
