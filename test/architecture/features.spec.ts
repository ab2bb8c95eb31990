import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { featuresPage, partsAstray, type FeatureFolder } from '#tools/features';

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

describe('where the parts of features are', () => {
  const all: readonly FeatureFolder[] = FEATURES.map(feature => ({
    feature,
    files: readdirSync(join(features, feature.name), { recursive: true, encoding: 'utf8' }),
  }));

  test('is alike in all: what a descriptor declares is in the file of its kind, and no such file is left out', () => {
    // The register itself is of the platform.
    const ofPlatform = ['register: events', 'register: read models', 'register: migrations'];
    expect(partsAstray(all)).toEqual(ofPlatform);
  });

  test.each(all)('$feature.name: a part that is elsewhere, or that nothing declares, is found', each => {
    const { name } = each.feature;
    const had = partsAstray([each]);
    const without = (lost: string): FeatureFolder => ({
      ...each,
      files: each.files.filter(file => file !== lost),
    });
    if (each.files.includes('register-entries.ts'))
      expect(partsAstray([without('register-entries.ts')])).toContain(`${name}: register entries`);
    const planted = partsAstray([{ ...each, files: [...each.files, 'planted.reactor.ts'] }]);
    expect(planted.filter(found => !had.includes(found))).toEqual([`${name}: reactors`]);
  });

  test('is on docs/features.md (npm run docs:features writes it)', () => {
    expect(readFileSync(join(root, 'docs/features.md'), 'utf8')).toBe(featuresPage(all));
  });
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
