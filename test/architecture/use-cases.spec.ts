import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES } from '#libs/features';
import type { Source } from './rules';
import { isUseCase, shapeViolations } from './use-cases';

const root = join(__dirname, '../..');
const sources: readonly Source[] = readdirSync(join(root, 'libs/features'), {
  recursive: true,
  encoding: 'utf8',
})
  .filter(name => name.endsWith('.ts'))
  .map(name => `libs/features/${name}`)
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const useCases = sources.filter(({ path }) => isUseCase(path));

test('a command or query is one file with its handler; no handler and no decision is elsewhere', () => {
  expect(useCases.length).toBeGreaterThan(100);
  expect(shapeViolations(sources)).toEqual([]);
});

test.each(FEATURES.map(({ name }) => name))(
  '%s has its descriptor and its module under its own name',
  name => {
    for (const part of ['feature', 'module'])
      expect(existsSync(join(root, 'libs/features', name, `${name}.${part}.ts`))).toBe(true);
  },
);

/** In each feature that has use cases, the first of each kind. */
const samples = useCases.filter(
  ({ path }, i) => i === useCases.findIndex(other => folderOf(other.path) === folderOf(path)),
);

describe.each(samples)('planted in $path', ({ path, text }) => {
  const rules = (source: Source): string[] => shapeViolations([source]).map(({ rule }) => rule);

  test('a decision that stands elsewhere is found', () => {
    const elsewhere = path.replace(/\/(commands|queries)\//, '/');
    expect(rules({ path: elsewhere, text: 'export function decideHere() {}' })).toEqual([
      'decisions-are-in-commands',
    ]);
  });

  test('a second handler, none, another’s, or one that stands elsewhere is found', () => {
    const [decorator, name] = /@(?:Command|Query)Handler\((\w+)\)/.exec(text)!;
    expect(rules({ path, text })).toEqual([]);
    expect(rules({ path, text: `${text}\n@CommandHandler(Other)\nclass OtherHandler {}` })).toEqual([
      'a-use-case-is-one-file',
    ]);
    expect(rules({ path, text: text.replace(decorator, '') })).toEqual(['a-use-case-is-one-file']);
    expect(rules({ path, text: text.replace(`class ${name!} extends`, 'class Other extends') })).toEqual([
      'a-use-case-is-one-file',
    ]);
    const elsewhere = { path: path.replace(/\/(commands|queries)\//, '/'), text: decorator };
    expect(rules(elsewhere)).toEqual(['handlers-are-in-use-cases']);
  });
});

const queries = samples.filter(({ path }) => path.includes('/queries/'));
test.each(queries)('an append that is planted in $path, or in what it uses, is found', ({ path, text }) => {
  const append = 'await this.runner.note<Looked>(stream, context, decided);';
  const rules = (...given: readonly Source[]): string[] => shapeViolations(given).map(({ rule }) => rule);
  expect(rules({ path, text: `${text}\n${append}` })).toEqual(['queries-append-nothing']);
  const helper = { path: join(folderOf(path), '../helper.ts'), text: append };
  expect(rules({ path, text: `import { Helper } from '../helper';\n${text}` }, helper)).toEqual([
    'queries-append-nothing',
  ]);
  const command = { path: join(folderOf(path), '../commands/do-it.ts'), text: append };
  expect(rules({ path, text: `import { DoIt } from '../commands/do-it';\n${text}` }, command)).not.toContain(
    'queries-append-nothing',
  );
});

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
