import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Pool, QueryConfig } from 'pg';
import { createPool, migrate } from '#libs/database';
import { encodeRecord } from '#libs/event-store';
import { type DomainError } from '#libs/kernel';
import type { ProjectedEvent } from '#libs/projections';
import {
  asShownToSubject,
  csvHeader,
  csvRow,
  entryText,
  jsonHead,
  jsonLine,
  KINDS,
  leafHash,
  RegisterProjection,
  type Entry,
  type Kind,
} from '#libs/register';
import {
  allEntries,
  entryByNumber,
  findEntries,
  registerMigrations,
  registerSize,
  type RegisterFilter,
} from '#libs/register/postgres';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { noteTimes } from '../../libs/register/times';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { filtersOf } from './filters';
import { sampleRecords, SUBJECT } from './samples';
import { assertServiceRole } from '#libs/event-store/postgres';

const table = new Composition(FEATURES).entries();
const register = new RegisterProjection(table);

const samples: ProjectedEvent[] = sampleRecords().map((record, i) => ({
  record,
  stored: { ...encodeRecord(record), stream: record.stream, revision: 0, position: String(i + 1) },
}));

function textsOf(events: readonly ProjectedEvent[]): string[] {
  const texts: string[] = [];
  for (const { stored, record } of events)
    for (const draft of table.entriesOf(record)) texts.push(entryText(texts.length, stored, record, draft));
  return texts;
}

let database: TestDatabase;
let owner: Pool;
let service: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.ownerUrl, database.serviceRole, registerMigrations);
  owner = createPool(database.ownerUrl, 'test');
  service = createPool(database.serviceUrl, 'test');
});

afterAll(async () => {
  await owner.end();
  await service.end();
  await database.drop();
});

beforeEach(() => owner.query('truncate register_entries, register_tree, register_times, register_postings'));

/** Applies events as the runner would: each run in a transaction of the service's role. */
async function apply(
  events: readonly ProjectedEvent[],
  sizes: readonly number[] = [events.length],
): Promise<void> {
  const tx = await service.connect();
  let from = 0;
  for (const size of [...sizes, events.length]) {
    const batch = events.slice(from, (from += size));
    await tx.query('begin');
    if (batch.length > 0) await register.apply(batch, tx);
    await tx.query('commit');
  }
  tx.release();
}

async function read(filter: RegisterFilter = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const { bytes } of allEntries(service, filter, 7)) found.push(bytes.toString('utf8'));
  return found;
}

describe('the register', () => {
  test('is a function of the events alone: however they come in batches, the bytes are the same', async () => {
    const mixed = fc
      .array(fc.nat(samples.length - 1), { maxLength: 40 })
      .map(picks => picks.map(i => samples[i]!));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(mixed, sizes, async (events, batches) => {
        await owner.query('truncate register_entries, register_tree, register_times, register_postings');
        await apply(events, batches);
        expect(await read()).toEqual(textsOf(events));
      }),
      { numRuns: 25 },
    );
  });

  test('numbers its entries without gaps from 0, and the database hashes each as a leaf (RFC 9162)', async () => {
    await apply(samples, [3, 1, 10]);
    const size = await registerSize(service);
    expect(size).toBe(textsOf(samples).length);
    for (let n = 0; n < size; n++) {
      const found = (await entryByNumber(service, n))!;
      expect(found.entry.n).toBe(n);
      expect(found.leafHash).toEqual(leafHash(found.bytes));
      expect(found.leafHash).toEqual(createHash('sha256').update('\0').update(found.bytes).digest());
    }
    expect(await entryByNumber(service, size)).toBeUndefined();
  });

  test.each([
    'update register_entries set kind = kind',
    'delete from register_entries',
    'truncate register_entries',
    'update register_tree set n = n',
    'delete from register_tree',
  ])('refuses the service: %s', async statement => {
    await apply(samples.slice(0, 2));
    await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
    expect(await read()).toEqual(textsOf(samples.slice(0, 2)));
  });

  test('the service does not start with a role that could change it', async () => {
    await assertServiceRole(service, ['register_entries']);
    for (const right of ['update (kind)', 'delete', 'truncate']) {
      await owner.query(`grant ${right} on register_entries to ${database.serviceRole}`);
      await expect(assertServiceRole(service, ['register_entries'])).rejects.toThrow('register_entries');
      await owner.query(`revoke ${right} on register_entries from ${database.serviceRole}`);
    }
    await expect(assertServiceRole(owner, ['register_entries'])).rejects.toThrow('ownership');
  });
});

