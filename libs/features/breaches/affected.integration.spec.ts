import fc from 'fast-check';
import type { Pool } from 'pg';
import { createPool } from '#libs/database';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { readEntry, RegisterProjection, type Entry } from '#libs/register';
import { findEntries, registerSize, subjectsOf } from '#libs/register/postgres';
import { migratedDatabase, type TestDatabase } from '../../../test/setup/database';
import { histories, subjectId } from '#features/records/testing/histories';
import { AffectedInRegister } from './affected-in-register';
import { counted, type Criteria } from './criteria';
import { isHeld } from './held';
import { heldSubjects } from './held.sql';

const register = new RegisterProjection(new Composition(FEATURES).entries());
const SUBJECTS = [0, 1, 2, 3].map(subjectId);

let database: TestDatabase;
let db: Pool;
let service: Pool;
beforeAll(async () => {
  database = await migratedDatabase();
  db = createPool(database.ownerUrl, 'test');
  service = createPool(database.serviceUrl, 'test');
});
afterAll(async () => {
  await db.end();
  await service.end();
  await database.drop();
});
beforeEach(() => db.query('truncate register_entries, register_tree, register_times, register_postings'));

const affected = (): AffectedInRegister => new AffectedInRegister(service, { of: () => Promise.resolve() });

async function apply(records: readonly EventRecord[]): Promise<void> {
  const tx = await service.connect();
  try {
    const events = records.map((record, i) => ({
      record,
      stored: { ...encodeRecord(record), stream: record.stream, revision: i, position: String(i + 1) },
    }));
    await register.apply(events, tx);
  } finally {
    tx.release();
  }
}

