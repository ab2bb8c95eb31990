import type { EventStore, Position } from '#libs/event-store';
import type { Progress } from './progress';

/** How long a query waits for a read model, at most. */
const WITHIN_MS = 5_000;

/**
 * Queries answer what was true when they came in, or that they cannot: a read model that is behind, failed or being
 * rebuilt is never shown as fresh (`projection-behind`).
 */
export class Freshness {
  constructor(
    private readonly store: Pick<EventStore, 'head'>,
    private readonly progress: Progress,
  ) {}

  /** @param position that the caller wants to see the effect of; without one, all that the log holds now */
  async of(projections: string | readonly string[], position: Position | undefined): Promise<void> {
    const until = position ?? (await this.store.head());
    if (until === null) return;
    for (const name of [projections].flat()) await this.progress.waitFor(name, until, WITHIN_MS);
  }
}
