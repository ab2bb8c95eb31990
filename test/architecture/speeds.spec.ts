import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { freshDatabase } from '../setup/database';
import Sequencer from '../setup/sequencer.cjs';

const root = join(__dirname, '../..');
const run = promisify(execFile);
const REFUSED = 'a unit spec reaches no database';

/** Specs of a project, as jest itself finds them. */
async function specsOf(project: string): Promise<string[]> {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const args = [jest, '--listTests', '--json', '--selectProjects', project];
  const { stdout } = await run(process.execPath, args, { cwd: root });
  return (JSON.parse(stdout) as string[]).map(path => relative(root, path));
}

let [unit, integration, system, faults]: string[][] = [];
beforeAll(async () => {
  const projects = ['unit', 'integration', 'system', 'faults'];
  [unit, integration, system, faults] = await Promise.all(projects.map(specsOf));
});

test('each spec belongs to one speed', () => {
  const all = ['apps', 'libs', 'test', 'tools'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.spec.ts'))
      .map(name => `${folder}/${name}`),
  );
  expect([unit, integration, system, faults].flat().sort()).toEqual(all.sort());
  for (const project of [unit, integration, system, faults]) expect(project).not.toEqual([]);
});

test('which one follows from its name and its folder', () => {
  expect(unit).toContain('test/architecture/speeds.spec.ts');
  expect(integration!.filter(path => !path.endsWith('.integration.spec.ts'))).toEqual([]);
  expect(system!.filter(path => !path.startsWith('test/'))).toEqual([]);
  expect(faults!.filter(path => !path.startsWith('test/faults/'))).toEqual([]);
});

test('what stands after `npm run test:<speed> --` chooses among the specs of that speed', async () => {
  // Those of `faults` have options of their own.
  const speeds = { unit, integration, system };
  const chosen = Object.entries(speeds).map(async ([speed, specs]) => {
    const path = specs![0]!;
    const args = ['run', '--silent', `test:${speed}`, '--', path, '--listTests', '--json'];
    const { stdout } = await run('npm', args, { cwd: root });
    return [path, JSON.parse(stdout.slice(stdout.indexOf('['))) as string[]] as const;
  });
  for (const [path, found] of await Promise.all(chosen))
    expect(found.map(name => relative(root, name))).toEqual([path]);
});

test('the whole suite is in turn: the longest of a speed first, and faults, which wait, between what works meanwhile', () => {
  const named = (name: string): object => ({ context: { config: { displayName: { name } } } });
  const sorted = [...'ufsfisusssssss'].map(speed =>
    Object.assign(named({ u: 'unit', f: 'faults', i: 'integration' }[speed] ?? 'system'), { speed }),
  );
  const turn = Sequencer.inTurn(sorted);
  expect(turn.map(({ speed }) => speed).join('')).toBe('fssssfsssssiuu');
  expect(turn.filter(({ speed }) => speed === 's')).toEqual(sorted.filter(({ speed }) => speed === 's'));
});

