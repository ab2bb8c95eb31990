import type { Pool, PoolClient } from 'pg';
import { createPool } from '#libs/database';
import { encodeRecord, EventTypes, firstVersion, type EventStore, type StoredEvent } from '#libs/event-store';
import { randomId } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../../test/setup/database';
import type { ProjectedEvent, Projection } from '../types';

/** A log, checkpoints, and a table `tally` without a key: an event that is applied twice is in it twice. */
export async function freshTally(): Promise<TestDatabase> {
  const database = await migratedDatabase();
  const owner = createPool(database.ownerUrl, 'test');
  await owner.query('create table tally (projection text, event uuid, at int generated always as identity)');
  await owner.query(`grant select, insert on tally to ${database.serviceRole}`);
  await owner.end();
  return database;
}

/** Notes each event in `tally`. Refuses events of the type `Poison` while told to. */
export class Tally implements Projection {
  readonly tables = ['tally'];
  poisoned = true;

  constructor(readonly name = 'tally') {}

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    await tx.query('insert into tally (projection, event) select $1, unnest($2::uuid[])', [
      this.name,
      events.map(event => event.record.id),
    ]);
    if (this.poisoned && events.some(({ record }) => record.type === 'Poison')) {
      throw new RangeError('Jan Peeters cannot be projected');
    }
  }
}

const types = new EventTypes({ Noted: firstVersion, Poison: firstVersion });

export function read(stored: StoredEvent): ReturnType<EventTypes['read']> {
  return types.read(stored);
}

/** Appends events, each to a stream of its own; answers their ids. */
export async function note(store: EventStore, count: number, type = 'Noted'): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomId());
  await Promise.all(
    ids.map(id => {
      const stream = `note-${id}`;
      const record = {
        id,
        type,
        v: 1,
        stream,
        time: '2026-11-24T10:00:00.000Z',
        command: randomId(),
        fingerprint: 'Zmlyc3Q',
        actor: { role: 'system', id: 'test' } as const,
        catalogue: '2018-05-25',
        data: {},
      };
      return store.append(stream, 'no-stream', [encodeRecord(record)]);
    }),
  );
  return ids;
}

/** Events that a projection has noted, in the order in which it did. */
export async function tallied(pool: Pool, projection = 'tally'): Promise<string[]> {
  const { rows } = await pool.query<{ event: string }>(
    'select event from tally where projection = $1 order by at',
    [projection],
  );
  return rows.map(row => row.event);
}

/** All event ids of the log, in order. */
export async function logged(store: EventStore): Promise<string[]> {
  const { events } = await store.readAll(null, 1_000_000);
  return events.map(event => event.id);
}
