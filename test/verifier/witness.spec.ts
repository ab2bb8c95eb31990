import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openCheckpoint } from '../../packages/inzage-verify/src/checkpoint.js';
import { parseKey } from '../../packages/inzage-verify/src/note.js';
import { main } from '../../packages/inzage-verify/src/node/cli.js';
import { Signer } from './notes';
import { ORIGIN, Register } from './registers';

const BIN = join(__dirname, '../../packages/inzage-verify/bin/inzage-verify.js');
type Key = NonNullable<Awaited<ReturnType<typeof parseKey>>>;
let folder: string;
let register: Register;
let vkey: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inzage-witness-'));
  register = await Register.of(20);
  vkey = (await said('witness', '--new-key', join(folder, 'key'), '--name', 'witness.example/w')).trim();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function said(...args: string[]): Promise<string> {
  let text = '';
  await main(args, part => (text += part));
  return text;
}

/** A witness that runs: the command itself, in a process of its own. */
class Running {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly dir: string,
  ) {}

  static async start(dir: string): Promise<Running> {
    const args = [
      '--key',
      join(folder, 'key'),
      '--log',
      register.log.vkey,
      '--dir',
      dir,
      '--listen',
      '127.0.0.1:0',
    ];
    const child = spawn(process.execPath, [BIN, 'witness', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new Running(child, /listens on (\S+)$/.exec(line)![1]!, dir);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  async add(old: number, proof: readonly string[], note: string): Promise<Answer> {
    return this.post(`${[`old ${old}`, ...proof].join('\n')}\n\n${note}`);
  }

  async post(body: string | Buffer): Promise<Answer> {
    const response = await fetch(`${this.url}/add-checkpoint`, { method: 'POST', body });
    return {
      status: response.status,
      type: response.headers.get('content-type')!,
      body: await response.text(),
    };
  }

  async checkpoint(): Promise<Answer> {
    const response = await fetch(`${this.url}/${hash(ORIGIN)}/checkpoint`);
    return {
      status: response.status,
      type: response.headers.get('content-type')!,
      body: await response.text(),
    };
  }

  file(name: string): unknown[] {
    const text = readFileSync(join(this.dir, hash(ORIGIN), `${name}.jsonl`), 'utf8');
    return text
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as unknown);
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a witness (C2SP tlog-witness)', () => {
  let witness: Running;
  let keys: readonly Key[];

  beforeEach(async () => {
    witness = await Running.start(mkdtempSync(join(folder, 'dir-')));
    keys = [(await parseKey(register.log.vkey))!, (await parseKey(vkey))!];
  });
  afterEach(() => witness.stop());

  it('cosigns what is consistent with what it cosigned before, and keeps whole notes', async () => {
    const note = await register.checkpoint(5);
    const first = await witness.add(0, [], note);
    expect(first).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^— witness\.example\/w \S+\n$/) as string,
    });
    const opened = await openCheckpoint(note + first.body, keys);
    expect(opened).toMatchObject({ ok: true, by: [{ key: keys[0] }, { key: keys[1] }] });

    const next = await register.checkpoint(12);
    const second = await witness.add(5, await register.consistency(5, 12), next);
    expect(second.status).toBe(200);
    expect(await witness.checkpoint()).toMatchObject({ status: 200, body: next + second.body });
    expect(witness.file('cosigned')).toEqual([{ note: note + first.body }, { note: next + second.body }]);
    expect((await witness.add(12, [], next)).status).toBe(200);
  });

  it('409 with its size where the old size is another', async () => {
    expect(await witness.add(3, [], await register.checkpoint(5))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      body: '0\n',
    });
    await witness.add(0, [], await register.checkpoint(5));
    const proof = await register.consistency(4, 12);
    expect(await witness.add(4, proof, await register.checkpoint(12))).toMatchObject({
      status: 409,
      body: '5\n',
    });
  });

  it('422 on a wrong proof, on one where none is needed, on another root of the same size', async () => {
    const other = await Register.of(20, 'other');
    expect(
      (await witness.add(0, await register.consistency(4, 5), await register.checkpoint(5))).status,
    ).toBe(422);
    await witness.add(0, [], await register.checkpoint(5));
    const proof = await register.consistency(5, 12);
    expect((await witness.add(5, proof.slice(1), await register.checkpoint(12))).status).toBe(422);
    expect((await witness.add(5, proof, await other.checkpoint(12))).status).toBe(422);
    expect((await witness.add(5, [], await other.checkpoint(5))).status).toBe(422);
    expect(witness.file('cosigned')).toHaveLength(1);
  });

  it('a log that signs two histories: the proof is kept, whatever old size comes with it', async () => {
    const other = await Register.of(20, 'other');
    const [note, forked] = [await register.checkpoint(5), await other.checkpoint(5)];
    const { body } = await witness.add(0, [], note);
    expect((await witness.add(5, [], forked)).status).toBe(422);
    expect((await witness.add(0, [], forked)).status).toBe(409);
    expect(witness.file('forks')).toEqual([{ known: note + body, other: forked }]);
  });

  it('404 of an unknown log, 403 without its signature, 400 of what is no request', async () => {
    const note = await register.checkpoint(5);
    expect(
      (await witness.add(0, [], await register.checkpoint(5, new Signer('another.example', 1)))).status,
    ).toBe(404);
    expect((await witness.add(0, [], await register.checkpoint(5, new Signer(ORIGIN, 7)))).status).toBe(403);
    expect((await witness.add(0, [], note.replace('\n5\n', '\n6\n'))).status).toBe(403);
    expect((await witness.add(6, [], note)).status).toBe(400);
    for (const body of [
      '',
      'old 0\n',
      `old 00\n\n${note}`,
      `old 0\nAAAA\n\n${note}`,
      `old -1\n\n${note}`,
      'old 0\n\nx\n',
    ])
      expect((await witness.post(body)).status).toBe(400);
    expect(
      (await witness.add(0, Array<string>(64).fill((await register.consistency(4, 5))[0]!), note)).status,
    ).toBe(400);
    expect((await witness.post(Buffer.of(0xff, 0xfe))).status).toBe(400);
    expect((await witness.post(Buffer.alloc(2_000_000, 97))).status).toBe(413);
    expect(await witness.checkpoint()).toMatchObject({ status: 404 });
  });

  it('of requests at the same time it cosigns one', async () => {
    const notes = await Promise.all([5, 6, 7, 8].map(size => register.checkpoint(size)));
    const answers = await Promise.all(notes.map(note => witness.add(0, [], note)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  it('knows after kill -9 what it cosigned; half a line at the end was never answered', async () => {
    await witness.add(0, [], await register.checkpoint(5));
    await witness.stop('SIGKILL');
    appendFileSync(join(witness.dir, hash(ORIGIN), 'cosigned.jsonl'), '{"note":"half');
    witness = await Running.start(witness.dir);
    expect(await witness.add(0, [], await register.checkpoint(6))).toMatchObject({
      status: 409,
      body: '5\n',
    });
    const proof = await register.consistency(5, 6);
    expect((await witness.add(5, proof, await register.checkpoint(6))).status).toBe(200);
    expect(witness.file('cosigned')).toHaveLength(2);
  });

  it('a folder has one witness', async () => {
    const args = [
      '--key',
      join(folder, 'key'),
      '--log',
      register.log.vkey,
      '--dir',
      witness.dir,
      '--listen',
      '127.0.0.1:0',
    ];
    const second = spawn(process.execPath, [BIN, 'witness', ...args], { stdio: 'ignore' });
    expect(await once(second, 'exit')).toEqual([2, null]);
  });

  it('its key is readable by its owner only, and is not overwritten', async () => {
    expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600);
    const again = await main(['witness', '--new-key', join(folder, 'key'), '--name', 'w'], String, String);
    expect(again).toBe(2);
  });
});

describe('watch', () => {
  let server: Server;
  let answers: { size: number; of: Register; consistency?: Register };
  let url: string;
  let state: string;

  beforeEach(async () => {
    answers = { size: 5, of: register };
    state = join(mkdtempSync(join(folder, 'watch-')), 'seen.jsonl');
    server = createServer((request, response) => {
      const asked = new URL(request.url!, url);
      const [from, to] = ['from', 'to'].map(name => Number(asked.searchParams.get(name)));
      const of = answers.consistency ?? answers.of;
      if (request.headers.authorization !== 'Bearer secret') return void response.writeHead(401).end();
      if (asked.pathname === '/v1/checkpoints/latest')
        return void answers.of.checkpoint(answers.size).then(note => response.end(note));
      return void of.consistency(from!, to).then(proof => response.end(JSON.stringify({ proof })));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    writeFileSync(join(folder, 'token'), 'secret\n');
  });
  afterEach(() => new Promise(resolve => server.close(resolve)));

  const look = async (...more: string[]): Promise<{ verdict: string; code: string }> => {
    const args = [url, '--vkey', register.log.vkey, '--state', state, '--token-file', join(folder, 'token')];
    return JSON.parse(await said('watch', ...args, '--json', ...more)) as { verdict: string; code: string };
  };

  it('keeps the first checkpoint, and proves each next one to go on from it', async () => {
    expect(await look()).toMatchObject({ verdict: 'not-compared', code: 'first-look' });
    expect(await look()).toMatchObject({ verdict: 'proved', code: 'unchanged' });
    answers = { size: 12, of: register };
    expect(await look()).toMatchObject({ verdict: 'proved', code: 'consistent' });
    answers = { size: 20, of: register };
    expect(await look()).toMatchObject({ verdict: 'proved' });
  });

  it('tells a log that shrank, one with another past, and one that does not answer', async () => {
    const other = await Register.of(20, 'other');
    await look();
    answers = { size: 4, of: register };
    expect(await look()).toMatchObject({ verdict: 'disproved', code: 'shrunk' });
    answers = { size: 5, of: other };
    expect(await look()).toMatchObject({ verdict: 'disproved', code: 'two-histories' });
    answers = { size: 12, of: other };
    expect(await look()).toMatchObject({ verdict: 'disproved', code: 'consistency-root-differs' });
    answers = { size: 12, of: other, consistency: register };
    expect(await look()).toMatchObject({ verdict: 'disproved', code: 'consistency-root-differs' });
    writeFileSync(join(folder, 'token'), 'wrong');
    expect(await look()).toMatchObject({ verdict: 'not-compared', code: 'refused' });
    url = 'http://127.0.0.1:1';
    expect(await look()).toMatchObject({ verdict: 'not-compared', code: 'unreachable' });
  });
});
