import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { freshDatabase } from '../setup/database';

const root = join(__dirname, '../..');
const REFUSED = 'a unit spec reaches no database';

/** Specs of a project, as jest itself finds them. */
function specsOf(...projects: string[]): string[] {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const listed = execFileSync(
    process.execPath,
    [jest, '--listTests', '--json', '--selectProjects', ...projects],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return (JSON.parse(listed) as string[]).map(path => relative(root, path)).sort();
}

const [unit, integration, system] = ['unit', 'integration', 'system'].map(project => specsOf(project)) as [
  string[],
  string[],
  string[],
];

test('each spec belongs to one speed', () => {
  const all = ['apps', 'libs', 'test', 'tools'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.spec.ts'))
      .map(name => `${folder}/${name}`),
  );
  expect([...unit, ...integration, ...system].sort()).toEqual(all.sort());
  for (const project of [unit, integration, system]) expect(project).not.toEqual([]);
});

test('which one follows from its name and its folder', () => {
  expect(unit).toContain('test/architecture/speeds.spec.ts');
  expect(integration.filter(path => !path.endsWith('.integration.spec.ts'))).toEqual([]);
  expect(system.filter(path => !path.startsWith('test/'))).toEqual([]);
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
