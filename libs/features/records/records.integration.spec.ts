import fc from 'fast-check';
import type { Pool } from 'pg';
import type { Repository } from 'typeorm';
import { createPool, dataSourceOn } from '#libs/database';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { purposeName, type Field } from '#libs/catalogue';
import type { ProjectedEvent } from '#libs/projections';
import {
  allHeldIn,
  evolve,
  initial,
  sharingsOf,
  type SubjectEvent,
  type SubjectState,
} from '#libs/features/subjects';
import { opened } from '#features/subjects/held';
import { canonicalText } from '#libs/kernel';
import { KeyUnavailable } from '#libs/vault';
import { type PostgresVault } from '#libs/vault/postgres';
import { onKeyring, testVault } from '#libs/vault/testing';
import { migratedDatabase, type TestDatabase } from '../../../test/setup/database';
import { recordAsOf } from './as-of';
import { RECORD_TABLES } from './migrations';
import { RecordsProjection } from './projection';
import { listRecords } from './queries/list-records';
import { readRecord, type CustomerRecord } from './record.sql';
import { SubjectRecord } from './subject-record.entity';
import { histories, renamed } from './testing/histories';
import { sealed, valueOf } from './testing/sealing';

const records = new RecordsProjection();

let database: TestDatabase;
let owner: Pool;
let service: Pool;
let heads: Repository<SubjectRecord>;
let vault: PostgresVault;

beforeAll(async () => {
  database = await migratedDatabase();
  owner = createPool(database.ownerUrl, 'test');
  service = createPool(database.serviceUrl, 'test');
  heads = (await dataSourceOn(service)).getRepository(SubjectRecord);
  vault = await testVault(database.keyringUrl);
});

afterAll(async () => {
  await owner.end();
  await service.end();
  await vault.close();
  await database.drop();
});

const empty = (): Promise<unknown> => owner.query(`truncate ${RECORD_TABLES.join(', ')}`);

function projected(record: EventRecord, i: number): ProjectedEvent {
  const stored = { ...encodeRecord(record), stream: record.stream, revision: 0, position: String(i + 1) };
  return { record, stored };
}

async function apply(events: readonly SubjectEvent[], sizes: readonly number[] = []): Promise<void> {
  const all = events.map(projected);
  const tx = await service.connect();
  let from = 0;
  for (const size of [...sizes, all.length]) {
    const batch = all.slice(from, (from += size));
    await tx.query('begin');
    if (batch.length > 0) await records.apply(batch, tx);
    await tx.query('commit');
  }
  tx.release();
}

/** All rows of all tables, in an order of their own. */
async function contents(): Promise<unknown> {
  return Promise.all(
    RECORD_TABLES.map(async table => {
      const { rows } = await service.query(
        `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`,
      );
      return [table, rows];
    }),
  );
}

function statesOf(events: readonly SubjectEvent[]): SubjectState[] {
  const states = new Map<string, SubjectState>();
  for (const event of events) states.set(event.stream, evolve(states.get(event.stream) ?? initial, event));
  return [...states.values()];
}

/** What a record must show, by the state that commands decide on. */
function expected(state: SubjectState): unknown {
  const byField = Object.values(state.purposes).flatMap(held =>
    Object.entries(held).map(([field, { version, purpose, basis, source, since, event }]) => ({
      field,
      version,
      purpose,
      basis,
      source,
      since,
      value: valueOf(event, field),
    })),
  );
  const failed = new Set(Object.keys(state.failedSharings));
  const arrived = [...sharingsOf(state)].filter(({ sharing }) => !failed.has(sharing));
  return {
    subject: state.id,
    kind: state.kind,
    version: state.version,
    policy: state.policy,
    values: sorted(byField),
    services: sorted(Object.entries(state.services).map(([service, rest]) => ({ service, ...rest }))),
    links: sorted(
      Object.entries(state.links).flatMap(([link, { kind, value }]) =>
        value ? [{ link, kind, values: linkValues(kind, value.event) }] : [],
      ),
    ),
    documents: sorted(
      Object.entries(state.accepted).flatMap(([document, versions]) =>
        Object.entries(versions).map(([version, on]) => ({ document, version, on })),
      ),
    ),
    payment: state.payment ?? undefined,
    restrictions: sorted(
      Object.entries(state.restrictions).map(([restriction, { ground, since }]) => ({
        restriction,
        ground,
        since,
      })),
    ),
    recipients: sorted(
      [...new Set(arrived.map(one => `${one.recipient} ${one.instance ?? ''} ${one.purpose}`))].map(who => {
        const those = arrived.filter(one => `${one.recipient} ${one.instance ?? ''} ${one.purpose}` === who);
        return { who, sharings: those.length };
      }),
    ),
  };
}

