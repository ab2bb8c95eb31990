import type { Pool } from 'pg';
import { createPool } from '#libs/database';
import { encodeRecord } from '#libs/event-store';
import type { ProjectedEvent } from '#libs/projections';
import { firstDifference, RegisterProjection, RegisterTree } from '#libs/register';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { migratedDatabase, type TestDatabase } from '../setup/database';
import { isConsistent, mth, rootByInclusion } from './proofs';
import { sampleRecords } from './samples';

let database: TestDatabase;
let owner: Pool;
let service: Pool;
let tree: RegisterTree;
beforeAll(async () => {
  database = await migratedDatabase();
  owner = createPool(database.ownerUrl, 'test');
  service = createPool(database.serviceUrl, 'test');
  tree = new RegisterTree(service);
});
afterAll(async () => {
  await owner.end();
  await service.end();
  await database.drop();
});
beforeEach(() => owner.query('truncate register_entries, register_tree, register_postings'));

/** An event that makes one entry. */
const event = ((): ProjectedEvent => {
  const record = sampleRecords().find(({ type }) => type === 'CataloguePublished')!;
  return {
    record,
    stored: { ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' },
  };
})();

async function apply(count: number, events = [event]): Promise<void> {
  const tx = await service.connect();
  await tx.query('begin');
  await new RegisterProjection(new Composition(FEATURES).entries()).apply(
    Array.from({ length: count }, (_, i) => events[i % events.length]!),
    tx,
  );
  await tx.query('commit');
  tx.release();
}

/** Entries as a projector of before the tree adds them: without their part of it. */
async function added(count: number): Promise<void> {
  await owner.query(
    `insert into register_entries (n, time, event_id, kind, actor, fields, bytes)
     select n, now(), gen_random_uuid(), 'registered', 'x', '{}', convert_to('{"n":' || n || '}', 'utf8')
       from generate_series((select coalesce(max(n) + 1, 0) from register_entries),
                            (select coalesce(max(n), -1) from register_entries) + $1::bigint) n`,
    [count],
  );
}

const stored = async (): Promise<string[]> =>
  (
    await owner.query<{ at: string }>(`select level || '/' || n as at from register_tree order by level, n`)
  ).rows.map(({ at }) => at);

const bytes = async (): Promise<Buffer[]> =>
  (await owner.query<{ bytes: Buffer }>('select bytes from register_entries order by n')).rows.map(
    row => row.bytes,
  );

describe('RFC 9162: the tree of the register', () => {
  test('grows with its entries, whatever the batches, by one row for each full block', async () => {
    for (const size of [255, 1, 1, 254, 1, 700]) await apply(size);
    expect(await stored()).toEqual(['1/0', '1/1', '1/2', '1/3']);
    const entries = await bytes();
    for (const size of [0, 1, 255, 256, 257, 512, 513, 1_024, 1_212])
      expect(await tree.root(BigInt(size))).toEqual(mth(entries.slice(0, size)));
  });

  test('completes itself from its own head: what an older projector added leaves no hole', async () => {
    await apply(300);
    await added(900);
    expect(await stored()).toEqual(['1/0']);
    // Asked before it is complete, it is the same tree.
    const entries = await bytes();
    expect(await tree.root(1_200n)).toEqual(mth(entries));
    await apply(1);
    expect(await stored()).toEqual(['1/0', '1/1', '1/2', '1/3']);
    expect(await tree.root(1_200n)).toEqual(mth(entries));
  });

  test('of a register of before has blocks of blocks too, and the proofs of every size', async () => {
    await added(66_000);
    await apply(1);
    expect((await stored()).filter(at => at.startsWith('2/'))).toEqual(['2/0']);
    expect(await stored()).toHaveLength(257 + 1);
    const entries = await bytes();
    const root = mth(entries);
    for (const n of [0n, 255n, 256n, 65_535n, 65_536n, 66_000n]) {
      const found = await tree.inclusion(n, 66_001n);
      expect(found.root).toEqual(root);
      expect(rootByInclusion(found.leaf, n, 66_001n, found.proof)).toEqual(root);
    }
    const numbers = [0n, 1n, 255n, 256n, 300n, 65_535n, 65_536n, 66_000n];
    const each = await Promise.all(numbers.map(async n => (await tree.inclusion(n, 66_001n)).proof));
    expect(await tree.inclusions(numbers, 66_001n)).toEqual(each);
    for (const from of [1n, 256n, 257n, 65_536n, 65_537n]) {
      const { fromRoot, toRoot, proof } = await tree.consistency(from, 66_001n);
      expect(isConsistent({ size: from, root: fromRoot }, { size: 66_001n, root: toRoot }, proof)).toBe(true);
    }
  });

  test('is in the transaction of its entries: what is rolled back leaves neither', async () => {
    const tx = await service.connect();
    await tx.query('begin');
    await new RegisterProjection(new Composition(FEATURES).entries()).apply(
      Array.from({ length: 300 }, () => event),
      tx,
    );
    await tx.query('rollback');
    tx.release();
    expect([await stored(), await bytes()]).toEqual([[], []]);
    await apply(256);
    expect(await stored()).toEqual(['1/0']);
  });

  test('that was rebuilt is compared, root by root: one that differs is named', async () => {
    await apply(520);
    const client = await owner.connect();
    await client.query(`
      create schema rebuilt;
      create table rebuilt.register_entries (like public.register_entries including all);
      create table rebuilt.register_tree (like public.register_tree including all);
      create table rebuilt.register_silences (like public.register_silences including all);
      set search_path to rebuilt, public`);
    await new RegisterProjection(new Composition(FEATURES).entries()).beside().apply(
      Array.from({ length: 520 }, () => event),
      client,
    );
    expect(await firstDifference(client, 'rebuilt')).toBeUndefined();
    await client.query(`update public.register_tree set hash = sha256('') where n = 1`);
    expect(await firstDifference(client, 'rebuilt')).toBe(
      'the root of block 1 at level 1 of the tree is another',
    );
    await client.query('delete from public.register_tree where n = 1');
    expect(await firstDifference(client, 'rebuilt')).toBeUndefined();
    await client.query('reset search_path; drop schema rebuilt cascade');
    client.release();
  });
});