describe('what specs have in common', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inzage-specs-'));
    mkdirSync(join(folder, 'node_modules/counter'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, ...lines: string[]): void =>
    writeFileSync(join(folder, name), lines.join('\n'));

  /** Runs them in one worker, as ours are run. */
  async function passing(...names: string[]): Promise<void> {
    const tests = { numPassedTests: names.length, numTotalTests: names.length };
    expect(await ran(names)).toMatchObject(tests);
  }

  async function ran(names: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
    const setup = join(root, 'test/setup');
    const config = {
      rootDir: folder,
      transform: {},
      runtime: join(setup, 'runtime.cjs'),
      testEnvironment: join(setup, 'environment.cjs'),
      setupFilesAfterEnv: [join(setup, 'retry.cjs')],
    };
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const args = ['--runInBand', '--json', '--config', JSON.stringify(config), ...names];
    const { stdout } = await run(process.execPath, [jest, ...args], { env: { ...process.env, ...env } });
    return JSON.parse(stdout);
  }

  test('on CI a test that failed gets its second try before the next one changes what it finds', async () => {
    write(
      'one.spec.js',
      'let [tries, changed] = [0, false];',
      'test("fails once", () => expect([++tries, changed]).toEqual([2, false]));',
      'test("changes it", () => void (changed = true));',
    );
    expect(await ran(['one.spec.js'], { CI: 'true' })).toMatchObject({
      numPassedTests: 2,
      numFailedTests: 0,
    });
  });

  test("a spec's modules are its own, though compiled once for all; a stack names file and line", async () => {
    write(
      'counter.js',
      '#!/usr/bin/env node',
      `'use strict';`,
      'const Map = globalThis.Map;',
      'const counted = new Map([["n", 0]]);',
      'exports.count = () => counted.set("n", counted.get("n") + 1).get("n");',
      'exports.fail = () => {',
      '  throw new TypeError("here");',
      '};',
    );
    const spec = [
      'const { count, fail } = require("./counter");',
      'test("", () => {',
      '  expect(count()).toBe(1);',
      '  expect(fail).toThrow(TypeError);',
      '  const stack = (() => { try { return fail(); } catch (error) { return error.stack; } })();',
      '  expect(stack).toContain("counter.js:7:9");',
      '});',
    ];
    for (const name of ['one.spec.js', 'other.spec.js']) write(name, ...spec);
    await passing('one.spec.js', 'other.spec.js');
  });

  test('a package is loaded once; what it loads late is there for each', async () => {
    write('node_modules/counter/late.js', 'module.exports = "late";');
    write(
      'node_modules/counter/index.js',
      'let counted = 0;',
      'exports.count = () => ++counted;',
      'exports.late = () => require("./late");',
      'exports.main = module.main;',
      'globalThis.ofPackage = "here";',
    );
    const spec = [
      'const { count, late, main } = require("counter");',
      'test("", () => {',
      '  if (count() > 1) expect([count(), late(), main]).toEqual([3, "late", null]);',
      '  expect(ofPackage).toBe("here");',
      '});',
    ];
    for (const name of ['one.spec.js', 'other.spec.js']) write(name, ...spec);
    write('third.spec.js', 'test("", () => expect(require("counter").count()).toBeGreaterThan(1));');
    // The longest come first.
    await passing('one.spec.js', 'other.spec.js', 'third.spec.js');
  });

  test('a spec that puts something in the place of a module has packages for itself', async () => {
    write('node_modules/counter/inner.js', 'exports.says = "real";');
    write('node_modules/counter/index.js', 'exports.says = () => require("./inner").says;');
    const inner = '"counter/inner"';
    const expects = (said: string): string =>
      `test("", () => expect(require("counter").says()).toBe("${said}"));`;
    write('one.spec.js', expects('real'));
    write('two.spec.js', `jest.mock(${inner}, () => ({ says: "other" }));`, expects('other'));
    write('three.spec.js', expects('real'), `// ${'.'.repeat(400)}`);
    await passing('one.spec.js', 'two.spec.js', 'three.spec.js');
  });

  test('what a spec did to the global object and to the environment ends with it', async () => {
    const spec = [
      'test("", () => {',
      '  expect([globalThis.left, process.env.LEFT, process.listenerCount("exit")]).toEqual([undefined, undefined, 0]);',
      '  expect(setTimeout).not.toBe(clearTimeout);',
      '  expect(new Date(0).getTime()).toBe(0);',
      '  expect(typeof structuredClone).toBe("function");',
      '  expect(process.env.PATH).toBeDefined();',
      '  globalThis.left = process.env.LEFT = "left";',
      '  globalThis.setTimeout = clearTimeout;',
      '  delete globalThis.structuredClone;',
      '  delete process.env.PATH;',
      '  process.on("exit", () => undefined);',
      '  jest.useFakeTimers();',
      '  jest.spyOn(Date.prototype, "getTime").mockReturnValue(1);',
      '});',
    ];
    for (const name of ['one.spec.js', 'other.spec.js']) write(name, ...spec);
    await passing('one.spec.js', 'other.spec.js');
  });
});

describe('a unit spec reaches no database', () => {
  test.each([
    ['by pg', () => new Client()],
    ['by a pool', () => new Pool()],
  ])('%s', (_by, open) => {
    expect(open).toThrow(REFUSED);
  });

  test('by TypeORM', async () => {
    await expect(new DataSource({ type: 'postgres' }).initialize()).rejects.toThrow(REFUSED);
  });

  test('by what other specs use, even where a PostgreSQL runs for them', async () => {
    expect(process.env.INZAGE_TEST_POSTGRES).toBeUndefined();
    await expect(freshDatabase()).rejects.toThrow(REFUSED);
  });
});