const LINK_VALUES = { login: ['login'], identity: ['issuer', 'subject'], domain: ['domain'] };

function linkValues(kind: keyof typeof LINK_VALUES, event: string): Record<string, string> {
  return Object.fromEntries(LINK_VALUES[kind].map(name => [name, valueOf(event, name)]));
}

function seen(record: CustomerRecord): unknown {
  const { payment } = record;
  return {
    subject: record.subject,
    kind: record.kind,
    version: record.version,
    policy: record.policy,
    values: sorted(
      record.values.flatMap(({ catalogue: _c, channel: _d, ...rest }) => ('value' in rest ? [rest] : [])),
    ),
    services: sorted(record.services.map(({ since: _, ...rest }) => rest)),
    links: sorted(
      record.links.flatMap(one =>
        'value' in one ? [{ link: one.link, kind: one.kind, values: one.value }] : [],
      ),
    ),
    documents: sorted(record.documents.map(({ document, version, on }) => ({ document, version, on }))),
    payment: payment && { method: payment.method, ...(payment.instance && { instance: payment.instance }) },
    restrictions: sorted(record.restrictions),
    recipients: sorted(
      record.recipients.map(({ recipient, instance, purpose, sharings }) => ({
        who: `${recipient} ${instance ?? ''} ${purpose}`,
        sharings,
      })),
    ),
  };
}

function sorted(list: readonly object[]): string[] {
  return list.map(one => JSON.stringify(Object.fromEntries(Object.entries(one).sort()))).sort();
}

/** All of a record, whatever the order of its lists. */
function whole(record: CustomerRecord): unknown {
  return Object.fromEntries(
    Object.entries(record).map(([name, each]: [string, unknown]) => [
      name,
      Array.isArray(each) ? each.map(canonicalText).sort() : each,
    ]),
  );
}

/** What is shown of a subject at a moment, by all its events. */
async function asOf(all: readonly SubjectEvent[], subject: string, at: number) {
  const events = all.filter(({ stream }) => stream === `subject-${subject}`);
  const held = allHeldIn(events);
  const record = (await readRecord(service, vault, subject))!;
  return recordAsOf({ events, held, open: await opened(vault, held), record }, at);
}

