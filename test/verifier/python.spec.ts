import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import merkle from '../../docs/formats/vectors/merkle/proofs.json';
import notes from '../../docs/formats/vectors/notes.json';
import vector from '../../docs/formats/vectors/time-stamp.json';
import vectors from '../../docs/formats/vectors/verdicts.json';
import { main } from '../../packages/inzage-verify/src/node/cli.js';
import { Tsa } from '../peers/tsa';
import { allCases, type Case } from './cases';
import { bothSay } from './both';
import { Erased } from './certificates';
import { Register } from './registers';

const run = promisify(execFile);
const authorities: Tsa[] = [];
afterAll(() => Promise.all(authorities.map(each => each.stop())));
async function authority(): Promise<Tsa> {
  authorities.push(await Tsa.start());
  return authorities.at(-1)!;
}
const PYTHON = join(__dirname, '../../packages/inzage-verify/verify.py');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inzage-verify-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Verdicts of both implementations, case by case. */
async function bothOf(cases: readonly Case[]): Promise<{ node: unknown[]; python: unknown[] }> {
  const commands = cases.map(({ args, files }, i) => {
    const paths = new Map(
      Object.entries(files).map(([name, content]) => [name, write(`${i}-${name}`, content)]),
    );
    return args.map(arg => paths.get(arg) ?? arg);
  });
  const each = write('each.jsonl', commands.map(args => `${JSON.stringify(args)}\n`).join(''));
  const python = run('python3', [PYTHON, 'each', each], { maxBuffer: 1e8 });
  const node: unknown[] = [];
  for (const args of commands) {
    let said = '';
    await main([...args, '--json'], text => (said += text));
    node.push(JSON.parse(said));
  }
  return {
    node,
    python: (await python).stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown),
  };
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('verify.py and inzage-verify', () => {
  it('come to the verdict of each vector', async () => {
    const cases = vectors.cases as unknown as (Case & { verdict: unknown })[];
    const expected = cases.map(({ verdict }) => verdict);
    expect(await bothOf(cases)).toEqual({ node: expected, python: expected });
  });

  it('have a vector of each case here, as it is here', async () => {
    const made = await allCases();
    const stored = vectors.cases.map(({ name, args, files }) => ({ name, args, files }));
    const text = (files: Case['files']): Record<string, string> =>
      Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content.toString()]));
    expect(stored).toEqual(made.map(({ name, args, files }) => ({ name, args, files: text(files) })));
  });

  it('read no note of 10 MB, wherever it stands (bad input)', async () => {
    const register = await Register.of(9);
    const args = ['export', 'register', '--vkey', register.log.vkey, '--checkpoint', 'checkpoint'];
    const [file, checkpoint] = [await register.export(), await register.checkpoint()];
    for (const [long, code] of [
      [2_000_000, 'checkpoint-not-a-note'],
      [10_000_000, 'unreadable'],
    ] as const)
      expect(
        await bothSay(args, { register: file, checkpoint: 'a'.repeat(long) + checkpoint }),
      ).toMatchObject({
        verdict: 'not-compared',
        code,
      });
    const head = await register.export({ checkpoint: 'a'.repeat(10_000_000) + checkpoint });
    expect(await bothSay(args, { register: head, checkpoint })).toMatchObject({ verdict: 'not-compared' });
  });

  it('compares a time stamp (RFC 3161) with whom the caller believes, and with nobody else', async () => {
    const erased = await Erased.of();
    const ca = write('ca.pem', vector.ca);
    const another = write('another.pem', readFileSync((await authority()).ca));
    const files = { checkpoint: write('stamped', await erased.register.checkpoint()) };
    const of = async (change: object, tsa?: string): Promise<unknown> => {
      const file = write('stamped.json', JSON.stringify(await erased.document({ ...change })));
      const args = [file, '--vkey', erased.register.log.vkey, '--checkpoint', files.checkpoint];
      const by = tsa === undefined ? [] : ['--tsa', tsa];
      const ran = run('python3', [PYTHON, 'certificate', ...args, ...by, '--json']);
      return JSON.parse((await ran.catch((error: { stdout: string }) => error)).stdout);
    };
    const { token: timeStamp } = vector;
    expect(vector.text).toBe((await erased.register.checkpoint()).split('\n\n')[0]! + '\n');
    expect(await of({ timeStamp }, ca)).toMatchObject({ verdict: 'proved', timeStamp: 'proved' });
    expect(await of({ timeStamp })).toMatchObject({ verdict: 'proved', timeStamp: 'not-compared' });
    expect(await of({}, ca)).toMatchObject({ verdict: 'not-compared', code: 'no-time-stamp' });
    expect(await of({ timeStamp }, another)).toMatchObject({ code: 'time-stamp-of-another' });
    for (const at of [200, timeStamp.length - 20]) {
      const changed = timeStamp.slice(0, at) + (timeStamp[at] === 'A' ? 'B' : 'A') + timeStamp.slice(at + 1);
      expect(await of({ timeStamp: changed }, ca)).toMatchObject({
        verdict: 'disproved',
        code: 'time-stamp-wrong',
      });
    }
  });

  it('have a vector for each command and each verdict', () => {
    const verdicts = vectors.cases.map(({ args, verdict }) => `${args[0]} ${verdict.verdict}`);
    for (const command of ['export', 'inclusion', 'consistency', 'certificate', 'events'])
      for (const verdict of ['proved', 'disproved', 'not-compared'])
        expect(verdicts).toContain(`${command} ${verdict}`);
  });

  it('come to the same verdict on 1,000 random tampers, and to proved only where nothing that is compared changed', async () => {
    const seed = Number(process.env['INZAGE_TAMPER_SEED'] ?? Date.now() % 1e9);
    const random = randomOf(seed);
    const whole = (await allCases()).filter(({ name }) => /^whole: /.test(name));
    const cases = Array.from({ length: 1000 }, (_, i) => tampered(whole[i % whole.length]!, random));
    const { node, python } = await bothOf(cases);
    const seeded = (verdicts: unknown[]): unknown => ({ seed, verdicts });
    expect(seeded(python)).toEqual(seeded(node));
    const passed = cases.filter((_, i) => (node[i] as { verdict: string }).verdict === 'proved');
    expect({ seed, passed: passed.filter(({ compared }) => compared).map(({ name }) => name) }).toEqual({
      seed,
      passed: [],
    });
  });
});

