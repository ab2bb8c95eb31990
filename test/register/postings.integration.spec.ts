import fc from 'fast-check';
import type { ClientBase, Pool, QueryConfig } from 'pg';
import { createPool, migrate } from '#libs/database';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { encodeRecord } from '#libs/event-store';
import type { ProjectedEvent } from '#libs/projections';
import { RegisterProjection, type Kind } from '#libs/register';
import {
  blocksThatDiffer,
  blocksWanting,
  disclosedTo,
  findEntries,
  registerMigrations,
  rolesOf,
  segmentsThatDiffer,
  subjectsOf,
  type RegisterFilter,
} from '#libs/register/postgres';
import { noteTimes } from '../../libs/register/times';
import { POSTED } from '../../libs/register/postings';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { filtersOf } from './filters';
import { sampleRecords } from './samples';

const register = new RegisterProjection(new Composition(FEATURES).entries());
/** An event that makes one entry. */
const event = ((): ProjectedEvent => {
  const record = sampleRecords().find(({ type }) => type === 'CataloguePublished')!;
  return { record, stored: { ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' } };
})();

/** Full blocks of the register in which is looked, and what the open one has. */
const [BLOCKS, OPEN] = [30, 300];
const SIZE = BLOCKS * POSTED + OPEN;
const BEGAN = Date.parse('2026-01-01Z');
const uuid = (n: number): string => `1d000000-0000-8000-8000-${n.toString(16).padStart(12, '0')}`;
const timeOf = (n: number): string => new Date(BEGAN + n * 60_000).toISOString();
/** As a bank may be called, in bytes that SQL, JSON and regular expressions each escape. */
const ODD = 'Bänk "x\\y", 100 %';
const AT = new Date('2026-11-24T12:00:00Z');

interface Row {
  readonly n: number;
  readonly time: string;
  readonly subject: string | null;
  readonly kind: Kind;
  readonly purpose: string | null;
  readonly recipient: string | null;
  readonly instance?: string;
  readonly actor: string;
  readonly fields: readonly string[];
  readonly hidden: boolean;
}

/** Frequent kinds that never meet, rare ones far back, and all that they can be looked for by. */
const rows = Array.from({ length: SIZE }, (_, n): Row => {
  const kind = n % 997 === 5 ? 'disclosed' : n === 77 ? 'erased' : n % 3 === 0 ? 'looked' : 'shared';
  const instance = n % 1_009 === 1 ? ODD : n % 2 === 0 ? 'kbc' : 'belfius';
  return {
    n,
    time: timeOf(n),
    subject: n % 13 === 0 ? null : uuid(n % 500),
    kind,
    purpose: n % 11 === 0 ? null : n % 7 === 0 ? 'contract' : `contract/${(n % 2) + 1}`,
    recipient: kind === 'looked' ? null : kind === 'disclosed' ? 'fod-financien' : 'bank',
    ...(kind === 'shared' && n % 5 === 0 && { instance }),
    actor: kind === 'looked' ? uuid(100_000 + (n % 40)) : 'webshop',
    fields: n % 4_000 === 9 ? ['ipAddress'] : n % 2 === 0 ? ['email', 'familyName'] : [],
    hidden: kind === 'disclosed' && n % 2 === 0,
  };
});

function holds(row: Row, filter: RegisterFilter): boolean {
  const { subject, kind, kinds, purpose, recipient, instance, field, anyField, actor, from, to } = filter;
  return (
    (subject === undefined || row.subject === subject) &&
    (kind === undefined || row.kind === kind) &&
    (!kinds || kinds.includes(row.kind)) &&
    (purpose === undefined || row.purpose === purpose || row.purpose?.split('/')[0] === purpose) &&
    (recipient === undefined || row.recipient === recipient) &&
    (instance === undefined || row.instance === instance) &&
    (field === undefined || row.fields.includes(field)) &&
    (!anyField || anyField.some(each => row.fields.includes(each))) &&
    (actor === undefined || row.actor === actor) &&
    (from === undefined || row.time >= from) &&
    (to === undefined || row.time < to) &&
    (filter.asOf === undefined || row.time <= filter.asOf) &&
    (filter.atLeast === undefined || row.n >= filter.atLeast) &&
    (filter.before === undefined || row.n < filter.before) &&
    (!filter.knownAt || !row.hidden)
  );
}

let database: TestDatabase;
let owner: Pool;
let service: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  const { ownerUrl, serviceRole } = database;
  // Of before there were postings, and filled.
  await migrate(ownerUrl, serviceRole, registerMigrations.slice(0, -1));
  owner = createPool(ownerUrl, 'test');
  service = createPool(database.serviceUrl, 'test');
  await fill(0, SIZE / 2);
  await migrate(ownerUrl, serviceRole, registerMigrations);
}, 120_000);
afterAll(async () => {
  await owner?.end();
  await service?.end();
  await database?.drop();
});

