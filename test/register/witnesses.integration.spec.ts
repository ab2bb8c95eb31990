import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkpoints } from '#apps/cli/doctor/checks/checkpoints';
import type { Finding } from '#apps/cli/doctor/findings';
import { World } from '#apps/cli/doctor/world';
import { readConfig } from '#libs/config';
import { CheckpointSweep, MakeSigningKey, Signings } from '#libs/features/signing';
import { Register } from '#libs/features/subjects';
import { checkpointText, forkOf, RegisterTree, signNote, Signer, SigningFile } from '#libs/register';
import { openCheckpoint, parseKey } from '../../packages/inzage-verify/src/index.js';
import { TestClock, TestCore, urlsOf } from '../setup/core';
import { logEnvironment } from '../setup/log';

const BIN = join(__dirname, '../../packages/inzage-verify/bin/inzage-verify.js');
const NAME = 'witness.example/w';

let clock: TestClock;
let here: TestCore;
let vkey: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  clock = new TestClock();
  here = await TestCore.open(clock);
  const actor = { role: 'system', id: 'operator' } as const;
  await here.core.bus.execute(new MakeSigningKey({ commandId: randomUUID(), actor, dryRun: false }));
  await someoneComes();
  vkey = (await here.core.get(Signings).state()).keys[0]!.vkey;
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await here.close();
});

async function someoneComes(): Promise<void> {
  const body = { kind: 'natural-person', policy: '2018-05-25', collect: [] } as const;
  await here.carryOut(Register, randomUUID(), body);
  await here.project();
}

/** Another process of the service, before these witnesses. */
async function before(witnesses: string): Promise<TestCore> {
  const core = await here.another(clock, { INZAGE_WITNESSES: witnesses });
  closing.push(() => core.close());
  return core;
}

/** What the doctor finds of checkpoints. */
async function doctorSays(): Promise<readonly Finding[]> {
  const settings = { INZAGE_DATA_DIR: here.folder, ...logEnvironment(here.database.serviceUrl) };
  const world = new World(readConfig('development', settings), urlsOf(here.database), () => undefined);
  try {
    return await checkpoints.run(world);
  } finally {
    await world.close();
  }
}

const signerOf = (core: TestCore): Signer => core.core.get(Signer);
const forked = { code: 'register-forked' };

/** A note of the log's own key over another tree. */
async function forged(size: bigint): Promise<string> {
  const [key] = await new SigningFile(join(here.folder, 'signing.json')).keys();
  const origin = `inzage/${here.core.store.logId}`;
  const root = createHash('sha256').update('another').digest();
  return signNote(checkpointText({ origin, size, root }), origin, key!);
}

/** `inzage-verify witness`, a process of its own. */
async function witness(): Promise<{
  setting: string;
  url: string;
  key: string;
  file: (name: string) => unknown[];
}> {
  const folder = mkdtempSync(join(here.folder, 'witness-'));
  const run = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [BIN, 'witness', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = async ({ stdout }: ChildProcess): Promise<string> =>
    ((await once(createInterface(stdout!), 'line')) as [string])[0];
  const key = await line(run('--new-key', join(folder, 'key'), '--name', NAME));
  const args = ['--key', join(folder, 'key'), '--log', vkey, '--dir', folder, '--listen', '127.0.0.1:0'];
  const child = run(...args);
  const url = / listens on (\S+)$/.exec(await line(child))![1]!;
  closing.push(async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  });
  const origin = createHash('sha256').update(`inzage/${here.core.store.logId}`).digest('hex');
  const file = (name: string): unknown[] =>
    readFileSync(join(folder, origin, `${name}.jsonl`), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(text => JSON.parse(text) as unknown);
  return { setting: `tlog:${url}#${key}`, url, key, file };
}

describe('tlog: a witness by C2SP tlog-witness, inzage-verify witness as a process of its own', () => {
  test('cosigns each checkpoint as going on from the one before; what it signed is kept and holds', async () => {
    const { setting, key, file } = await witness();
    const core = await before(setting);
    const keys = [(await parseKey(vkey))!, (await parseKey(key))!];
    const notes: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { witnessed } = await signerOf(core).sign();
      notes.push(witnessed);
      expect(await openCheckpoint(witnessed, keys)).toMatchObject({
        ok: true,
        by: [{ key: { type: 'signature' } }, { key: { type: 'cosignature' } }],
      });
      await someoneComes();
    }
    // The first is the empty tree, which it was offered to say what it knows.
    expect(file('cosigned').slice(1)).toEqual(notes.map(note => ({ note })));
    expect(await signerOf(core).witnesses()).toMatchObject([{ name: `tlog:${NAME}`, failures: 0 }]);
  });

  test('409 with its size: a process that knows nothing of it goes on from there', async () => {
    const { setting, file } = await witness();
    await signerOf(await before(setting)).sign();
    await someoneComes();
    await signerOf(await before(setting)).sign();
    expect(file('cosigned').slice(1)).toHaveLength(2);
  });

  test('what another key signed is not kept as its word', async () => {
    const [one, other] = [await witness(), await witness()];
    const core = await before(`tlog:${one.url}#${other.key}`);
    const { note, witnessed } = await signerOf(core).sign();
    expect(witnessed).toBe(note);
    expect(await signerOf(core).witnesses()).toMatchObject([{ failures: 1, error: 'no-valid-cosignature' }]);
  });

  test('one that saw another history: nothing is signed, and it keeps the proof of the fork', async () => {
    const { setting, url, file } = await witness();
    const made = await signerOf(here).sign();
    const other = await forged(made.size);
    await fetch(`${url}/add-checkpoint`, { method: 'POST', body: `old 0\n\n${other}` });
    const core = await before(setting);
    await core.core.get(CheckpointSweep).run();
    expect(await forkOf(core.core.pool)).toMatchObject({ place: `tlog:${NAME}`, signed: made.size });
    // Table and file agree with the register: only the witness tells.
    const since = `known since ${clock.now().toISOString()}`;
    expect(await doctorSays()).toEqual([
      {
        code: 'register-forked',
        count: 1,
        where: [`sound up to ${made.size} entries, ${since}, by what a witness has`],
      },
    ]);
    expect(file('forks')).toMatchObject([{ other: made.note }]);
    await someoneComes();
    await expect(signerOf(core).sign()).rejects.toMatchObject(forked);
    expect(await signerOf(core).check()).toMatchObject({ place: `tlog:${NAME}` });
  });

  test('one that knows a larger tree than table and file: what was signed was lost', async () => {
    const { setting, url } = await witness();
    const size = (await new RegisterTree(here.core.pool).size()) + 5n;
    await fetch(`${url}/add-checkpoint`, { method: 'POST', body: `old 0\n\n${await forged(size)}` });
    await expect(signerOf(await before(setting)).sign()).rejects.toMatchObject(forked);
  });
});

