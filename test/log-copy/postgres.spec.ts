import { setTimeout as delay } from 'node:timers/promises';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { encodeRecord, decodeRecord, type StoredEvent } from '#libs/event-store';
import { freshLog } from '../../libs/event-store/testing/postgres';
import { sql } from '../faults/erasing';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { copy, startCopy, writeGrowth, writeHistory } from './copying';

const LONG = 600;
/** All that the port and a retry of a command can tell of an event. */
const WHOLE = `select position, stream, revision, id, type, command_id, fingerprint, encode(bytes, 'hex') as bytes,
  append_index, append_size from events order by position`;
const count = async ({ superUrl }: TestDatabase): Promise<number> =>
  (await sql<{ n: number }>(superUrl, 'select count(*)::int as n from events'))[0]!.n;

let source: TestDatabase;
let target: TestDatabase;
let events: number;
beforeAll(async () => {
  [source, target] = [await freshLog(), await freshDatabase()];
  const store = await PostgresEventStore.open({ url: source.serviceUrl });
  events = await writeHistory(store, LONG);
  await store.close();
});
afterAll(() => Promise.all([source.drop(), target.drop()]));

const copyIt = (...more: string[]): string[] => [
  '--from',
  source.serviceUrl,
  '--to',
  target.ownerUrl,
  ...more,
];

test('without what it needs it says so', async () => {
  expect(await copy()).toMatchObject({ exit: 64, out: '' });
  const { exit, said } = await copy(...copyIt());
  expect(exit).toBe(1);
  expect(said).toContain('--service-role');
});

test('killed with SIGKILL in the middle, it goes on where the target ends, and the copy is the same', async () => {
  const { child, ended } = startCopy(...copyIt('--service-role', target.serviceRole));
  const there = async (): Promise<number> => count(target).catch(() => 0);
  while ((await there()) < 200) await delay(5);
  child.kill('SIGKILL');
  await ended;
  const before = await count(target);
  expect(before).toBeLessThan(events);

  const { exit, out, said } = await copy(...copyIt());
  expect(exit).toBe(0);
  const [, found, copied] = /(\d+) events were there, (\d+) copied\. Comparing/.exec(said)!;
  expect([Number(found), Number(copied)]).toEqual([before, events - before]);
  expect(out).toMatch(
    new RegExp(`^The same: ${events} events .* register of \\d+ entries, SHA-256 [0-9a-f]{64}\n$`),
  );
  expect(await sql(target.superUrl, WHOLE)).toEqual(await sql(source.superUrl, WHOLE));
  expect(await sql(target.superUrl, 'select id from log')).toEqual(
    await sql(source.superUrl, 'select id from log'),
  );

  const again = await copy(...copyIt());
  expect(again).toMatchObject({ exit: 0, out });
  expect(again.said).toContain(`${events} events were there, 0 copied`);
});

test('P21: in the copy a command that is sent again is answered as the first time, with its company', async () => {
  const store = await PostgresEventStore.open({ url: target.serviceUrl });
  const { events: first } = await store.readAll(null, 1_000);
  const together = (one: StoredEvent): StoredEvent[] =>
    first.filter(other => other.commandId === one.commandId);
  const command = together(first.find(one => together(one).length === 3)!);
  const retried = command.map(({ bytes }) => encodeRecord(decodeRecord(bytes)));
  const answer = await store.append(command[0]!.stream, 'no-stream', retried);
  expect(answer).toEqual({ repeated: true, revision: command[2]!.revision, position: command[2]!.position });
  await store.close();
});

/** Events that are in the source. */
async function openedEvents(): Promise<readonly StoredEvent[]> {
  const store = await PostgresEventStore.open({ url: source.serviceUrl });
  const { events: found } = await store.readAll(null, 1);
  await store.close();
  return found;
}

describe('a target that is not the beginning of the source', () => {
  test('bytes that differ: the first event is named, nothing is written, and it ends with 1', async () => {
    await sql(target.superUrl, `create table kept as table events`);
    await sql(
      target.superUrl,
      `delete from events where position > 50; update events set bytes = bytes || ' '::bytea where position in (20, 30)`,
    );
    const { exit, out, said } = await copy(...copyIt());
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    const [twentieth] = await sql<{ stream: string; revision: number; id: string }>(
      source.superUrl,
      'select stream, revision, id from events where position = 20',
    );
    const { stream, revision, id } = twentieth!;
    expect(said).toContain(`The logs differ at event 20: ${stream} ${revision} (${id}) has other bytes`);
    expect(await count(target)).toBe(50);
    await sql(target.superUrl, 'truncate events; insert into events select * from kept; drop table kept');
  });

  test('an event more than the source has', async () => {
    await sql(
      target.superUrl,
      `insert into events select position + 1, 0, 0, 1, gen_random_uuid(), command_id, 'other-1', type, fingerprint, bytes
        from events order by position desc limit 1`,
    );
    const { exit, said } = await copy(...copyIt());
    expect(exit).toBe(1);
    expect(said).toContain(`event ${events + 1}: the target has it, the source does not`);
    await sql(target.superUrl, `delete from events where stream = 'other-1'`);
  });

  test('another log, with events of its own', async () => {
    const other = await freshLog();
    const store = await PostgresEventStore.open({ url: other.serviceUrl });
    const [command] = (await openedEvents()).map(({ bytes }) => encodeRecord(decodeRecord(bytes)));
    await store.append('other-1', 'no-stream', [command!]);
    const { logId } = store;
    await store.close();
    const { exit, said } = await copy('--from', source.serviceUrl, '--to', other.ownerUrl);
    expect(exit).toBe(1);
    expect(said).toContain(`Refused: the target is log ${logId} already`);
    await other.drop();
  });
});

test('while the service runs: what was copied is the same, and what came since is told', async () => {
  const store = await PostgresEventStore.open({ url: source.serviceUrl });
  const ended = new AbortController();
  const growing = writeGrowth(store, ended.signal);
  const { exit, out, said } = await copy(...copyIt()).finally(() => ended.abort());
  const grown = await growing;
  await store.close();
  expect({ exit, said }).toEqual({ exit: 0, said: expect.not.stringContaining('differ') as string });
  const [, same, since] = /^The same: (\d+) events .*\n(\d+) more came to the source since/.exec(out)!;
  expect(Number(same)).toBe(await count(target));
  expect(Number(since)).toBeGreaterThan(0);
  expect(Number(same) + Number(since)).toBeLessThanOrEqual(events + grown);

  const { out: rest } = await copy(...copyIt());
  expect(rest).toMatch(new RegExp(`^The same: ${events + grown} events .*\n$`));
});