test('for any history: the database finds whom the fold of their entries finds, at whatever size', async () => {
  const asked = fc.record(
    {
      purpose: fc.constantFrom('contract', 'bookkeeping/1', 'domain-be'),
      fields: fc.constantFrom(['email'], ['telephone', 'familyName'], ['domain']),
      recipient: fc.constantFrom('bank', 'dns-belgium'),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      histories,
      asked,
      fc.nat(100),
      fc.nat(100),
      fc.nat(100),
      async (records, by, ...shares) => {
        await db.query('truncate register_entries, register_tree, register_times, register_postings');
        await apply(records);
        const place = (share: number): number => Math.floor((share / 101) * records.length);
        const [from, to] = shares
          .slice(0, 2)
          .sort((a, b) => a - b)
          .map(share => records[place(share)]!.time);
        const size = BigInt(place(shares[2]));
        const criteria = { from: from!, to: to!, ...by };
        const { entries } = await findEntries(db, { before: size }, { limit: 10_000, order: 'oldest' });
        const own = (subject: string): Entry[] =>
          entries.flatMap(({ bytes }) => {
            const entry = readEntry(bytes);
            return entry.subject === subject ? [entry] : [];
          });
        const folded = SUBJECTS.filter(subject => isHeld(own(subject), criteria)).sort();
        expect(await heldSubjects(service, criteria, size)).toEqual(folded);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

const CRITERIA: Criteria = {
  from: '2026-05-01T00:00:00.000Z',
  to: '2026-09-01T00:00:00.000Z',
  purpose: 'contract',
};

/** What is measured at 1,000,000 entries (docs/performance.md) is asked here of fewer. */
const PERSONS = Number(process.env.BREACH_PERSONS ?? 10_000);

/** Entries of so many persons, ten each in turn, evenly over 230 days; of every twentieth person all is erased. */
async function many(persons: number): Promise<void> {
  for (let step = 0; step < 10; step++) await manyOf(persons, step);
  await db.query('vacuum analyze register_entries');
  await writeTimes();
}

/** Between which times the numbers lie, as the projection keeps it. */
async function writeTimes(): Promise<void> {
  await db.query(
    `insert into register_times select n / 4096, min(time), max(time) from register_entries group by 1`,
  );
}

async function manyOf(persons: number, step: number): Promise<void> {
  await db.query(
    `insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
     select n, t, s, gen_random_uuid(), k, p, r, 'webshop', f,
            convert_to(json_build_object('kind', k, 'n', n, 'subject', s, 'purpose', p, 'recipient', r,
              'time', to_char(t, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'fields', json_build_object('email', '{}'::json, 'familyName', '{}'::json),
              'about', json_build_object('of', 'subject', 'erasure', s))::text, 'utf8')
       from (select n, timestamptz '2026-01-01Z' + n * (interval '230 days' / (10 * $1::int)) as t,
                    md5('person ' || n % $1::int)::uuid as s, n / $1::int as step, n % $1::int % 20 = 0 as goes
               from generate_series($2::int * $1::int, ($2::int + 1) * $1::int - 1) n) x
      cross join lateral (select case when step = 0 then 'collected' when goes and step = 4 then 'erasure-begun'
             when goes and step = 5 then 'erased' when step % 3 = 0 then 'shared' else 'looked' end as k) y
      cross join lateral (select case when k in ('erased', 'erasure-begun') then null else 'contract/1' end as p,
             case when k = 'shared' then 'dns-belgium' end as r,
             case when k in ('erased', 'erasure-begun') then '{}'::text[] else array['email', 'familyName'] end as f) z`,
    [persons, step],
  );
}

test('P16: who is affected by nothing but a secret order is on the officers’ list, and on no list for letters', async () => {
  const [unknowing, both, lifted] = SUBJECTS as [string, string, string];
  const entry = async (n: number, subject: string, kind: string): Promise<string> => {
    const { rows } = await db.query<{ event: string }>(
      `insert into register_entries (n, time, subject, event_id, kind, purpose, actor, fields, bytes)
       values ($1, '2026-06-01Z', $2, gen_random_uuid(), $3, 'contract/1', 'olivia', '{email}', '')
       returning event_id as event`,
      [n, subject, kind],
    );
    return rows[0]!.event;
  };
  const hide = (event: string, until: string) =>
    db.query(`insert into register_silences (event, matter, until) values ($1, gen_random_uuid(), $2)`, [
      event,
      until,
    ]);
  await hide(await entry(0, unknowing, 'disclosed'), 'infinity');
  await hide(await entry(1, both, 'disclosed'), 'infinity');
  await hide(await entry(2, lifted, 'disclosed'), '2026-07-01Z');
  await entry(3, both, 'looked');
  // What was done to the person by others is no part of what is asked.
  await db.query(`update register_entries set actor = 'webshop' where n = 3`);
  await entry(4, both, 'looked');
  await writeTimes();

  const { from, to } = CRITERIA;
  const criteria: Criteria = { from, to, actor: 'olivia' };
  const { touched } = await affected().of(criteria, 5);
  expect(touched).toEqual([unknowing, both, lifted].sort());
  const determination = { criteria, size: 5, touched: counted(touched) };
  const knowing = (at: string) => affected().knowing(determination, 'touched', new Date(at));
  expect(await knowing('2026-06-15T00:00:00Z')).toEqual([both]);
  expect(await knowing('2026-07-02T00:00:00Z')).toEqual([both, lifted].sort());
  // Without the other entry there is nothing that may be said.
  expect(
    await affected().knowing(
      { criteria, size: 4, touched: counted([unknowing, both, lifted].sort()) },
      'touched',
      new Date('2026-06-15T00:00:00Z'),
    ),
  ).toEqual([]);
  await db.query('truncate register_silences');
});

test('letters wait for a register that is behind, and are refused of one that has changed', async () => {
  const determination = { criteria: CRITERIA, size: 0, touched: counted(SUBJECTS) };
  await expect(affected().knowing(determination, 'touched', new Date())).rejects.toMatchObject({
    code: 'affected-differs',
  });
  const behind = new AffectedInRegister(service, {
    of: () => Promise.reject(new DomainError('projection-behind')),
  });
  await expect(behind.knowing(determination, 'touched', new Date())).rejects.toMatchObject({
    code: 'projection-behind',
  });
});

describe('of a large register', () => {
  const persons = PERSONS;
  beforeEach(() => many(persons), 240_000);

  test('touched and held are each found in less than ten seconds, and are the same at that size for ever', async () => {
    const size = await registerSize(service);
    expect(size).toBe(10 * persons);
    const began = performance.now();
    const { touched, held } = await affected().of(CRITERIA, size);
    const took = performance.now() - began;
    if (process.env.BREACH_PERSONS) process.stdout.write(`${size} entries: ${Math.round(took)} ms\n`);
    expect(took).toBeLessThan(10_000);
    // Steps of 23 days: of one in twenty all was erased in the sixth, whose entries begin on 26 April.
    expect(touched.length).toBeGreaterThan(persons / 2);
    expect(held!.length).toBeGreaterThan(persons * 0.94);
    expect(held!.length).toBeLessThan(persons);
    expect(new Set(touched).size).toBe(touched.length);
    expect([...held!].sort()).toEqual(held);

    const first = { touched: counted(touched), held: counted(held!) };
    // What comes later, also of that period, changes nothing of it.
    await db.query(
      `insert into register_entries (n, time, subject, event_id, kind, purpose, actor, fields, bytes)
       values ($1, '2026-06-01Z', gen_random_uuid(), gen_random_uuid(), 'collected', 'contract/1', 'webshop', '{email}', '')`,
      [size],
    );
    const again = await affected().of(CRITERIA, size);
    expect({ touched: counted(again.touched), held: counted(again.held!) }).toEqual(first);
    const wider = await affected().of(CRITERIA, size + 1);
    expect([wider.touched.length, wider.held!.length]).toEqual([touched.length + 1, held!.length + 1]);
    expect(await subjectsOf(service, { ...CRITERIA, before: BigInt(size) })).toEqual(touched);
  }, 240_000);
});
