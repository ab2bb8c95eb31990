import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '../faults/erasing';
import { customerWith, done, Http } from '../scenarios/http';
import { App } from '../setup/app';
import { diagnose, run, settingsOf } from './doctor';
import { Installation } from './installation';

/** Of the log's own tables: planted only where the log is in them. */
const inPostgres = process.env.EVENTSTORE_URL === undefined ? test : test.skip;

const OLIVIA = 'privacy-officer:olivia';

let here: Installation;
let file: string;
let older: string;
let newest: string;
beforeAll(async () => {
  here = await Installation.start();
  await run(settingsOf(here.app), { tool: 'signing', args: ['make'] });
  const http = new Http(here.app);
  const sign = async (): Promise<string> =>
    String((await done(http.post(OLIVIA, '/v1/checkpoints'))).body.size);
  older = await sign();
  await customerWith(http, here.app, 'mieke');
  newest = await sign();
  await here.projected();
  file = join(here.app.dataDir, 'checkpoints', 'checkpoints.jsonl');
});
afterAll(() => here.app.dispose());

/** Plants a state in a table that is kept meanwhile. */
const inTable = (table: string, change: string, columns = '*'): Promise<readonly string[]> =>
  here.found(
    () => here.inLog(`create table kept as table ${table}; ${change}`),
    () =>
      here.inLog(
        `truncate ${table}; insert into ${table} ${columns === '*' ? '' : `(${columns})`} select ${columns} from kept; drop table kept`,
      ),
  );

function inFile(change: (text: string) => string): Promise<readonly string[]> {
  const text = readFileSync(file, 'utf8');
  const write = (to: string) => Promise.resolve(writeFileSync(file, to));
  return here.found(
    () => write(change(text)),
    () => write(text),
  );
}

const swapped = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

test('an installation that signs is healthy', async () => {
  const { codes, healthy } = await diagnose(here.app);
  expect({ codes, healthy }).toEqual({ codes: [], healthy: true });
});

describe('a checkpoint of the table', () => {
  test.each([
    ['its note', `note = overlay(note placing '9' from position(e'\\n' in note) + 1 for 1)`],
    ['its signature', `note = overlay(note placing 'AAAA' from length(note) - 20 for 4)`],
    ['its root', `root = sha256('')`],
    ['its key', `key = '00000000'`],
    ['its time', `time = time - interval '1 hour'`],
  ])('of which %s was changed', async (_, change) => {
    const codes = await inTable(
      'register_checkpoints',
      `update register_checkpoints set ${change} where size = ${older}`,
    );
    expect(codes).toEqual(['checkpoint-altered']);
  });

  test('that was made one of another origin, or of another size', async () => {
    for (const change of [`origin = origin || '/9'`, 'size = size + 1'])
      expect(
        await inTable(
          'register_checkpoints',
          `update register_checkpoints set ${change} where size = ${older}`,
        ),
      ).toEqual(['checkpoint-altered', 'checkpoint-missing']);
  });

  test('that was taken out', async () => {
    expect(
      await inTable('register_checkpoints', `delete from register_checkpoints where size = ${older}`),
    ).toEqual(['checkpoint-missing']);
  });
});

describe('a checkpoint of the file', () => {
  test('that was changed', async () => {
    expect(await inFile(text => swapped(text, text.indexOf('\\n\\n') - 10))).toEqual(['checkpoint-altered']);
  });

  test('that was taken out', async () => {
    expect(await inFile(text => text.slice(text.indexOf('\n') + 1))).toEqual(['checkpoint-missing']);
  });

  test('the whole file', async () => {
    expect(await inFile(() => '')).toEqual(['checkpoint-missing']);
  });
});

describe('the register', () => {
  const ENTRY = 'n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes';

  test('that is another than what was signed', async () => {
    const change = `update register_entries set bytes = bytes || ' ' where n = 1`;
    expect(await inTable('register_entries', change, ENTRY)).toEqual([
      'register-entry-altered',
      'register-forked',
    ]);
  });

  test('is said to be forked from which size on, and since when', async () => {
    const http = new Http(here.app);
    const sign = () => http.post(OLIVIA, '/v1/checkpoints');
    const told = async (): Promise<readonly string[]> => {
      const { checks } = await diagnose(here.app);
      return checks
        .flatMap(({ findings = [] }) => findings)
        .filter(({ code }) => code === 'register-forked')
        .flatMap(({ where }) => where);
    };
    const { size } = (await done(sign())).body;
    await here.inLog(`update register_entries set bytes = bytes || ' ' where n = ${older}`);
    expect(await sign()).toMatchObject({ status: 409, body: { code: 'register-forked' } });
    const { fork } = (await done(http.query(OLIVIA, '/v1/checkpoints/state'))).body as {
      fork: { since: string; sound: string };
    };
    expect(fork.sound).toBe(older);
    const [first, ...places] = await told();
    expect(first).toBe(`sound up to ${older} entries, known since ${fork.since}`);
    expect(places).toEqual(
      expect.arrayContaining([`size ${newest}, in the table`, `size ${String(size)}, in the file`]),
    );
    await here.inLog(
      `update register_entries set bytes = substring(bytes for length(bytes) - 1) where n = ${older}`,
    );
    await done(sign());
    expect(await told()).toEqual([]);
  });

  test('of which an entry was moved far beyond all others: the doctor comes to its end, and says so', async () => {
    const change = `update register_entries set n = n + 4611686018427387904 where n = 1`;
    expect(await inTable('register_entries', change, ENTRY)).toEqual([
      'register-entry-missing',
      'register-entry-foreign',
      'register-index-altered',
      'register-forked',
    ]);
  });

  test('whose end was cut off', async () => {
    const change = `delete from register_entries where n >= ${newest}::int - 1`;
    expect(await inTable('register_entries', change, ENTRY)).toEqual([
      'register-entry-missing',
      // The times of its last segment are still those of what was cut off.
      'register-index-altered',
      'register-forked',
    ]);
  });
});

