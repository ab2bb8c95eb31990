import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
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