describe('a query', () => {
  const parts: { readonly [F in keyof RegisterFilter]-?: readonly RegisterFilter[F][] } = {
    subject: [undefined, SUBJECT, '1d000000-0000-8000-8000-000000000078'],
    kind: [undefined, ...(Object.keys(KINDS) as Kind[])],
    kinds: [undefined, ['looked', 'searched', 'signed-in'], []],
    purpose: [undefined, 'contract', 'contract/1', 'contract/2', 'domain-be', 'domain'],
    recipient: [undefined, 'bank', 'unlisted'],
    instance: [undefined, 'kbc', 'belfius'],
    field: [undefined, 'email', 'ipAddress'],
    anyField: [undefined, ['email', 'ipAddress'], ['domain'], []],
    actor: [undefined, 'webshop', 'nobody'],
    from: [undefined, '2026-11-24T10:00:01Z'],
    to: [undefined, '2026-11-24T11:00:01+01:00'],
    asOf: [undefined, '2026-11-24T10:00:01Z'],
    atLeast: [undefined, 0n, 7n],
    before: [undefined, 0n, 12n],
    knownAt: [undefined, new Date('2026-11-24T12:00:00Z')],
  };

  function holds(entry: Entry, filter: RegisterFilter): boolean {
    const {
      subject,
      kind,
      kinds,
      purpose,
      recipient,
      instance,
      field,
      anyField,
      actor,
      from,
      to,
      asOf,
      atLeast,
      before,
    } = filter;
    return (
      (!subject || entry.subject === subject) &&
      (!kind || entry.kind === kind) &&
      (!instance || entry.instance === instance) &&
      (!kinds || kinds.includes(entry.kind)) &&
      (!purpose || entry.purpose === purpose || entry.purpose?.split('/')[0] === purpose) &&
      (!recipient || entry.recipient === recipient) &&
      (!field || (entry.fields !== undefined && field in entry.fields)) &&
      (!anyField || anyField.some(each => entry.fields !== undefined && each in entry.fields)) &&
      (!actor || entry.actor.id === actor) &&
      (!from || Date.parse(entry.time) >= Date.parse(from)) &&
      (!to || Date.parse(entry.time) < Date.parse(to)) &&
      (!asOf || Date.parse(entry.time) <= Date.parse(asOf)) &&
      (atLeast === undefined || BigInt(entry.n) >= atLeast) &&
      (before === undefined || BigInt(entry.n) < before)
    );
  }

  test('finds exactly what it names, page by page, while entries are added', async () => {
    const filters = filtersOf(parts, 4);
    const order = fc.constantFrom('newest' as const, 'oldest' as const);
    await fc.assert(
      fc.asyncProperty(
        filters,
        order,
        fc.integer({ min: 1, max: 9 }),
        async (filter: RegisterFilter, way, limit) => {
          await owner.query('truncate register_entries, register_tree, register_times, register_postings');
          await apply(samples);
          const before = (await read()).length;
          const found: Entry[] = [];
          for (let cursor: string | undefined, first = true; first || cursor; first = false) {
            const page = await findEntries(service, filter, { limit, order: way, cursor });
            expect(page.entries.length).toBeLessThanOrEqual(limit);
            found.push(...page.entries.map(({ entry }) => entry));
            cursor = page.next;
            if (first) await apply(samples.slice(0, 3));
          }
          const all = (await read()).map(text => JSON.parse(text) as Entry);
          const wanted = all.filter(entry => holds(entry, filter) && (way === 'oldest' || entry.n < before));
          const ended = found.filter(entry => way === 'oldest' || entry.n < before);
          const later = way === 'oldest' ? wanted : [...wanted].reverse();
          // What was added after the last page had been read is not in it.
          expect(ended).toEqual(
            later.filter(entry => entry.n < before || found.some(({ n }) => n === entry.n)),
          );
        },
      ),
      // What an erasure of a purpose leaves has the purpose's name, without version.
      { numRuns: 60, examples: [[{ purpose: 'contract' }, 'newest', 1]] },
    );
  });

  test('refuses a cursor that was not answered here', async () => {
    const cursors = [
      'x',
      '',
      Buffer.from('n-1').toString('base64url'),
      Buffer.from("n1' or 1=1").toString('base64url'),
    ];
    for (const cursor of cursors) {
      const asked = findEntries(service, {}, { limit: 1, cursor });
      await expect(asked).rejects.toMatchObject({ code: 'invalid-request' } satisfies Partial<DomainError>);
    }
  });

  test('a period far back is found where it is, in either order, and read from there alone', async () => {
    await owner.query(
      `insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
       select i, '2026-01-01Z'::timestamptz + i * interval '1 minute', gen_random_uuid(), gen_random_uuid(), 'shared',
              'contract/1', 'bank', 'webshop', array['email'], convert_to('{"n":' || i || ',"kind":"shared"}', 'utf8')
         from generate_series(0, 49999) i`,
    );
    await owner.query(noteTimes('0'));
    await owner.query('analyze register_entries');
    const minute = (i: number): string => new Date(Date.parse('2026-01-01Z') + i * 60_000).toISOString();
    const period = { from: minute(9_000), to: minute(9_100), kind: 'shared' } as const;
    let passedOver = 0;
    const analysed = {
      query: async (asked: string | QueryConfig, values: unknown[]) => {
        if (typeof asked === 'string')
          for (const { 'QUERY PLAN': line } of (
            await service.query<{ 'QUERY PLAN': string }>(`explain analyze ${asked}`, values)
          ).rows)
            passedOver += Number(/Rows Removed by Filter: (\d+)/.exec(line)?.[1] ?? 0);
        return typeof asked === 'string' ? service.query(asked, values) : service.query(asked);
      },
    } as unknown as Pool;
    for (const [order, first, last] of [
      ['newest', 9_099, 9_050],
      ['oldest', 9_000, 9_049],
    ] as const) {
      const { entries } = await findEntries(analysed, period, { limit: 50, order });
      expect([entries[0]!.entry.n, entries.at(-1)!.entry.n, entries.length]).toEqual([first, last, 50]);
    }
    // At most the rest of the numbers that the times of the period are kept for, twice.
    expect(passedOver).toBeLessThan(10_000);
    expect((await findEntries(service, { from: minute(60_000) }, { limit: 50 })).entries).toEqual([]);
    expect((await findEntries(service, { to: minute(0) }, { limit: 50 })).entries).toEqual([]);
  });
});

