import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preProcessFile } from 'typescript';

const root = join(__dirname, '../..');
type Graph = ReadonlyMap<string, readonly string[]>;

/** Folders of package.json's imports, by the sources they stand for. */
const IMPORTS = Object.entries(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest).imports,
).map(([name, { types }]) => [name.replace('*', ''), types.replace('./', '').split('*')] as const);
interface Manifest {
  readonly imports: Readonly<Record<string, { readonly types: string }>>;
}

/** The file that an import names, of this repository; types count as values do: who reads one file has to read the other. */
function target(from: string, name: string): string | undefined {
  if (name.startsWith('.')) {
    const path = join(from, '..', name);
    return [`${path}.ts`, `${path}/index.ts`].find(file => existsSync(join(root, file)));
  }
  const [prefix, [before, after] = []] = IMPORTS.find(([start]) => name.startsWith(start)) ?? [];
  return prefix === undefined ? undefined : `${before}${name.slice(prefix.length)}${after}`;
}

function graphOf(folders: readonly string[]): Graph {
  const files = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `${folder}/${name}`),
  );
  return new Map(
    files.map(file => [
      file,
      preProcessFile(readFileSync(join(root, file), 'utf8'), true, true).importedFiles.flatMap(
        ({ fileName }) => target(file, fileName) ?? [],
      ),
    ]),
  );
}

/** The first circle that is found from each file on, each circle once. */
function circles(graph: Graph): string[][] {
  const [found, done] = [[] as string[][], new Set<string>()];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) return void found.push([...way.slice(way.indexOf(file)), file]);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

test('no two files import each other, by whatever way', () => {
  expect(circles(graphOf(['apps', 'libs', 'tools', 'bench']))).toEqual([]);
});

test('a planted circle is found', () => {
  const planted: Graph = new Map([
    ['a', ['b', 'x']],
    ['b', ['c']],
    ['c', ['b', 'a']],
    ['x', []],
  ]);
  expect(circles(planted)).toEqual([
    ['b', 'c', 'b'],
    ['a', 'b', 'c', 'a'],
  ]);
});

test('imports are followed, by name and by path', () => {
  expect(target('libs/kernel/paging.ts', './errors')).toBe('libs/kernel/errors.ts');
  expect(target('libs/x/y.ts', '#libs/kernel')).toBe('libs/kernel/index.ts');
  expect(target('libs/x/y.ts', '#features/mediation/state')).toBe('libs/features/mediation/state.ts');
  expect(target('libs/x/y.ts', 'pg')).toBeUndefined();
});