/** Entries as a program adds them that knows of no postings. */
async function fill(from: number, to: number): Promise<void> {
  const some = rows.slice(Math.floor(from), Math.floor(to)).map(row => ({
    ...row,
    event: uuid(1_000_000 + row.n),
    text: JSON.stringify({
      actor: { id: row.actor, role: row.actor === 'webshop' ? 'service' : 'staff' },
      fields: Object.fromEntries(row.fields.map(field => [field, {}])),
      instance: row.instance,
      kind: row.kind,
      n: row.n,
      // What looks like another member of it is none.
      source: ',"instance":"kbc","kind":"shared"',
    }),
  }));
  await owner.query(
    `insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
     select n, time, subject, event, kind, purpose, recipient, actor, array(select jsonb_array_elements_text(fields)),
            convert_to(text, 'UTF8')
       from jsonb_to_recordset($1::jsonb) as r(n bigint, time timestamptz, subject uuid, event uuid, kind text, purpose text,
              recipient text, actor text, fields jsonb, text text)`,
    [JSON.stringify(some)],
  );
  await owner.query(
    `insert into register_silences select event, event, 'infinity' from unnest($1::uuid[]) event`,
    [some.filter(({ hidden }) => hidden).map(({ event: id }) => id)],
  );
  await owner.query(noteTimes('0'));
}

const times = (count: number): ProjectedEvent[] => Array.from({ length: count }, () => event);

async function apply(count: number): Promise<void> {
  const tx = await service.connect();
  await tx.query('begin');
  await register.apply(times(count), tx);
  await tx.query('commit');
  tx.release();
}

const posted = async (): Promise<number> =>
  (
    await owner.query<{ blocks: number }>(
      `select count(*)::int as blocks from register_postings where term = 'all'`,
    )
  ).rows[0]!.blocks;

/** In a transaction of the owner, which is rolled back, and its connection given back, whatever fails. */
async function inRolledBack(work: (tx: ClientBase) => Promise<void>): Promise<void> {
  const tx = await owner.connect();
  await tx.query('begin');
  try {
    await work(tx);
  } finally {
    await tx.query('rollback');
    tx.release();
  }
}

const differing = (db: Pool | ClientBase = service): Promise<bigint[]> =>
  blocksThatDiffer(db, () => undefined);

test('a filled register has its postings by the migration, and those of what an older program adds by the next projector', async () => {
  expect(await posted()).toBe(Math.floor(SIZE / 2 / POSTED));
  expect(await differing()).toEqual([]);
  await fill(SIZE / 2, SIZE);
  expect(await posted()).toBe(Math.floor(SIZE / 2 / POSTED));
  const tx = await service.connect();
  await tx.query('begin');
  await register.apply([event], tx);
  expect((await tx.query(`select block from register_postings where term = 'kind=erased'`)).rows).toEqual([
    { block: '0' },
  ]);
  await tx.query('rollback');
  tx.release();
  expect(await posted()).toBe(Math.floor(SIZE / 2 / POSTED));
});

