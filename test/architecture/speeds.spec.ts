import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { freshDatabase } from '../setup/database';

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

test('what a spec loads is its own, though it is compiled once for all; a stack names file and line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-specs-'));
  const write = (name: string, ...lines: string[]): void =>
    writeFileSync(join(folder, name), lines.join('\n'));
  try {
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
    const runtime = join(root, 'test/setup/runtime.cjs');
    const config = { rootDir: folder, transform: {}, runtime };
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const ran = await run(process.execPath, [
      jest,
      '--runInBand',
      '--json',
      '--config',
      JSON.stringify(config),
    ]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
  } finally {
    rmSync(folder, { recursive: true });
  }
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