describe('a record as of a moment', () => {
  test('is the current one as of the last event, whatever was erased', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async history => {
        await empty();
        const events = await sealed(vault, renamed(history));
        await apply(events);
        for (const { id } of statesOf(events)) {
          const then = await asOf(events, id, Date.parse(events.at(-1)!.time));
          expect(whole(then!)).toEqual(whole((await readRecord(service, vault, id))!));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('is what the events until then made of it, where nothing was erased since', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (history, chance) => {
        const events = await sealed(vault, renamed(history));
        const at = Date.parse(events[chance % events.length]!.time);
        const until = events.filter(({ time }) => Date.parse(time) <= at);
        const since = events.filter(({ time }) => Date.parse(time) > at);
        await empty();
        await apply(until);
        const then = new Map<string, unknown>();
        for (const { id } of statesOf(until)) then.set(id, whole((await readRecord(service, vault, id))!));
        await apply(since);
        for (const { id } of statesOf(events)) {
          const erased = since.some(
            ({ stream, type }) =>
              stream === `subject-${id}` &&
              /^(ErasureBegun|DataResealed|DataErased|SubjectErased)$/.test(type),
          );
          if (erased) continue;
          const shown = await asOf(events, id, at);
          expect(shown && whole(shown)).toEqual(then.get(id));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('has nothing that was erased since: neither values, nor what an erased subject had besides', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async history => {
        await empty();
        const events = await sealed(vault, renamed(history));
        await apply(events);
        const current = await Promise.all(
          statesOf(events).map(async ({ id }) => (await readRecord(service, vault, id))!),
        );
        const gone = (key: string): boolean =>
          events.some(
            event =>
              event.type === 'ErasureBegun' && event.data.keys.some(({ key: erased }) => erased === key),
          );
        for (const { subject, erasure } of current)
          for (const { time } of events) {
            const then = await asOf(events, subject, Date.parse(time));
            if (!then) continue;
            if (erasure) expect([then.services, then.links, then.documents]).toEqual([[], [], []]);
            const readable = allHeldIn(events.filter(({ stream }) => stream === `subject-${subject}`))
              .versions.filter(({ envelope, gone: taken }) => !taken && !gone(envelope.key))
              .map(({ field, version, purpose }) => `${purpose} ${field} ${version}`);
            for (const each of then.values)
              if ('value' in each)
                expect(readable).toContain(`${each.purpose} ${each.field} ${each.version}`);
          }
      }),
      { numRuns: 10 },
    );
  });
});

describe('customer records', () => {
  test('are the same however the events come in batches: as from a replay from nothing', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12, size: 'max' });
    await fc.assert(
      fc.asyncProperty(histories, sizes, async (events, batches) => {
        await empty();
        await apply(events);
        const atOnce = await contents();
        await empty();
        await apply(events, batches);
        expect(await contents()).toEqual(atOnce);
      }),
      { numRuns: 40 },
    );
  });

  test('show what the state shows that commands decide on, version included', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async history => {
        await empty();
        const events = await sealed(vault, renamed(history));
        await apply(events, [5, 5, 5]);
        for (const state of statesOf(events)) {
          const record = (await readRecord(service, vault, state.id))!;
          expect(seen(record)).toEqual(expected(state));
          // What was erased is told as such, until it is given again.
          for (const { field, purpose, version, ...rest } of record.values) {
            if ('value' in rest) continue;
            const erased = state.erasedVersions[purposeName(purpose)]![field as Field];
            expect(erased).toBeGreaterThanOrEqual(version);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('list each record once, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 3 }), async (events, limit) => {
        await empty();
        await apply(events);
        const listed: unknown[] = [];
        for (let cursor: string | undefined, first = true; first || cursor; first = false) {
          const page = await listRecords(heads, { limit, cursor });
          listed.push(
            ...page.records.map(({ subject, version, restricted }) => [subject, version, restricted]),
          );
          cursor = page.next;
        }
        const here = statesOf(events).filter(({ erasure }) => erasure === 'none');
        const wanted = here.map(({ id, version, restrictions }) => [
          id,
          version,
          Object.keys(restrictions).length > 0,
        ]);
        expect(listed).toEqual(wanted.sort(([a], [b]) => (a! < b! ? -1 : 1)));
      }),
      { numRuns: 15 },
    );
  });

  test('are nothing for an id that nobody is registered under', async () => {
    expect(await readRecord(service, vault, '00000000-0000-8000-8000-000000000000')).toBeUndefined();
  });

  test('hold no value in the clear, say erased where a fence stands, and never take an outage for it', async () => {
    await empty();
    const several = ({ purposes, erasures }: SubjectState): boolean =>
      Object.keys(purposes).length > 1 && Object.keys(erasures).length === 0;
    const history = fc.sample(histories, { seed: 7, numRuns: 20 }).find(one => statesOf(one).some(several));
    const events = await sealed(vault, renamed(history!));
    await apply(events);
    expect(JSON.stringify(await contents())).not.toContain('Peeters');

    const { id } = statesOf(events).find(several)!;
    const before = (await readRecord(service, vault, id))!;
    const keys = await vault.keysOf(`subject:${id}`);
    const [gone, ...rest] = [...new Set(before.values.map(({ purpose }) => purpose))];
    const fenced = keys.filter(({ purpose }) => gone!.startsWith(`${purpose}/`)).map(({ key }) => key);
    await vault.fence(fenced, { owner: `subject:${id}` });
    const after = (await readRecord(service, vault, id))!;
    const ofGone = after.values.filter(({ purpose }) => purpose === gone);
    expect(ofGone.every(value => 'erased' in value && !('value' in value))).toBe(true);
    expect(after.values.filter(({ purpose }) => rest.includes(purpose))).toEqual(
      before.values.filter(({ purpose }) => rest.includes(purpose)),
    );

    await onKeyring(database.keyringUrl, 'delete from keys');
    const fresh = await testVault(database.keyringUrl, { cacheMs: 0 });
    await expect(readRecord(service, fresh, id)).rejects.toThrow(KeyUnavailable);
    await fresh.close();
  });
});