describe('a register with postings', () => {
  beforeAll(async () => {
    // One entry by the procedure makes all that is wanting; what else is looked for does not find it.
    await apply(1);
    await owner.query('vacuum analyze register_entries, register_postings, register_times');
  });

  test('is right about each of them, and says which block is not', async () => {
    expect(await posted()).toBe(BLOCKS);
    expect(await differing()).toEqual([]);
    const tampers: readonly [string, bigint[]][] = [
      [`delete from register_postings where term = 'kind=disclosed' and block = 3`, [3n]],
      [
        `update register_postings set entries = set_bit(entries, 8, 0) where term = 'all' and block = 2`,
        [2n],
      ],
      [`update register_postings set term = 'kind=leased' where term = 'kind=erased'`, [0n]],
      [`update register_postings set block = 4000 where term = 'actor=webshop' and block = 5`, [5n, 4_000n]],
      [`delete from register_postings where block = 7`, [7n]],
      [
        `insert into register_postings values ('kind=looked', ${BLOCKS}, repeat('1', 1024)::bit(1024))`,
        [30n],
      ],
    ];
    for (const [change, blocks] of tampers)
      await inRolledBack(async tx => {
        await tx.query(change);
        expect([change, await differing(tx)]).toEqual([change, blocks]);
      });
    // Without the newest of them the register is only read from where they end.
    await inRolledBack(async tx => {
      await tx.query('delete from register_postings where block > 20');
      expect(await differing(tx)).toEqual([]);
      const { entries } = await findEntries(tx, { kind: 'disclosed' }, { limit: 100, order: 'oldest' });
      expect(entries).toHaveLength(rows.filter(({ kind }) => kind === 'disclosed').length);
    });
  });

  const parts: { readonly [F in keyof RegisterFilter]?: readonly RegisterFilter[F][] } = {
    subject: [uuid(7)],
    kind: ['looked', 'shared', 'disclosed', 'erased', 'corrected'],
    kinds: [['looked', 'erased'], ['disclosed'], []],
    purpose: ['contract', 'contract/1', 'contract/2', 'contract/', 'cont'],
    recipient: ['bank', 'fod-financien', 'nobody'],
    instance: ['kbc', ODD, 'x'],
    field: ['email', 'ipAddress', 'emai'],
    anyField: [['ipAddress', 'telephone'], ['email'], []],
    actor: ['webshop', uuid(100_003), 'nobody'],
    from: [timeOf(5_000), timeOf(SIZE - 200)],
    to: [timeOf(6_000), timeOf(SIZE - 100)],
    asOf: [timeOf(5_000), timeOf(SIZE - 100)],
    atLeast: [1_024n, 2_047n, 30_750n],
    before: [2_048n, 29_999n, 30_800n],
    knownAt: [AT],
  };

  test('finds exactly what the columns say, in either order, from any page on, and nothing that is withheld (P16)', async () => {
    const filters = filtersOf(parts, 3);
    const order = fc.constantFrom('newest' as const, 'oldest' as const);
    await fc.assert(
      fc.asyncProperty(filters, order, fc.integer({ min: 1, max: 1_500 }), async (filter, way, limit) => {
        const found = rows.filter(row => holds(row, filter)).map(({ n }) => n);
        const wanted = way === 'newest' ? found.reverse() : found;
        // The entry of the procedure is found by nothing but its place.
        const numbers = async (cursor?: string): Promise<[number[], string | undefined]> => {
          const page = await findEntries(
            service,
            { before: BigInt(SIZE), ...filter },
            { limit, order: way, cursor },
          );
          return [page.entries.map(({ entry }) => entry.n), page.next];
        };
        const [first, next] = await numbers();
        expect(first).toEqual(wanted.slice(0, limit));
        expect(next !== undefined).toBe(wanted.length > limit);
        if (next !== undefined) expect((await numbers(next))[0]).toEqual(wanted.slice(limit, 2 * limit));
      }),
      { numRuns: 120 },
    );
  }, 120_000);

  test('tells others the same: whom entries are about, to whom disclosed, in which roles', async () => {
    const before = BigInt(SIZE);
    for (const filter of [
      { kind: 'disclosed' },
      { purpose: 'contract/2', anyField: ['ipAddress'] },
    ] as const) {
      const subjects = rows.filter(row => holds(row, filter)).flatMap(({ subject }) => subject ?? []);
      expect(await subjectsOf(service, { ...filter, before })).toEqual([...new Set(subjects)].sort());
    }
    const period = { from: timeOf(4_000), to: timeOf(20_000) };
    const disclosed = await disclosedTo(service, 'fod-financien', { ...period, limit: 1_000 });
    expect(disclosed.reduce((sum, { sharings }) => sum + sharings, 0)).toBe(
      rows.filter(row => row.subject !== null && holds(row, { ...period, kind: 'disclosed' })).length,
    );
    expect(await rolesOf(service, uuid(100_003))).toEqual(['staff']);
    expect(await rolesOf(service, 'webshop')).toEqual(['service']);
  });

  /** A pool that counts what its statements read of a table: rows that they gave, and rows that they passed over. */
  function counting(): { readonly pool: Pool; readonly read: Record<string, number> } {
    const read: Record<string, number> = {};
    interface Node {
      readonly [key: string]: unknown;
      readonly Plans?: readonly Node[];
    }
    const count = (node: Node): void => {
      const table = node['Relation Name'] as string | undefined;
      const rowsOf = (name: string): number => Number(node[name] ?? 0) * Number(node['Actual Loops'] ?? 1);
      if (table !== undefined)
        read[table] =
          (read[table] ?? 0) +
          rowsOf('Actual Rows') +
          rowsOf('Rows Removed by Filter') +
          rowsOf('Rows Removed by Index Recheck');
      node.Plans?.forEach(count);
    };
    const query = async (asked: string | QueryConfig, values?: unknown[]) => {
      const text = typeof asked === 'string' ? asked : asked.text;
      const given = typeof asked === 'string' ? values : asked.values;
      const { rows: plans } = await service.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
        `explain (analyze, format json) ${text}`,
        given,
      );
      count(plans[0]!['QUERY PLAN'][0].Plan);
      return service.query(text, given);
    };
    return { pool: { query } as unknown as Pool, read };
  }

  const far = { from: timeOf(8_950), to: timeOf(9_250) };
  const LIMIT = 50;
  test.each<[string, RegisterFilter, number]>([
    ['a frequent kind', { kind: 'shared' }, LIMIT],
    ['a rare kind', { kind: 'erased' }, 1],
    ['a kind that is nowhere', { kind: 'corrected' }, 0],
    ['two that are frequent and never meet', { kind: 'looked', recipient: 'bank' }, 0],
    ['three of which one is rare', { kind: 'disclosed', actor: 'webshop', purpose: 'contract' }, 25],
    ['a frequent one in a period far back', { kind: 'shared', ...far }, LIMIT],
    ['a rare one in a period far back', { kind: 'disclosed', ...far }, 1],
    ['what never meets, in a period far back', { kind: 'looked', recipient: 'bank', ...far }, 0],
    ['a rare instance', { instance: ODD }, 4],
    ['a field of the vocabulary with a rare kind', { kind: 'disclosed', field: 'email' }, 15],
    ['a rare field', { field: 'ipAddress' }, 8],
    ['a period far back alone', far, LIMIT],
    ['a period without an end', { from: far.from }, LIMIT],
    ['a period without a beginning', { to: far.to }, LIMIT],
  ])(
    'reads of %s only what it shows, the open block and the edges of its period',
    async (_what, filter, least) => {
      for (const order of ['newest', 'oldest'] as const) {
        const { pool, read } = counting();
        const { entries } = await findEntries(pool, filter, { limit: LIMIT, order });
        expect(entries.length).toBeGreaterThanOrEqual(least);
        expect(entries.length).toBeLessThanOrEqual(LIMIT);
        const edges = filter.from === undefined && filter.to === undefined ? 0 : 2 * 4_096;
        expect(read['register_entries'] ?? 0).toBeGreaterThanOrEqual(entries.length);
        expect(read['register_entries'] ?? 0).toBeLessThanOrEqual(LIMIT + 2 + OPEN + edges);
        expect(read['register_postings'] ?? 0).toBeLessThanOrEqual(5 * (BLOCKS + 1));
      }
    },
  );
});

