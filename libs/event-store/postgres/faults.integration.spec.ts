import fc from 'fast-check';
import { Client } from 'pg';
import type { TestDatabase } from '../../../test/setup/database';
import { asksInMs } from '../../../test/setup/keep-alive';
import { TcpProxy, type Fate } from '../../../test/setup/tcp-proxy';
import { AppendQueueFull, StoreUnavailable, type StoredEvent } from '../port';
import { aStream, anEvent, events, failure, idsOf, outcome, readToEnd } from '../testing/events';
import { freshLog, openStore } from '../testing/postgres';
import type { PostgresEventStore } from './store';

let database: TestDatabase;
let admin: Client;
/** A store that nothing is done to: it tells what is in the log, and whether others are held up. */
let plain: PostgresEventStore;

beforeAll(async () => {
  database = await freshLog();
  admin = new Client({ connectionString: database.superUrl });
  await admin.connect();
  plain = await openStore({ url: database.serviceUrl });
});
afterAll(async () => {
  await plain.close();
  await admin.end();
  await database.drop();
});

const idsIn = async (stream: string) => idsOf(await plain.readStream(stream));

/** The fate of the first chunk that carries this text; all else passes. */
function once(fate: Fate, text: string): (chunk: Buffer) => Fate {
  let due = true;
  return chunk => {
    if (!due || !chunk.includes(text)) return 'forward';
    due = false;
    return fate;
  };
}

describe('a connection that breaks', () => {
  let proxy: TcpProxy;
  let store: PostgresEventStore;
  beforeAll(async () => {
    proxy = await TcpProxy.start(database.serviceUrl);
    store = await openStore({
      url: proxy.url,
      statementTimeoutMs: 400,
      lockTimeoutMs: 200,
      answerWithinMs: 3_000,
    });
  });
  afterAll(async () => {
    await store.close();
    await proxy.close();
  });
  afterEach(() => {
    proxy.rule = () => 'forward';
  });

  test.each<Fate>(['lose-answer', 'drop', 'withhold-end'])(
    'while a batch is on its way (%s): each append is answered right, and is there once',
    async fate => {
      const [one, two, three] = [aStream(), aStream(), aStream()];
      await store.append(three, 'no-stream', events(1));
      const batches = [events(2), events(1), events(1)] as const;
      proxy.rule = once(fate, one);
      const done = await Promise.all([
        outcome(store.append(one, 'no-stream', batches[0])),
        outcome(store.append(two, 'no-stream', batches[1])),
        outcome(store.append(three, 7, batches[2])),
      ]);
      expect(done).toEqual([
        expect.objectContaining({ revision: 1 }),
        expect.objectContaining({ revision: 0 }),
        'WrongExpectedRevision',
      ]);
      expect(await idsIn(one)).toEqual(idsOf(batches[0]));
      expect(await idsIn(two)).toEqual(idsOf(batches[1]));
      expect(await idsIn(three)).toHaveLength(1);
    },
  );

  test('at any moments: the log is what was acknowledged, in order, once', async () => {
    const fate = fc.constantFrom<Fate>('forward', 'drop', 'lose-answer');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 8 }), async fates => {
        const stream = aStream();
        const all = [];
        for (const [revision, each] of fates.entries()) {
          const batch = events(1);
          all.push(...batch);
          proxy.rule = once(each, stream);
          const done = await store.append(stream, revision === 0 ? 'no-stream' : revision - 1, batch);
          expect(done.revision).toBe(revision);
        }
        expect(await idsIn(stream)).toEqual(idsOf(all));
      }),
      { numRuns: 10 },
    );
  });

  test('a host that is gone between the statement and its end holds nobody up beyond the time-out', async () => {
    const [stuck, free] = [aStream(), aStream()];
    proxy.rule = once('withhold-end', stuck);
    const late = store.append(stuck, 'no-stream', events(1));
    await locked(late);
    expect(await plain.append(free, 'no-stream', events(1))).toMatchObject({ revision: 0 });
    expect(await late).toMatchObject({ revision: 0 });
  });

  test('with the engine away: StoreUnavailable within the deadline; when it is back, appends go on by themselves', async () => {
    const away = await openStore({ url: proxy.url, answerWithinMs: 300 });
    proxy.rule = () => 'drop';
    proxy.cut();
    const stream = aStream();
    const started = performance.now();
    const tries = Array.from({ length: 5 }, () => outcome(away.append(aStream(), 'no-stream', events(1))));
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['StoreUnavailable']));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await failure(away.readStream(stream))).toBeInstanceOf(StoreUnavailable);
    proxy.rule = () => 'forward';
    expect(await eventually(() => away.append(stream, 'no-stream', events(1)))).toMatchObject({
      revision: 0,
    });
    await away.close();
  });

  test('closing with the engine away ends within the deadline', async () => {
    const away = await openStore({ url: proxy.url, answerWithinMs: 200 });
    proxy.rule = () => 'drop';
    const waiting = outcome(away.append(aStream(), 'no-stream', events(1)));
    await away.close();
    expect(await waiting).toBe('StoreUnavailable');
  });

  test('a reader goes on by itself after reads that broke', async () => {
    const reading = await openStore({ url: proxy.url, pollMs: 30 });
    const seen = collect(reading, await plain.head());
    await seen.atEnd;
    let broken = 0;
    proxy.rule = chunk => (chunk.includes('events all') && broken++ < 3 ? 'drop' : 'forward');
    const batch = events(2);
    await plain.append(aStream(), 'no-stream', batch);
    expect(await seen.first(2)).toEqual(idsOf(batch));
    expect(broken).toBeGreaterThan(3);
    await reading.close();
  });

  test('a reader whose notifications are lost finds new events by polling', async () => {
    proxy.rule = chunk => (chunk.includes('listen events') ? 'drop' : 'forward');
    const polling = await openStore({ url: proxy.url, pollMs: 30 });
    const seen = collect(polling, await plain.head());
    const batch = events(2);
    await seen.atEnd;
    await plain.append(aStream(), 'no-stream', batch);
    expect(await seen.first(2)).toEqual(idsOf(batch));
    await polling.close();
  });
});

