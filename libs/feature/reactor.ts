import type { ProjectedEvent, Projection } from '#libs/projections';
import type { LaterCommand, Reactor } from './feature';

/**
 * Runs a reactor over the log: from a checkpoint, in order, also what a crash left half way. It has no tables; its
 * effects are commands, each of which may be repeated.
 */
export class ReactorProjection implements Projection {
  private readonly types: ReadonlySet<string>;

  constructor(
    readonly name: string,
    private readonly reactor: Reactor,
    private readonly execute: (command: Awaited<LaterCommand>) => Promise<unknown>,
  ) {
    this.types = new Set(reactor.on);
  }

  concerns({ type }: ProjectedEvent['record']): boolean {
    return this.types.has(type);
  }

  async prepare(events: readonly ProjectedEvent[]): Promise<void> {
    for (const { record } of events)
      if (this.concerns(record)) await this.execute(await this.reactor.react(record));
  }

  async apply(): Promise<void> {
    return Promise.resolve();
  }
}