describe('a register whose postings are wanting far back', () => {
  /** Of more blocks than one addition completes. */
  const MANY = 66;
  beforeAll(async () => {
    await owner.query(
      `insert into register_entries (n, time, event_id, kind, actor, fields, bytes)
       select n, to_timestamp($2 + n * 60), gen_random_uuid(), case when n % 997 = 5 then 'disclosed' else 'looked' end, 'x', '{}',
              convert_to(json_build_object('n', n)::text, 'UTF8')
         from generate_series($1::bigint, ${MANY * POSTED + 9}) n`,
      [SIZE + 1, BEGAN / 1_000],
    );
    await owner.query(noteTimes('0'));
    await owner.query('truncate register_postings');
  }, 120_000);

  test('completes them over the next additions, each a part of them, and finds the same meanwhile', async () => {
    const disclosed = Array.from({ length: MANY * POSTED + 10 }, (_, n) => n).filter(n => n % 997 === 5);
    const found = async (): Promise<number[]> => {
      const page = { limit: 1_000, order: 'oldest' } as const;
      return (await findEntries(service, { kind: 'disclosed' }, page)).entries.map(({ entry }) => entry.n);
    };
    const states: unknown[] = [];
    for (let additions = 0; additions < 3; additions++) {
      if (additions > 0) await apply(1);
      expect(await found()).toEqual(disclosed);
      expect(await differing()).toEqual([]);
      states.push([await posted(), await blocksWanting(service)]);
    }
    expect(states).toEqual([
      [0, { first: 0n, past: BigInt(MANY) }],
      [64, undefined],
      [MANY, undefined],
    ]);
  });

  test('is compared a part at a time: no statement reads the whole register', async () => {
    await inRolledBack(async tx => {
      await tx.query(`delete from register_postings where term = 'kind=looked' and block in (1, 65)`);
      await tx.query('update register_times set latest = earliest where segment in (1, 16)');
      await tx.query(`insert into register_times select 20, now(), now()`);
      const lines: string[] = [];
      const say = (line: string): void => void lines.push(line);
      expect(await blocksThatDiffer(tx, say)).toEqual([1n, 65n]);
      expect(await segmentsThatDiffer(tx, say)).toEqual([1n, 16n, 20n]);
      expect(lines).toEqual([
        'postings of 64 of 66 blocks of the register',
        'postings of 66 of 66 blocks of the register',
        'times of 16 of 17 segments of the register',
        'times of 17 of 17 segments of the register',
      ]);
    });
  });

  test('is compared to its end however far somebody moved an entry, or a block’s postings', async () => {
    const say = (): void => undefined;
    await inRolledBack(async tx => {
      const far = 2n ** 62n;
      await tx.query('update register_entries set n = n + $1::bigint where n = 5000', [far]);
      expect(await segmentsThatDiffer(tx, say)).toEqual([(far + 5_000n) / 4_096n]);
      expect(await blocksThatDiffer(tx, say)).toEqual([4n]);
      await tx.query(`update register_postings set block = block + $1::bigint where block = 65`, [2n ** 51n]);
      await tx.query(
        `update register_postings set block = $1::bigint where block = 7 and term = 'kind=looked'`,
        [2n ** 40n],
      );
      expect(await blocksThatDiffer(tx, say)).toEqual([4n, 7n, 65n, 66n, 2n ** 51n + 65n, 2n ** 40n]);
    });
  });
});

test('a rebuild beside makes the same postings', async () => {
  await owner.query(
    'truncate register_entries, register_tree, register_times, register_postings, register_silences',
  );
  for (const count of [1_000, 23, 1, 1_100]) await apply(count);
  expect(await posted()).toBe(2);
  const client = await owner.connect();
  await client.query('create schema beside');
  for (const table of register.tables)
    await client.query(`create table beside.${table} (like public.${table} including all)`);
  await client.query('set search_path to beside, public');
  await register.beside().apply(times(2_124), client);
  for (const table of ['register_postings', 'register_times'])
    expect(
      (
        await client.query(
          `(table beside.${table} except table public.${table}) union all (table public.${table} except table beside.${table})`,
        )
      ).rows,
    ).toEqual([]);
  await client.query('reset search_path; drop schema beside cascade');
  client.release();
});
