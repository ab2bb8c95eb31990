import { Client, type Pool, type PoolClient, type QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import { acceptances, outsidePolicy, renewals } from '#libs/features/oversight';
import { listSharings } from '#features/records/queries/list-sharings';
import { listSubjectsOfRecipient } from '#features/records/queries/list-subjects-of-recipient';
import { SubjectSharing } from '#features/records/subject-sharing.entity';
import { findEntries } from '#libs/register/postgres';
import { FULL, post } from '../../libs/register/postings';
import { Matter } from '#features/correspondence/matter.entity';
import { listMatters } from '#features/correspondence/queries/list-matters';
import { createPool, dataSourceOn } from '#libs/database';
import { DutyRow } from '#features/duties/duty-row.entity';
import { listDuties } from '#features/duties/queries/list-duties';
import { Mediation } from '#features/mediation/mediation.entity';
import { listMediations } from '#features/mediation/queries/list-mediations';
import { Order } from '#features/orders/order.entity';
import { listOrders } from '#features/orders/queries/list-orders';
import { DataSubjectRequest } from '#features/requests/data-subject-request.entity';
import { openRequests, requestsOf } from '#features/requests/list';
import { migratedDatabase, type TestDatabase } from '../setup/database';

/** Read models as a log of 100,000 events leaves them: 5,000 subjects, a look or a sharing at a time. */
const FILL = `
  create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as
    $$ select overlay(overlay(md5(kind || n)::uuid::text placing '8' from 15) placing 'a' from 20)::uuid $$;
  insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
    select n, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second', pg_temp.id('subject', n % 5000),
           pg_temp.id('event', n), case when n % 100 = 0 then 'refused' when n % 3 = 0 then 'looked' else 'shared' end,
           'contract/1', case when n % 3 <> 0 then 'r' || n % 6 end, 'actor' || n % 20, '{email}',
           convert_to('{"n":' || n || ',"actor":{"id":"a","role":"staff"}}', 'UTF8')
      from generate_series(0, 99999) n;
  insert into subject_records (subject, kind, policy, version, registered, updated)
    select pg_temp.id('subject', n), 'natural-person', case when n % 10 = 0 then '2018-05-25' else '2026-01-01' end, 1,
           '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', now()
      from generate_series(0, 4999) n;
  insert into subject_facts (subject, kind, id, data, event, since)
    select pg_temp.id('subject', n), 'document', 'terms:be ' || n % 40, '{"on":"2026-01-01"}', pg_temp.id('event', n), now()
      from generate_series(0, 4999) n;
  insert into subject_facts (subject, kind, id, data, event, since)
    select pg_temp.id('subject', n), 'service', pg_temp.id('service', n),
           jsonb_build_object('type', 'hosting', 'from', '2025-01-01', 'renewsOn', '2026-01-01'::date + n % 300)
             || case when n % 5 = 0 then '{"endsOn":"2026-01-01"}' else '{}' end::jsonb, pg_temp.id('event', n), now()
      from generate_series(0, 4999) n;
  insert into subject_sharings (sharing, subject, recipient, purpose, basis, versions, at)
    select pg_temp.id('sharing', n), pg_temp.id('subject', n % 5000), 'r' || n % 7, 'contract/1', 'A6-1-b', '{}',
           '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second'
      from generate_series(0, 59999) n;
  insert into subject_links (subject, since, links)
    select pg_temp.id('subject', n), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', n % 20
      from generate_series(0, 4999) n;
  insert into matters (matter, mailbox, form, opened, latest, status, ended)
    select pg_temp.id('matter', n), 'info', 'entered', '2026-01-01T00:00:00Z', '2026-01-01'::date + n % 300,
           case when n % 4 = 0 then 'open' else 'ended' end,
           case when n % 4 <> 0 then '2026-06-01T00:00:00Z'::timestamptz end
      from generate_series(0, 19999) n;
  insert into requests (request, kind, channel, requester, subject, received, registered, status, identity, extended, due)
    select pg_temp.id('request', n), case when n % 2 = 0 then 'access' else 'erasure' end, 'letter', 'customer',
           pg_temp.id('subject', n % 5000), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', now(),
           case when n % 20 = 0 then 'open' else 'closed' end, 'not-asked', false,
           case when n % 40 <> 0 then '2026-01-01'::date + n % 300 end
      from generate_series(0, 19999) n;
  insert into mediations (mediation, opened, until, latest, status, owner, informed)
    select pg_temp.id('mediation', n), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', '2026-02-01', '2026-03-01',
           case when n % 50 = 0 then 'waiting' else 'ended' end, pg_temp.id('subject', n % 5000), true
      from generate_series(0, 19999) n;
  insert into duties (duty, subject, kind, recipient, purpose, fields, opened, due, status)
    select pg_temp.id('duty', n), pg_temp.id('subject', n % 5000), 'correction', 'r' || n % 7, 'contract', '{email}',
           '2026-01-01T00:00:00Z'::timestamptz, '2026-01-15'::date + n % 300,
           case when n % 10 = 0 then 'open' else 'confirmed' end
      from generate_series(0, 59999) n;
  insert into orders (order_id, registered, body, ground, legitimacy, status, secret, registered_by)
    select pg_temp.id('order', n), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute',
           case when n % 2 = 0 then 'public-prosecutor' else 'fod-financien' end, 'sv-46bis', 'judicial',
           case when n % 50 = 0 then 'registered' else 'disclosed' end, false, 'olivia'
      from generate_series(0, 19999) n;`;

interface Node {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}

describe('lists of officers go by their index on a log of 100,000 events', () => {
  let database: TestDatabase;
  let client: Client;
  let plans: Node[];
  let db: Pool;
  let source: DataSource;

  beforeAll(async () => {
    database = await migratedDatabase();
    client = new Client({ connectionString: database.superUrl });
    await client.connect();
    await client.query(FILL);
    await client.query(post('0', FULL));
    await client.query('analyze');
    db = createPool(database.superUrl, 'explained');
    db.on('connect', connection => explain(connection));
    source = await dataSourceOn(db);
  }, 120_000);
  beforeEach(() => (plans = []));
  afterAll(async () => {
    await client?.end();
    await db?.end();
    await database?.drop();
  });

  /** Says how each question is going to be answered, and answers it. */
  function explain(connection: PoolClient): void {
    const query = connection.query.bind(connection) as (
      text: string,
      values?: unknown[],
    ) => Promise<QueryResult<Record<string, unknown>>>;
    const answer = async (text: string, values?: unknown[]): Promise<QueryResult> => {
      if (/^\s*select\b/i.test(text)) {
        const { rows } = await query(`explain (format json) ${text}`, values);
        plans?.push((rows[0]!['QUERY PLAN'] as { Plan: Node }[])[0]!.Plan);
      }
      return query(text, values);
    };
    const asked = (
      text: string,
      values?: unknown[],
      done?: (error: unknown, result?: unknown) => void,
    ): unknown => {
      const answered = answer(text, values);
      return done ? void answered.then(result => done(undefined, result), done) : answered;
    };
    connection.query = asked as never;
  }

  const nodes = (): Node[] => {
    const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
    return plans.flatMap(all);
  };
  /** By this index, in its order: nothing is read whole, nothing is sorted. */
  function expectOnly(...indexes: string[]): void {
    const used = nodes();
    expect(new Set(used.flatMap(node => node['Index Name'] ?? []))).toEqual(new Set(indexes));
    expect(used.map(node => node['Node Type'])).not.toContain('Seq Scan');
    expect(used.map(node => node['Node Type'])).not.toContain('Sort');
  }
  /** By this index; the few rows of one subject may be sorted. */
  function expectFew(index: string): void {
    const used = nodes();
    expect(new Set(used.flatMap(node => node['Index Name'] ?? []))).toEqual(new Set([index]));
    expect(used.map(node => node['Node Type'])).not.toContain('Seq Scan');
  }
  const someone = async (): Promise<string> =>
    (await client.query<{ subject: string }>("select pg_temp.id('subject', 7) as subject")).rows[0]!.subject;

  test('one subject, newest first: who received its data', async () => {
    const subject = await someone();
    const first = await listSharings(source.getRepository(SubjectSharing), subject, { limit: 5 });
    expect(first.sharings).toHaveLength(5);
    await listSharings(source.getRepository(SubjectSharing), subject, { limit: 5, cursor: first.next });
    const used = nodes();
    expect(used.map(node => node['Index Name'])).toContain('subject_sharings_by_subject');
    expect(used.map(node => node['Node Type'])).not.toContain('Seq Scan');
  });

  test('one subject and some kinds, newest first: who looked', async () => {
    const page = { limit: 3 };
    const { entries } = await findEntries(
      db,
      { subject: await someone(), kinds: ['looked', 'searched'] },
      page,
    );
    expect(entries.length).toBeGreaterThan(0);
    expect(nodes().map(node => node['Index Name'])).toContain('register_by_subject');
    expect(nodes().map(node => node['Node Type'])).not.toContain('Seq Scan');
  });

  test('one recipient in a period, grouped by subject', async () => {
    const sharings = source.getRepository(SubjectSharing);
    const by = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T12:00:00Z', limit: 50 };
    const first = await listSubjectsOfRecipient(sharings, 'r3', by);
    expect(first.subjects).toHaveLength(50);
    expect(first.subjects[0]).toEqual({
      subject: expect.any(String) as string,
      sharings: expect.any(Number) as number,
      first: expect.stringMatching(/^2026-01-01T.*Z$/) as string,
      last: expect.stringMatching(/^2026-01-01T.*Z$/) as string,
    });
    await listSubjectsOfRecipient(sharings, 'r3', { ...by, cursor: first.next! });
    expectOnly('subject_sharings_by_recipient');
    expect(plans).toHaveLength(2);
  });

  test('the few that stand out of many: outside the policy, open matters', async () => {
    const first = await outsidePolicy(db, new Date('2026-11-24'), { limit: 50 });
    expect(first.subjects).toHaveLength(50);
    await outsidePolicy(db, new Date('2026-11-24'), { limit: 50, cursor: first.next });
    expectOnly('subject_links_none', 'subject_facts_pkey');
    plans = [];
    const matters = await listMatters(source.getRepository(Matter), { status: 'open' }, { limit: 50 });
    await listMatters(source.getRepository(Matter), { status: 'open' }, { limit: 50, cursor: matters.next });
    expectOnly('matters_open');
  });

  test('services up for renewal, by their day', async () => {
    const period = { from: '2026-02-01', to: '2026-02-28' };
    const first = await renewals(db, period, { limit: 50 });
    expect(first.renewals).toHaveLength(50);
    const rest = await renewals(db, period, { limit: 500, cursor: first.next });
    const days = [...first.renewals, ...rest.renewals].map(({ renewsOn }) => renewsOn);
    expect(days).toEqual([...days].sort());
    expect(days.length).toBeGreaterThan(300);
    const used = nodes().flatMap(node => node['Index Name'] ?? []);
    expect(used).toContain('subject_facts_renewals');
    expect(nodes().filter(node => node['Node Type'] === 'Seq Scan')).toEqual([]);
  });

  test('open requests by due date, those without one last; those of one subject', async () => {
    const first = await openRequests(source.getRepository(DataSubjectRequest), {}, { limit: 50 });
    await openRequests(source.getRepository(DataSubjectRequest), {}, { limit: 50, cursor: first.next });
    await openRequests(source.getRepository(DataSubjectRequest), { dueBefore: '2026-02-01' }, { limit: 50 });
    expect(first.requests.map(({ due }) => due)).toEqual(first.requests.map(({ due }) => due).sort());
    expectOnly('requests_open_by_due');
    plans = [];
    const own = await requestsOf(source.getRepository(DataSubjectRequest), await someone(), { limit: 2 });
    await requestsOf(source.getRepository(DataSubjectRequest), await someone(), {
      limit: 2,
      cursor: own.next,
    });
    expectFew('requests_by_subject');
  });

  test('mediations by opening: all, those that run, those of an owner', async () => {
    const mediations = source.getRepository(Mediation);
    const all = await listMediations(mediations, {}, { limit: 50 });
    await listMediations(mediations, {}, { limit: 50, cursor: all.next });
    expectOnly('mediations_by_opening');
    expect(plans).toHaveLength(2);
    plans = [];
    const running = await listMediations(mediations, { status: 'waiting' }, { limit: 50 });
    expect(running.mediations).toHaveLength(50);
    expectOnly('mediations_open');
    plans = [];
    const owner = await someone();
    const own = await listMediations(mediations, { owner }, { limit: 2 });
    await listMediations(mediations, { owner }, { limit: 2, cursor: own.next });
    expectFew('mediations_of_owner');
    expect(plans).toHaveLength(2);
  });

  test('Art. 19 duties by the day that they are due: open, overdue, of a recipient', async () => {
    const duties = source.getRepository(DutyRow);
    const first = await listDuties(duties, { limit: 50 }, '2026-06-01');
    await listDuties(duties, { limit: 50, cursor: first.next }, '2026-06-01');
    const overdue = await listDuties(duties, { overdue: true, limit: 50 }, '2026-06-01');
    expect([first.duties.length, overdue.duties.length]).toEqual([50, 50]);
    // P10: those that a client may tell of.
    const only = { recipients: ['r1', 'r3'], purposes: ['contract'] };
    const ofClient = await listDuties(duties, { only, limit: 50 }, '2026-06-01');
    expect(ofClient.duties).toHaveLength(50);
    const closed = await listDuties(duties, { status: 'confirmed', limit: 50 }, '2026-06-01');
    expect(closed.duties).toHaveLength(50);
    expectOnly('duties_by_status');
    expect(plans).toHaveLength(5);
    plans = [];
    const of = await listDuties(duties, { recipient: 'r3', limit: 50 }, '2026-06-01');
    expect(of.duties).toHaveLength(50);
    expectOnly('duties_open_of_recipient');
  });

  test('orders by registration: all, those to decide on', async () => {
    const all = await listOrders(source.getRepository(Order), {}, { limit: 50 });
    await listOrders(source.getRepository(Order), {}, { limit: 50, cursor: all.next });
    expectOnly('orders_by_registration');
    plans = [];
    const first = await listOrders(source.getRepository(Order), { status: 'registered' }, { limit: 50 });
    await listOrders(
      source.getRepository(Order),
      { status: 'registered' },
      { limit: 50, cursor: first.next },
    );
    expectOnly('orders_by_status');
  });

  test('matters that ended, the last one first', async () => {
    const first = await listMatters(source.getRepository(Matter), { status: 'ended' }, { limit: 50 });
    await listMatters(source.getRepository(Matter), { status: 'ended' }, { limit: 50, cursor: first.next });
    expectOnly('matters_ended');
  });

  test('one kind of few, newest first: refusals', async () => {
    const { entries } = await findEntries(db, { kind: 'refused' }, { limit: 50 });
    expect(entries).toHaveLength(50);
    expect(nodes().map(node => node['Index Name'])).toContain('register_postings_pkey');
    expect(nodes().map(node => node['Node Type'])).not.toContain('Seq Scan');
  });

  test('who accepted a version', async () => {
    const by = { document: 'terms:be', version: '7', state: 'accepted', extension: 'be' } as const;
    expect((await acceptances(db, by, { limit: 20 })).subjects).toHaveLength(20);
    expect(nodes().map(node => node['Index Name'])).toContain('subject_facts_documents');
    expect(nodes().map(node => node['Node Type'])).not.toContain('Seq Scan');
  });

  test('a list without its index would be seen', async () => {
    await client.query('drop index subject_links_none');
    await outsidePolicy(db, new Date('2026-11-24'), { limit: 50 });
    expect(nodes().map(node => node['Node Type'])).toContain('Seq Scan');
  });
});