describe('url: an address that keeps what is put there', () => {
  let server: Server;
  let kept: string | undefined;
  let down: boolean;
  /** Told of what is put there, before the answer. */
  let onPut: () => Promise<void>;
  beforeEach(async () => {
    [kept, down, onPut] = [undefined, false, async () => undefined];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => (body += String(chunk)));
      request.on('end', () => {
        if (down) return void response.writeHead(503).end();
        const put = request.method === 'PUT';
        if (put) kept = body;
        const answer = (): unknown => response.writeHead(kept === undefined ? 404 : 200).end(kept);
        void (put ? onPut() : Promise.resolve()).then(answer, () => response.destroy());
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => new Promise(resolve => server.close(resolve)));
  });
  const setting = (): string => `url:http://127.0.0.1:${(server.address() as AddressInfo).port}/kept`;

  test('has the newest, cosignatures included', async () => {
    const core = await before(setting());
    const { witnessed } = await signerOf(core).sign();
    expect(kept).toBe(witnessed);
    await someoneComes();
    expect((await signerOf(core).sign()).witnessed).toBe(kept);
  });

  test('that has another history: nothing is signed', async () => {
    const core = await before(setting());
    const { size } = await signerOf(core).sign();
    kept = await forged(size);
    await someoneComes();
    await expect(signerOf(core).sign()).rejects.toMatchObject(forked);
    expect(await forkOf(core.core.pool)).toMatchObject({ signed: size });
  });

  test('that had another history is asked to take the newest while nobody waits for the lock to sign', async () => {
    const core = await before(setting());
    const { size, note } = await signerOf(core).sign();
    kept = await forged(size);
    await someoneComes();
    await expect(signerOf(core).sign()).rejects.toMatchObject(forked);
    kept = note;
    const held: number[] = [];
    onPut = async () => {
      const { rows } = await here.core.pool.query<{ locks: number }>(
        `select count(*)::int as locks from pg_locks where locktype = 'advisory' and objid = ${0x1e7a70}
          and database = (select oid from pg_database where datname = current_database())`,
      );
      held.push(rows[0]!.locks);
    };
    expect((await signerOf(core).sign()).size).toBeGreaterThan(size);
    // Of the one that it refused, and of the one that was signed.
    expect(held).toEqual([0, 0]);
  });

  test('that is down, or has what no key of the log signed, holds nothing up and is seen', async () => {
    const core = await before(setting());
    down = true;
    await signerOf(core).sign();
    expect(await signerOf(core).witnesses()).toMatchObject([{ error: 'status-503' }]);
    down = false;
    await core.core.get(CheckpointSweep).run();
    expect(await signerOf(core).witnesses()).toMatchObject([{ failures: 0 }]);
    const wrong = (await forged(3n)).replace('\n3\n', '\n4\n');
    kept = wrong;
    await signerOf(core).check();
    expect(await signerOf(core).witnesses()).toMatchObject([{ failures: 1, error: 'note-of-no-key' }]);
  });
});
