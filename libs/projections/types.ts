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
 * Its SQL names its tables without a schema: a rebuild runs the same code on tables of the same names in a schema beside.
 */
export interface Projection {
  /** Stable name: the checkpoint's key. */
  readonly name: string;
  /** Tables that `apply` writes, and nobody else; absent where all effects are elsewhere. */
  readonly tables?: readonly string[];
  /**
   * Whether it looks at an event; absent: at all. It is given only those, and moves past a batch of others without a
   * transaction. Pure, and quick: it is asked about every event of the log.
   */
  concerns?(record: EventRecord): boolean;
  /** Effects outside the log's database, before the transaction is opened. Repeated after a failure: must be idempotent. */
  prepare?(events: readonly ProjectedEvent[]): Promise<void>;
  apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void>;
  /** What a rebuild runs in its place, as the tables' owner; absent: the same. */
  beside?(): Projection;
}

/** Why a projection stands still: the error's name, never its values. */
export interface Failure {
  /** The event that it cannot apply; absent where none is at fault: the log cannot be read on, or the keyring lacks a key. */
  readonly at?: { readonly event: string; readonly type: string; readonly position: Position };
  readonly error: string;
  /** What is wrong with the log: names a stream and a place. */
  readonly cause?: string;
}

export interface ProjectionState {
  readonly name: string;
  /** All events up to here are in the read model; null: none. */
  readonly position: Position | null;
  readonly status: 'running' | 'failed' | 'rebuilding';
  readonly failure?: Failure;
}

/** What a process that runs projections can tell its metrics. Must not throw. */
export interface ProjectionHooks {
  /** `delayMs`: age of the batch's last event when it was committed. */
  applied?(batch: { projection: string; events: number; milliseconds: number; delayMs: number }): void;
  /** A try that failed and will be repeated. `error`: its class; `outage`: something is down, and nothing else is wrong. */
  troubled?(trouble: { projection: string; error: string; failures: number; outage: boolean }): void;
  failed?(projection: string, failure: Failure): void;
  /** The log does not answer; projections wait. */
  outage?(error: Error): void;
  /** This process began or ceased to be the one that runs the projections. */
  active?(active: boolean): void;
}