describe('an export', () => {
  const responsible = { name: 'D-Cube Resource', contact: 'privacy@dcube-resource.be' };
  const entries = textsOf(samples).map(text => JSON.parse(text) as Entry);

  test('as CSV has the columns of Art. 30(1) and one line for each entry', () => {
    expect(csvHeader()).toMatch(
      /^entry,time,.*Art\. 30\(1\)\(b\).*Art\. 30\(1\)\(c\).*Art\. 30\(1\)\(d\).*\r\n$/,
    );
    const columns = csvHeader().split(',').length;
    for (const entry of entries) {
      const cells = csvRow(entry, responsible)
        .trimEnd()
        .match(/("([^"]|"")*"|[^,]*)(,|$)/g)!;
      expect(cells.filter((cell, i) => cell !== '' || i < columns)).toHaveLength(columns);
    }
  });

  test('makes text of what a spreadsheet would take for a formula', () => {
    expect(csvRow({ ...entries[0]!, purpose: '=1+1', recipient: 'a"b' }, responsible)).toMatch(
      /,'=1\+1,.*,"a""b",/,
    );
  });

  test('P20 names who is responsible and who to write to', () => {
    expect(csvRow(entries[0]!, responsible)).toMatch(/,"D-Cube Resource, privacy@dcube-resource\.be"\r\n$/);
    expect(JSON.parse(jsonHead(responsible))).toMatchObject({ controller: responsible });
  });

  test('as JSON Lines is the entry', () => {
    for (const entry of entries) expect(JSON.parse(jsonLine(entry))).toEqual(entry);
  });

  test('P09: the person concerned sees the function of an employee, not who it was (CJEU C-579/21)', () => {
    for (const entry of entries) {
      const shown = asShownToSubject(entry);
      expect(shown.actor.role).toBe(entry.actor.role);
      if (entry.actor.role === 'staff') expect(JSON.stringify(shown)).not.toContain(entry.actor.id);
    }
    expect(entries.some(entry => entry.actor.role === 'staff')).toBe(true);
  });
});
