import { setMaxListeners } from 'node:events';
import type { Pool } from 'pg';
import { Leases } from '#libs/database';
import type { EventRecord, EventStore, StoredEvent } from '#libs/event-store';
import { hearProjections } from './hearing';
import { Fenced } from './checkpoint';
import { Feed } from './feed';
import { nothingDecided } from './passing';
import type { Progress } from './progress';
import type { Projection, ProjectionHooks } from './types';
import { Worker, type WorkerOptions } from './worker';

export interface RunnerOptions extends Partial<WorkerOptions> {
  /** Absent: of its own, by the connections of the work. */
  readonly leases?: Leases;
  readonly hooks?: ProjectionHooks;
}

const DEFAULTS: WorkerOptions = {
  batchSize: 1_000,
  lingerMs: 150,
  triesBeforeSearch: 4,
  backOffMs: 50,
  maxBackOffMs: 5_000,
  retryFailedMs: 10_000,
  decisions: nothingDecided,
};

/**
 * Runs projections in one process at a time, among all that share a database. Each has a checkpoint and fails alone.
 * The lease says whose turn it is; the compare-and-set of each checkpoint makes sure of it.
 */
export class ProjectionRunner {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private readonly leases: Leases;

  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly decode: (stored: StoredEvent) => EventRecord,
    private readonly projections: readonly Projection[],
    private readonly progress: Progress,
    private readonly options: RunnerOptions = {},
  ) {
    this.leases = options.leases ?? new Leases(pool);
  }

  /** Begins to compete for the turn. */
  start(): void {
    this.running ??= this.leases.hold('projections', this.stopping.signal, held => this.project(held));
  }

  /** Finishes the batches at hand and hands over the turn. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async project(held: AbortSignal): Promise<void> {
    const end = new AbortController();
    const signal = AbortSignal.any([held, end.signal]);
    // Every worker listens to it.
    setMaxListeners(0, signal);
    const { hooks = {}, leases: _, ...options } = this.options;
    const settings = { ...DEFAULTS, ...options };
    const feed = new Feed(this.store, this.decode, settings.batchSize, signal, error =>
      hooks.outage?.(error),
    );
    const workers = this.projections.map(
      projection => new Worker(this.pool, projection, feed, this.progress, settings, hooks),
    );
    hooks.active?.(true);
    this.progress.runsHere(true);
    const { progress } = this;
    const heard = {
      awaited: (name: string) => progress.hurry(name),
      decided: (name: string) => progress.decided(name),
    };
    const hearing = hearProjections(this.pool, heard, signal);
    try {
      const ended = await Promise.allSettled(
        workers.map(worker => worker.run(signal).finally(() => end.abort())),
      );
      // Fenced: another writer is at work. This one asks for the lease again and starts from the checkpoints as they are.
      for (const one of ended)
        if (one.status === 'rejected' && !(one.reason instanceof Fenced)) throw one.reason;
    } finally {
      end.abort();
      await hearing;
      this.progress.runsHere(false);
      hooks.active?.(false);
    }
  }
}