describe('what a witness said', () => {
  const said = (witness: string, line: string, size = newest) =>
    inTable(
      'register_cosignatures',
      `insert into register_cosignatures select origin, ${size}, '${witness}', '${line}' from register_checkpoints limit 1`,
    );

  test('that another witness is said to have said', async () => {
    expect(await said('tlog:w.example', '— other.example AAAAAAAA')).toEqual(['checkpoint-altered']);
    expect(await said('tlog:w.example', 'AAAA')).toEqual(['checkpoint-altered']);
  });

  test('of a checkpoint that there is not', async () => {
    expect(await said('tlog:w.example', '— w.example AAAAAAAA', '1')).toEqual(['checkpoint-altered']);
  });
});

inPostgres('what an event was appended with was changed', async () => {
  const events = `append_index, append_size`;
  expect(
    await here.found(
      () =>
        here.inLog(
          `create table kept as select position, ${events} from events; update events set append_size = append_size + 1 where position = 3`,
        ),
      () =>
        here.inLog(
          `update events e set append_size = k.append_size from kept k where k.position = e.position; drop table kept`,
        ),
    ),
  ).toEqual(['event-altered']);
});

describe('which side changed, of an entry in no full block of the tree: what was signed tells', () => {
  const ENTRY = 'n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes';

  test('the hash in the entry', async () => {
    const codes = await inTable(
      'register_entries',
      `update register_entries set bytes = convert_to(regexp_replace(convert_from(bytes, 'utf8'),
        '"eventHash":"[^"]{43}"', '"eventHash":"' || repeat('A', 43) || '"'), 'utf8') where n = 2`,
      ENTRY,
    );
    expect(codes.filter(code => !code.startsWith('tree-'))).toEqual([
      'register-entry-altered',
      'register-forked',
    ]);
  });

  inPostgres('the event', async () => {
    const forged = `convert_to(replace(convert_from(bytes, 'utf8'), '"box":"A', '"box":"B'), 'utf8')`;
    const first = `(select min(position) from events where type = 'DataCollected')`;
    const codes = await inTable('events', `update events set bytes = ${forged} where position = ${first}`);
    expect(codes).toContain('event-altered');
    expect(codes).not.toContain('register-entry-altered');
  });

  inPostgres('of one that nothing that was signed covers yet, it is said that nothing tells', async () => {
    await customerWith(new Http(here.app), here.app, 'truus');
    await here.projected();
    const forged = `convert_to(replace(convert_from(bytes, 'utf8'), '"box":"A', '"box":"B'), 'utf8')`;
    const last = `(select max(position) from events where type = 'DataCollected')`;
    await here.inLog(
      `create table kept as table events; update events set bytes = ${forged} where position = ${last}`,
    );
    const { checks } = await diagnose(here.app);
    await here.inLog('truncate events; insert into events select * from kept; drop table kept');
    const found = checks
      .flatMap(({ findings = [] }) => findings)
      .find(({ code }) => code === 'event-altered');
    expect(found!.where).toEqual([expect.stringContaining('nothing here tells which') as string]);
  });
});

inPostgres(
  'a checkpoint that the role of the service moved over an event: the log is not blamed',
  async () => {
    await here.app.stop();
    const { app } = here;
    const api = new App(app.dataDir, app.database, {
      ...app.options,
      env: { ...app.options.env, INZAGE_RUN: 'api' },
    });
    await api.start();
    await done(
      new Http(api).command('service', '/v1/subjects', {
        kind: 'legal-person',
        policy: '2018-05-25',
        collect: [],
      }),
    );
    await api.stop();
    await sql(
      app.database!.serviceUrl,
      `update checkpoints set position = (select max(position)::text from events),
       last_event = (select max(position)::text from events) where projection = 'register'`,
    );
    await app.start();
    await customerWith(new Http(app), app, 'wim');
    await here.projected();
    const { codes, checks } = await diagnose(app);
    expect(codes).toEqual(['event-unregistered']);
    const [found] = checks.flatMap(({ findings = [] }) => findings);
    expect(found!.where.length).toBeGreaterThan(0);
  },
);
