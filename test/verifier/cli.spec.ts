import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Signer } from './notes';
import { Register } from './registers';

const run = promisify(execFile);
const PACKAGE = join(__dirname, '../../packages/inzage-verify');
let folder: string;
let register: Register;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inzage-verify-'));
  register = await Register.of(9);
  file('export.jsonl', await register.export());
  file('checkpoint', await register.checkpoint());
  file('cut.jsonl', (await register.export()).slice(0, -5));
  file('changed.jsonl', (await register.export()).replace('é 3', 'è 3'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function verifier(...args: string[]): Promise<Ended> {
  const ran = run(process.execPath, [join(PACKAGE, 'bin/inzage-verify.js'), ...args], { cwd: folder });
  return ran.then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      status: code,
      stdout,
      stderr,
    }),
  );
}

const vkey = (): string[] => ['--vkey', register.log.vkey];

describe('inzage-verify', () => {
  it('0 proved, 1 disproved with the entry named, 2 could not be compared: one line each', async () => {
    const checkpoint = ['--checkpoint', 'checkpoint'];
    const proved = await verifier('export', 'export.jsonl', ...vkey(), ...checkpoint);
    expect(proved).toMatchObject({
      status: 0,
      stdout: 'proved: All 9 entries are those of the checkpoint from outside.\n',
    });
    const disproved = await verifier(
      'export',
      'changed.jsonl',
      ...vkey(),
      ...checkpoint,
      '--earlier',
      'export.jsonl',
    );
    expect(disproved.status).toBe(1);
    expect(disproved.stdout).toMatch(/^disproved: Entry 3 is not .*\n$/);
    const signed = await verifier('export', 'export.jsonl', ...vkey(), '--json');
    expect(signed.status).toBe(2);
    expect(JSON.parse(signed.stdout)).toMatchObject({ verdict: 'signed', code: 'whole-up-to-size' });
    expect(await verifier('export', 'cut.jsonl', ...vkey(), ...checkpoint)).toMatchObject({ status: 2 });
    expect(await verifier('export', 'nothing', ...vkey(), ...checkpoint)).toMatchObject({
      status: 2,
      stdout: 'not-compared: nothing cannot be read (ENOENT).\n',
    });
  });

  it.each([
    [[]],
    [['export']],
    [['export', 'export.jsonl']],
    [['export', 'export.jsonl', '--vkey', 'nothing']],
    [['export', 'export.jsonl', '--vkey', new Signer('w', 1, 4).vkey]],
    [['export', 'export.jsonl', 'more', '--vkey', new Signer('w', 1).vkey]],
    [['export', 'export.jsonl', '--key', 'a']],
    [['export', 'export.jsonl', '--vkey', new Signer('w', 1).vkey, '--leaf', 'a']],
    [['constructor', 'export.jsonl']],
    [['inclusion', 'export.jsonl', '--vkey', new Signer('w', 1).vkey]],
    [['consistency', 'export.jsonl', '--vkey', new Signer('w', 1).vkey]],
    [['events', 'export.jsonl']],
  ])('64 on %j', async args => {
    const { status, stdout, stderr } = await verifier(...args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain('Usage: inzage-verify');
  });

  it('checks proofs', async () => {
    const entry = file('entry', register.entries[4]!);
    const proof = file('proof.json', JSON.stringify({ n: '4', size: '9', proof: await register.proof(4) }));
    const args = ['inclusion', proof, ...vkey(), '--checkpoint', 'checkpoint'];
    expect(await verifier(...args, '--entry', entry)).toMatchObject({ status: 0 });
    expect(await verifier(...args, '--entry', 'checkpoint')).toMatchObject({ status: 1 });
    const consistency = file('consistency.json', JSON.stringify({ proof: await register.consistency(4) }));
    const older = file('older', await register.checkpoint(4));
    const two = ['--checkpoint', older, '--checkpoint', 'checkpoint'];
    expect(await verifier('consistency', consistency, ...vkey(), ...two)).toMatchObject({ status: 0 });
  });
});

describe('events against what the entries say of them', () => {
  const bytesOf = (i: number): Buffer => Buffer.from(JSON.stringify({ data: i, id: `event-${i}` }));
  const lines = (...events: Buffer[]): string =>
    events.map(bytes => `${JSON.stringify({ bytes: bytes.toString('base64') })}\n`).join('');
  let of: Register;

  beforeAll(async () => {
    const { hash } = await import('node:crypto');
    // Entries of events 0, 2 (two of them) and 3; event 1 makes none.
    const entries = [0, 2, 2, 3].map((event, n) =>
      JSON.stringify({ event: `event-${event}`, eventHash: hash('sha256', bytesOf(event), 'base64url'), n }),
    );
    of = await Register.with(entries);
    file('register.jsonl', await of.export());
  });
  const verify = (content: string): Promise<Ended> =>
    verifier('events', file('events.jsonl', content), '--export', 'register.jsonl', '--json');
  const verdict = ({ stdout }: Ended): unknown => JSON.parse(stdout);

  it('are proved, each in its place', async () => {
    const ended = await verify(lines(bytesOf(0), bytesOf(1), bytesOf(2), bytesOf(3), bytesOf(4)));
    expect(verdict(ended)).toMatchObject({ verdict: 'proved', size: '4' });
  });

  it('a changed or missing one is named by its entry, also when its id is what was changed', async () => {
    const changed = Buffer.from(bytesOf(2).toString().replace('2', '7'));
    expect(verdict(await verify(lines(bytesOf(0), changed, bytesOf(3))))).toMatchObject({
      code: 'event-differs',
      first: { from: '1', to: '1' },
    });
    const renamed = Buffer.from(bytesOf(2).toString().replace('event-2', 'event-7'));
    for (const events of [lines(bytesOf(0), renamed, bytesOf(3)), lines(bytesOf(0), bytesOf(3))])
      expect(verdict(await verify(events))).toMatchObject({
        code: 'event-missing',
        first: { from: '1', to: '1' },
      });
  });

  it('nothing, or what is no event, compares nothing', async () => {
    expect(verdict(await verify(''))).toMatchObject({ verdict: 'not-compared', code: 'nothing-to-compare' });
    expect(verdict(await verify(`${lines(bytesOf(0))}{}\n`))).toMatchObject({ code: 'not-an-event' });
  });
});

describe('what a browser page imports', () => {
  it('loads nothing but its own files', () => {
    const sources = readdirSync(join(PACKAGE, 'src')).filter(name => name.endsWith('.js'));
    const imports = sources.flatMap(name => {
      const text = readFileSync(join(PACKAGE, 'src', name), 'utf8');
      return [...text.matchAll(/^(?:import|export) [^;]*? from '([^']+)'/gms)].map(([, from]) => from);
    });
    expect(imports.length).toBeGreaterThan(10);
    expect(imports.filter(from => !/^\.\/[a-z]+\.js$/.test(from!))).toEqual([]);
  });

  it('comes to the same verdict by WebCrypto', async () => {
    const page = `
      process.getBuiltinModule = undefined;
      const { parseKey, verifyExport } = await import(${JSON.stringify(join(PACKAGE, 'src/index.js'))});
      const [vkey, checkpoint, file, changed] = JSON.parse(process.env.GIVEN);
      const trust = { keys: [await parseKey(vkey)], checkpoints: [checkpoint] };
      for (const text of [file, changed])
        console.log((await verifyExport([new TextEncoder().encode(text)], trust)).verdict);`;
    const text = await register.export();
    const given = [register.log.vkey, await register.checkpoint(), text, text.replace('é 3', 'è 3')];
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', page], {
      env: { GIVEN: JSON.stringify(given) },
    });
    expect(stdout).toBe('proved\ndisproved\n');
  });
});
