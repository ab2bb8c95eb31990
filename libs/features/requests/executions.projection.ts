import type { ProjectedEvent, Projection } from '#libs/projections';
import { type Executions } from './executions';

/** Carries on what a crash left half way. Its effects are commands, each of which may be repeated. */
export class ExecutionsProjection implements Projection {
  readonly name = 'request-executions';

  constructor(private readonly executions: Executions) {}

  concerns({ type }: ProjectedEvent['record']): boolean {
    return type === 'CarryingOutBegun';
  }

  async prepare(events: readonly ProjectedEvent[]): Promise<void> {
    for (const { record } of events) {
      if (record.type === 'CarryingOutBegun') await this.executions.carryOn(record);
    }
  }

  async apply(): Promise<void> {
    return Promise.resolve();
  }
}
