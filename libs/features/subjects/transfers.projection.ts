import type { ProjectedEvent, Projection } from '#libs/projections';
import { type Transfers } from './transfers';

/** Carries on transfers that a crash left half way. Its effects are commands, each of which may be repeated. */
export class TransfersProjection implements Projection {
  readonly name = 'domain-transfers';

  constructor(private readonly transfers: Transfers) {}

  concerns({ type }: ProjectedEvent['record']): boolean {
    return type === 'DomainTransferBegun';
  }

  async prepare(events: readonly ProjectedEvent[]): Promise<void> {
    for (const { record } of events) {
      if (record.type === 'DomainTransferBegun') await this.transfers.carryOn(record);
    }
  }

  async apply(): Promise<void> {
    return Promise.resolve();
  }
}