describe('verify.py', () => {
  /** What its functions come to, of the vectors that are no commands. */
  const PROGRAM = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location('verify', sys.argv[1])
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)
given = json.load(sys.stdin)
hashed = verify.from_base64

def opened(vector):
    keys = [key for key in map(verify.parse_key, vector['vkeys']) if key]
    text, why = verify.open_note(vector['note'], keys)
    return {'code': why} if text is None else {'text': text}

def inclusion(vector):
    index, size = int(vector['leafIdx']), int(vector['treeSize'])
    proof = [hashed(one) for one in vector['proof']]
    return verify.check_inclusion(index, size, hashed(vector['leafHash']), hashed(vector['root']), proof) is None

def consistency(vector):
    start, end = int(vector['size1']), int(vector['size2'])
    proof = [hashed(one) for one in vector['proof']]
    return verify.check_consistency(start, end, hashed(vector['root1']), hashed(vector['root2']), proof) is None

print(json.dumps({
    'notes': [opened(vector) for vector in given['notes']],
    'keys': [verify.parse_key(vector['vkey']) is not None for vector in given['keys']],
    'inclusion': [inclusion(vector) for vector in given['inclusion']],
    'consistency': [consistency(vector) for vector in given['consistency']],
}))`;

  it('comes to the same of notes, keys and proofs as their vectors say (C2SP, RFC 9162)', () => {
    const { inclusion, consistency } = merkle;
    const input = JSON.stringify({ ...notes, inclusion, consistency });
    const said = execFileSync('python3', ['-c', PROGRAM, PYTHON], { input, maxBuffer: 1e8 });
    expect(JSON.parse(said.toString())).toEqual({
      notes: notes.notes.map(({ opens }) => opens),
      keys: notes.keys.map(({ valid }) => valid),
      inclusion: inclusion.map(({ wantErr }) => !wantErr),
      consistency: consistency.map(({ wantErr }) => !wantErr),
    });
  });
});

/** One byte of one file changed, left out or put in. */
function tampered(
  { args, files, name }: Case,
  random: (below: number) => number,
): Case & { compared: boolean } {
  const names = Object.keys(files);
  const which = names[random(names.length)]!;
  const bytes = Buffer.from(files[which]!);
  const at = random(bytes.length);
  const value = random(256);
  const ways = [
    () =>
      Buffer.concat([
        bytes.subarray(0, at),
        Buffer.of(bytes[at]! ^ (1 << random(8))),
        bytes.subarray(at + 1),
      ]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.of(value), bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  ];
  const way = random(3);
  const content = ways[way]!();
  const ofEvents = args[0] === 'events' && which === 'export.jsonl';
  const compared = ofEvents ? eventHashes(bytes) !== eventHashes(content) : isCompared(bytes, content);
  return { name: `${name}, ${which} ${way} at ${at}`, args, files: { ...files, [which]: content }, compared };
}

/** Whether the change is in what is compared: not in the head of an export, nor in what JSON or a note passes over. */
function isCompared(before: Buffer, after: Buffer): boolean {
  const lines = (bytes: Buffer): string => {
    // A document of JSON may have a line's end between its members too.
    const [head = '', ...rest] = withoutSpace(bytes.toString('latin1')).split('\n');
    return [head.startsWith('{"format":"inzage/register-export') ? '' : head, ...rest]
      .map(withoutSpace)
      .join('\n');
  };
  return lines(before) !== lines(after);
}

/** Events are compared with the hashes that an export's entries have of them, and with nothing else of it. */
function eventHashes(bytes: Buffer): string {
  return bytes.toString('latin1').split('\n').map(eventHashOf).join('\n');
}

function eventHashOf(line: string): string {
  try {
    const { entry } = JSON.parse(line) as { entry?: string };
    if (entry === undefined) return '';
    const { event, eventHash } = JSON.parse(entry) as { event?: string; eventHash?: string };
    return `${event} ${eventHash}`;
  } catch {
    return line;
  }
}

function withoutSpace(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line));
  } catch {
    return line;
  }
}

/** Numbers below a bound, the same for the same seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
