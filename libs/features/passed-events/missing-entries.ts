import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import {
  encodeRecord,
  eventsOf,
  type Actor,
  type EventRecord,
  type EventStore,
  type EventTypes,
  type StoredEvent,
} from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { heldStates, isOutage, undone, type Projection } from '#libs/projections';
import type { EntryDraft, EntryTable, HoldChange, HoldTable } from '#libs/register';
import { holdsByNow } from './holds';
import { REGISTER, type Passing } from './state';

/** What this program makes of an event that was passed over. */
export interface Made {
  readonly actor: Actor;
  readonly time: string;
  readonly catalogue: string;
  readonly drafts: readonly EntryDraft[];
  readonly holds: readonly HoldChange[];
}

/** What the register lacks of events that it passed over, and whether this program can write it. */
export class MissingEntries {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    private readonly tables: { readonly entries: EntryTable; readonly holds: HoldTable },
    private readonly register: Projection,
    private readonly pool: Pool,
  ) {}

  /** @throws DomainError `event-hash-differs`, `event-not-applicable` */
  async madeBy({ event, stream, revision, eventHash }: Passing): Promise<Made> {
    const [stored] = await this.store.readStream(stream, { from: revision, limit: 1 });
    if (stored?.id !== event || hash('sha256', stored.bytes, 'base64url') !== eventHash)
      throw new DomainError('event-hash-differs');
    const later: HoldChange[] = [];
    for await (const each of eventsOf(this.store, stream, revision + 1))
      later.push(...this.tables.holds.changesOf(this.types.read(each)));
    return this.made(stored, later);
  }

  /**
   * Writes the entries of an event, and takes them back: what stops the register must not be added to the log in order to
   * make up for what stopped it. What is hidden of them is made of valid times alone, see {@link holdsByNow}.
   * @throws DomainError `event-not-applicable`
   */
  async assertWritable(record: EventRecord): Promise<void> {
    const stored: StoredEvent = {
      ...encodeRecord(record),
      stream: record.stream,
      revision: 0,
      position: '0',
    };
    try {
      await undone(this.pool, async tx => {
        await heldStates(tx, [REGISTER]);
        await this.register.apply([{ stored, record }], tx);
      });
    } catch (error) {
      if (isOutage(error)) throw error;
      throw new DomainError('event-not-applicable');
    }
  }

  private made(stored: StoredEvent, later: readonly HoldChange[]): Made {
    try {
      const record = this.types.read(stored);
      const { actor, time, catalogue } = record;
      return {
        actor,
        time,
        catalogue,
        drafts: this.tables.entries.entriesOf(record),
        holds: holdsByNow(this.tables.holds.changesOf(record), later),
      };
    } catch {
      throw new DomainError('event-not-applicable');
    }
  }
}
