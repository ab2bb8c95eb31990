import fc from 'fast-check';
import type { Pool } from 'pg';
import { createPool } from '#libs/database';
import type { EventRecord } from '#libs/event-store';
import { histories } from '#libs/features/records/testing';
import type { ProjectedEvent } from '#libs/projections';
import { migratedDatabase, type TestDatabase } from '../../../test/setup/database';
import { SubjectLinksProjection } from './links.projection';

const projection = new SubjectLinksProjection();

let database: TestDatabase;
let service: Pool;

beforeAll(async () => {
  database = await migratedDatabase();
  service = createPool(database.serviceUrl, 'test');
});
afterAll(async () => {
  await service.end();
  await database.drop();
});

async function apply(events: readonly EventRecord[], size: number): Promise<void> {
  await service.query('delete from subject_links');
  const tx = await service.connect();
  for (let from = 0; from < events.length; from += size)
    await projection.apply(
      events.slice(from, from + size).map(record => ({ record }) as ProjectedEvent),
      tx,
    );
  tx.release();
}

async function counted(): Promise<unknown[]> {
  const { rows } = await service.query<object>(
    'select subject, since, links from subject_links order by subject',
  );
  return rows;
}

/** Counted one by one: domain and login names, and since when there are none. */
function expected(events: readonly EventRecord[]): unknown[] {
  const rows = new Map<string, { subject: string; since: Date; links: number }>();
  for (const { type, stream, time } of events) {
    const subject = stream.slice('subject-'.length);
    const row = rows.get(subject);
    if (type === 'SubjectRegistered') rows.set(subject, { subject, since: new Date(time), links: 0 });
    else if (type === 'SubjectErased') rows.delete(subject);
    else if (row && /^(Login|Domain)Linked$/.test(type)) row.links += 1;
    else if (row && /^(Login|Domain)Unlinked$/.test(type)) {
      row.links -= 1;
      row.since = new Date(time);
    }
  }
  return [...rows.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

test('P05: links are counted alike however the events come in batches', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.integer({ min: 1, max: 20 }), async (events, size) => {
      await apply(events, size);
      expect(await counted()).toEqual(expected(events));
    }),
    { numRuns: 40 },
  );
});

test('a registration with its links is written once, and events of no link change nothing', async () => {
  const stream = 'subject-00000000-0000-8000-8000-000000000001';
  const time = '2026-11-24T10:00:00.000Z';
  await apply([], 1);
  const tx = await service.connect();
  const updated = async (): Promise<number> => {
    const { rows } = await tx.query<{ n: number }>(
      `select pg_stat_get_xact_tuples_updated('subject_links'::regclass)::int as n`,
    );
    return rows[0]!.n;
  };
  await tx.query('begin');
  const before = await updated();
  for (const types of [['SubjectRegistered', 'LoginLinked', 'DomainLinked'], ['DataCollected']])
    await projection.apply(
      types.map(type => ({ record: { type, stream, time } as EventRecord }) as ProjectedEvent),
      tx,
    );
  const changed = (await updated()) - before;
  await tx.query('commit');
  tx.release();
  expect([await counted(), changed]).toMatchObject([[{ links: 2 }], 0]);
});
