import { randomBytes } from 'node:crypto';
import { openEventStoreDb } from '#libs/event-store/eventstoredb';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { freshLog } from '../../libs/event-store/testing/postgres';
import { sql } from '../faults/erasing';
import { Peer } from '../peers/eventstoredb';
import { until } from '../setup/until';
import type { TestDatabase } from '../setup/database';
import { copy, startCopy, writeHistory } from './copying';

const WHOLE = `select position, stream, revision, id, type, command_id, fingerprint, encode(bytes, 'hex') as bytes,
  append_index, append_size from events order by position`;

const server = process.env.EVENTSTORE_URL;
const digestIn = (out: string): string => /SHA-256 ([0-9a-f]{64})/.exec(out)![1]!;

describe.each([
  ['the peer for tests', undefined, describe],
  ['the server of EVENTSTORE_URL', server, server === undefined ? describe.skip : describe],
])('from PostgreSQL to EventStoreDB and back: %s', (_, url, suite) => {
  suite('the log is the same', () => {
    let peer: Peer | undefined;
    let middle: string;
    let source: TestDatabase;
    let target: TestDatabase;
    let events: number;
    beforeAll(async () => {
      peer = url === undefined ? await Peer.start() : undefined;
      const at = url ?? peer!.url;
      middle = `${at}${at.includes('?') ? '&' : '?'}streamPrefix=copy_${randomBytes(6).toString('hex')}`;
      [source, target] = [await freshLog(), await freshLog()];
      const store = await PostgresEventStore.open({ url: source.serviceUrl });
      events = await writeHistory(store, 200);
      await store.close();
    });
    afterAll(async () => {
      await Promise.all([source.drop(), target.drop()]);
      await peer?.stop();
    });

    test('there, with a SIGKILL on the way', async () => {
      const { child, ended } = startCopy('--from', source.serviceUrl, '--to', middle);
      const opened = await until(
        () => openEventStoreDb(middle, {}, { founding: { found: false } }).catch(() => undefined),
        store => store !== undefined,
      );
      const reader = opened!;
      await until(
        () => reader.readAll(null, 50).catch(() => ({ events: [] })),
        ({ events: there }) => there.length === 50,
      );
      child.kill('SIGKILL');
      await ended;
      const { exit, said } = await copy('--from', source.serviceUrl, '--to', middle);
      expect(exit).toBe(0);
      expect(said).toMatch(/[1-9]\d* events were there, [1-9]\d* copied/);
      const [log] = await sql<{ id: string }>(source.superUrl, 'select id from log');
      expect(reader.logId).toBe(log!.id);
      await reader.close();
    });

    test('and back: every event with its bytes, its revision and its company, and the register byte for byte', async () => {
      const there = await copy('--from', source.serviceUrl, '--to', middle);
      const back = await copy('--from', middle, '--to', target.ownerUrl);
      expect([there.exit, back.exit]).toEqual([0, 0]);
      expect(back.out).toContain(`${events} events`);
      expect(digestIn(back.out)).toBe(digestIn(there.out));
      expect(await sql(target.superUrl, WHOLE)).toEqual(await sql(source.superUrl, WHOLE));
    });

    test('a stream prefix with another log is refused', async () => {
      const other = await freshLog();
      const { exit, said } = await copy('--from', other.serviceUrl, '--to', middle);
      expect(exit).toBe(1);
      expect(said).toContain('choose another streamPrefix');
      await other.drop();
    });

    test('an event that the source does not have is named', async () => {
      const store = await openEventStoreDb(middle);
      const { events: first } = await store.readAll(null, 1);
      await store.append(
        'other-1',
        'no-stream',
        first.map(event => ({ ...event, id: 'b3b1b2b0-0000-4000-8000-000000000009' })),
      );
      await store.close();
      const { exit, said } = await copy('--from', source.serviceUrl, '--to', middle);
      expect(exit).toBe(1);
      expect(said).toContain(`event ${events + 1}: the target has it, the source does not`);
    });
  });
});
