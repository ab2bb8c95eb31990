import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDomain, violations } from './rules';

const root = join(__dirname, '../..');
const files = readdirSync(join(root, 'libs/features'), { recursive: true, encoding: 'utf8' })
  .map(name => `libs/features/${name}`)
  .filter(isDomain)
  .sort();
const features = [...new Set(files.map(file => file.split('/')[2]!))];
/** What a decision, and what it decides about, must not load, directly or not. */
const IMPURE =
  /^(pg|pg-.*|typeorm|fastify|@fastify\/.*|@eventstore\/.*|@grpc\/.*|@nestjs\/(?!common$|cqrs$).*)$/;

/** Packages that each file loads, itself or by what it loads, asked of a process of its own. */
function loads(
  planted: Readonly<Record<string, string>> = {},
  of: readonly string[] = files,
): Readonly<Record<string, readonly string[]>> {
  const child = spawnSync(
    process.execPath,
    [join(__dirname, 'loads.cjs'), JSON.stringify({ files: of, planted })],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Record<string, string[]>;
}

function impure(loaded: ReturnType<typeof loads>): string[] {
  return Object.entries(loaded).flatMap(([file, packages]) =>
    packages.filter(name => IMPURE.test(name)).map(name => `${file}: ${name}`),
  );
}

test('what decides, and what is decided about, loads neither database nor HTTP server', () => {
  expect(files.length).toBeGreaterThan(80);
  expect(impure(loads())).toEqual([]);
});

test('a violation that is planted in each feature is found, also by what loads it', () => {
  const first = features.map(feature => files.find(file => file.startsWith(`libs/features/${feature}/`))!);
  const found = impure(loads(Object.fromEntries(first.map(file => [file, "\nrequire('pg');"]))));
  for (const file of first) expect(found).toContain(`${file}: pg`);
  const guards = files.find(file => file.endsWith('/guards.ts'))!;
  const others = impure(loads({ [guards]: "\nrequire('pg');" })).filter(each => !each.startsWith(guards));
  expect(others.length).toBeGreaterThan(2);
});

test('what is read of every feature, and what operators run most, loads no framework', () => {
  const light = ['libs/features/index.ts', 'apps/cli/doctor/command.ts', 'apps/cli/rebuild/command.ts'];
  const framework = /^(@nestjs\/.*|rxjs|fastify)$/;
  const found = (planted = {}): string[] =>
    Object.entries(loads(planted, light)).flatMap(([file, packages]) =>
      packages.filter(name => framework.test(name)).map(name => `${file}: ${name}`),
    );
  expect(found()).toEqual([]);
  const planted = { 'libs/features/records/fold.ts': "\nrequire('@nestjs/cqrs');" };
  expect(found(planted)).toEqual(light.map(file => `${file}: @nestjs/cqrs`));
});

test.each(files)('a clock, chance or database that is planted in %s is found', path => {
  const text = readFileSync(join(root, path), 'utf8');
  const rules = (more: string): string[] =>
    violations([{ path, text: `${more}\n${text}` }]).map(({ rule }) => rule);
  expect(rules('')).toEqual([]);
  expect(rules('export const now = Date.now();')).toContain('decisions-read-no-clock');
  expect(rules("import { Pool } from 'pg';")).toContain('domain-is-pure');
});
