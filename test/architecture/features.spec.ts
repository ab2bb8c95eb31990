import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';

const root = join(__dirname, '../..');
const features = join(root, 'libs/features');
const folders = readdirSync(features, { withFileTypes: true }).flatMap(each =>
  each.isDirectory() ? [each.name] : [],
);

test('each folder of libs/features is in the list, once, and nothing else is', () => {
  expect(FEATURES.map(({ name }) => name).sort()).toEqual(folders.sort());
});

test.each(folders)('%s is declared by one line outside its folder', folder => {
  const outside = ['apps', 'libs', 'tools'].flatMap(top =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .map(name => `${top}/${name}`)
      .filter(name => /(?<!\.spec)\.ts$/.test(name) && !name.startsWith(`libs/features/${folder}/`)),
  );
  const declares = outside.filter(name =>
    readFileSync(join(root, name), 'utf8').includes(`/${folder}.feature'`),
  );
  expect(declares).toEqual(['libs/features/all.ts']);
});

test('the names of timers, read models, reactors and streams are each one feature’s', () => {
  for (const part of [
    FEATURES.flatMap(({ timers }) => Object.keys(timers?.due ?? {})),
    new Composition(FEATURES).checkpoints(),
    FEATURES.flatMap(({ streams }) => Object.keys(streams)),
  ])
    expect(part).toEqual([...new Set(part)]);
});

test('descriptors load no HTTP server, nor the container of Nest', () => {
  const asked = `
    require(${JSON.stringify(join(root, 'test/setup/register.cjs'))});
    require(${JSON.stringify(join(features, 'index.ts'))});
    const loaded = Object.keys(require.cache).filter(file => /node_modules\\/(fastify|@fastify|@nestjs\\/(core|platform-fastify|swagger))\\//.test(file));
    process.stdout.write(JSON.stringify(loaded.slice(0, 5)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', asked], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([]);
});