test('a new event reaches a waiting reader by notification, long before it would poll', async () => {
  const listening = await openStore({ url: database.serviceUrl, pollMs: 3_600_000 });
  const seen = collect(listening, await plain.head());
  await seen.atEnd;
  const batch = events(2);
  await plain.append(aStream(), 'no-stream', batch);
  expect(await seen.first(2)).toEqual(idsOf(batch));
  await listening.close();
});

test('each of its connections asks within half a minute whether the server is still there, also who only listens', async () => {
  const listening = await openStore({ url: database.serviceUrl, pollMs: 3_600_000 });
  const seen = collect(listening, await plain.head());
  await seen.atEnd;
  const { rows } = await admin.query<{ name: string; port: number }>(
    `select application_name as name, client_port as port from pg_stat_activity
      where datname = current_database() and application_name like 'inzage %'`,
  );
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['inzage tail', 'inzage append']));
  for (const { name, port } of rows) expect([name, (await asksInMs(port)) <= 30_000]).toEqual([name, true]);
  await listening.close();
});

test('what comes while nobody listens is read when listening begins again', async () => {
  const listening = await openStore({ url: database.serviceUrl, pollMs: 3_600_000 });
  const seen = collect(listening, await plain.head());
  await seen.atEnd;
  const tail = "usename = $1 and application_name = 'inzage tail'";
  await admin.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where ${tail}`, [
    database.serviceRole,
  ]);
  const batch = events(2);
  await plain.append(aStream(), 'no-stream', batch);
  expect(await seen.first(2)).toEqual(idsOf(batch));
  await listening.close();
});

test('every connection of the service ended by the server, again and again: nothing is lost, doubled or skipped', async () => {
  const store = await openStore({ url: database.serviceUrl, pollMs: 50 });
  const start = await plain.head();
  const seen = collect(store, start);
  const streams = Array.from({ length: 8 }, aStream);
  const writers = streams.map(async stream => {
    for (let revision = -1; revision < 39; revision++) {
      await store.append(stream, revision === -1 ? 'no-stream' : revision, events(1));
      if (stream === streams[0] && revision % 10 === 5) {
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
          database.serviceRole,
        ]);
      }
    }
  });
  await Promise.all(writers);
  const all = await eventually(() => readToEnd(plain, start));
  expect(all.map(event => event.stream).sort()).toEqual(
    streams.flatMap(stream => Array<string>(40).fill(stream)).sort(),
  );
  expect(await seen.first(320)).toEqual(idsOf(all));
  await store.close();
});

describe('an append that the engine refuses', () => {
  beforeAll(() => admin.query("alter table events add constraint poison check (type <> 'Poison')"));
  afterAll(() => admin.query('alter table events drop constraint poison'));

  test('hurts only itself; its batch-mates are carried out, and no position is lost to it', async () => {
    const before = BigInt((await plain.head()) ?? 0);
    const streams = Array.from({ length: 9 }, aStream);
    const done = await Promise.all(
      streams.map((stream, i) =>
        outcome(plain.append(stream, 'no-stream', [anEvent(i === 4 ? { type: 'Poison' } : {})])),
      ),
    );
    expect(done.filter((_, i) => i !== 4)).toEqual(Array(8).fill(expect.objectContaining({ revision: 0 })));
    expect(done[4]).toBe('Error');
    const positions = (await readToEnd(plain, String(before))).map(event => BigInt(event.position));
    expect(positions).toEqual(positions.map((_, i) => before + 1n + BigInt(i)));
    expect(positions).toHaveLength(8);
  });

  test('is told why by a state code, without its values', async () => {
    const error = await failure(plain.append('note-peeters', 'no-stream', [anEvent({ type: 'Poison' })]));
    expect(String(error)).toContain('SQLSTATE 23514');
    expect(JSON.stringify([String(error), error])).not.toMatch(/peeters|Poison/);
  });
});

describe('while the append lock is held elsewhere', () => {
  let holder: Client;
  let pid: number;
  beforeEach(async () => {
    // As its owner: the service's role may lock it in its procedures alone.
    holder = new Client({ connectionString: database.superUrl });
    holder.on('error', () => undefined);
    await holder.connect();
    pid = (await holder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
    await holder.query('begin');
    await holder.query('select from append_lock for update');
  });
  afterEach(() => holder.end());

  test('the queue is bounded: one more is refused at once, the others are carried out when the lock is free', async () => {
    const store = await openStore({ url: database.serviceUrl, maxQueued: 5 });
    const waiting = Array.from({ length: 5 }, () => store.append(aStream(), 'no-stream', events(1)));
    expect(await failure(store.append(aStream(), 'no-stream', events(1)))).toBeInstanceOf(AppendQueueFull);
    await locked();
    expect(await failure(store.append(aStream(), 'no-stream', events(1)))).toBeInstanceOf(AppendQueueFull);
    await holder.query('rollback');
    expect(await Promise.all(waiting)).toHaveLength(5);
    expect(await store.append(aStream(), 'no-stream', events(1))).toMatchObject({ revision: 0 });
    await store.close();
  });

  test('by a process that is stopped (SIGSTOP): StoreUnavailable within the deadline, and on when it is gone', async () => {
    const store = await openStore({ url: database.serviceUrl, lockTimeoutMs: 100, answerWithinMs: 700 });
    const [refused, later, batch] = [aStream(), aStream(), events(1)];
    process.kill(pid, 'SIGSTOP');
    try {
      const started = performance.now();
      expect(await failure(store.append(refused, 'no-stream', batch))).toBeInstanceOf(StoreUnavailable);
      expect(performance.now() - started).toBeLessThan(2_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await admin.query('select pg_terminate_backend($1)', [pid]);
    expect(await store.append(later, 'no-stream', events(1))).toMatchObject({ revision: 0 });
    // Whether its last try came through nobody knows; the same again tells.
    expect(await store.append(refused, 'no-stream', batch)).toMatchObject({ revision: 0 });
    expect(await idsIn(refused)).toEqual(idsOf(batch));
    await store.close();
  });
});

test('a page of large events is cut by bytes, not only by number', async () => {
  const start = await plain.head();
  const large = () => anEvent({ bytes: Buffer.alloc(250 * 1024, 'x') });
  const appended = Array.from({ length: 20 }, () =>
    plain.append(aStream(), 'no-stream', [large(), large(), large()]),
  );
  await Promise.all(appended);
  const page = await plain.readAll(start, 1_000);
  expect(page.events.length).toBeLessThan(40);
  expect(page).toMatchObject({ caughtUp: false, position: page.events.at(-1)!.position });
  expect(await readToEnd(plain, start, 1_000)).toHaveLength(60);
});

test('bytes come as they are stored, whatever they are: also damaged ones that are no text, with all beside them', async () => {
  const start = await plain.head();
  const stream = aStream();
  const texts = ['{"é":"𝄞"}', '\ufeff\\x00"', 'x'].map(text => Buffer.from(text, 'utf8'));
  const told = texts.map(bytes => anEvent({ bytes }));
  await plain.append(stream, 'no-stream', told);
  const all = async (): Promise<Buffer[][]> => [
    (await plain.readAll(start, 10)).events.map(({ bytes }) => bytes),
    (await plain.readStream(stream)).map(({ bytes }) => bytes),
    (await plain.findAppend(stream, told[0]!.id)).map(({ bytes }) => bytes),
  ];
  expect(await all()).toEqual([texts, texts, texts]);

  for (const damaged of [Buffer.from([0x22, 0xff]), Buffer.from([0x00]), Buffer.from([0xed, 0xa0, 0x80])]) {
    await admin.query('begin; set local session_replication_role = replica');
    await admin.query('update events set bytes = $1 where id = $2', [damaged, told[1]!.id]);
    await admin.query('commit');
    const now = [texts[0], damaged, texts[2]];
    expect(await all()).toEqual([now, now, now]);
  }
});

/** Resolves when some session waits for the append lock or holds it, or when `until` has ended: it may be held too briefly. */
async function locked(until?: Promise<unknown>): Promise<void> {
  let over = false;
  void until?.finally(() => (over = true));
  const held = "select from pg_locks where relation = 'append_lock'::regclass and granted";
  while (!over && (await admin.query(held)).rowCount === 0) continue;
}

/** The first answer that is not an outage. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
}

/** Reads on in the background. */
function collect(store: PostgresEventStore, after: string | null) {
  const seen: StoredEvent[] = [];
  let wanted = Infinity;
  let reached: () => void = () => undefined;
  const atEnd = new Promise<void>(resolve => (reached = resolve));
  const stop = new AbortController();
  const done = (async () => {
    for await (const batch of store.batches(after, { limit: 10, signal: stop.signal })) {
      seen.push(...batch.events);
      if (batch.caughtUp) reached();
      if (seen.length >= wanted) return;
    }
  })();
  return {
    /** When the end of the log was reached for the first time. */
    atEnd,
    /** Ids of what was given, as soon as they are so many. */
    first: async (count: number) => {
      wanted = count;
      if (seen.length >= count) stop.abort();
      await done;
      return idsOf(seen);
    },
  };
}
