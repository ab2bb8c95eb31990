import type { EventRecord } from '#libs/event-store';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { mediationOf, mediationOwner } from './events';

/** Makes all that is sealed for an owner of keys unreadable for good. Again is the same. */
export type EndOfMatter = (owner: string, ended: EventRecord) => Promise<void>;

/** The third party's data is kept for the matter alone: when that ends, its key is fenced, also after a crash. */
export class MediationEndings implements Projection {
  readonly name = 'mediation-endings';

  constructor(private readonly end: EndOfMatter) {}

  concerns({ type }: ProjectedEvent['record']): boolean {
    return type === 'MediationEnded';
  }

  async prepare(events: readonly ProjectedEvent[]): Promise<void> {
    for (const { record } of events)
      if (record.type === 'MediationEnded')
        await this.end(mediationOwner(mediationOf(record.stream)), record);
  }

  async apply(): Promise<void> {
    return Promise.resolve();
  }
}
