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

test('decisions are stated by the one given/when/then (#libs/commands/testing), refusals included', () => {
  const stated = sources.filter(
    ({ path, text }) => path.endsWith('.spec.ts') && /import \{[^}]*\bdecide[A-Z]/.test(text),
  );
  expect(stated.length).toBeGreaterThan(25);
  const otherwise = ({ text }: Source): boolean =>
    !/from '[^']*\/testing'/.test(text) ||
    /(?:as|instanceof) DomainError\b|expect\(\(\) =>\s*decide[A-Z]/.test(text);
  expect(stated.filter(otherwise).map(({ path }) => path)).toEqual([]);
});

const YIELDS = /(export function decide[A-Z][\s\S]*?)\): \w*Yields(?:<[^>]*>)?/;
test.each(useCases.filter(({ text }) => YIELDS.test(text)))(
  'a decision of $path that no longer says what it can yield is found',
  ({ path, text }) => {
    const rules = (to: string): string[] =>
      shapeViolations([{ path, text: text.replace(YIELDS, `$1${to}`) }]).map(({ rule }) => rule);
    for (const to of [')', '): Decided<EventData>[]'])
      expect(rules(to)).toEqual(['decisions-say-what-they-yield']);
  },
);

const noCommands = [
  ...samples.filter(({ path }) => path.includes('/queries/')),
  ...sources.filter(({ path }) => /\.(controller|sweep|reactor|projection)\.ts$/.test(path)),
];
test.each(noCommands)(
  'an append that is planted in $path, or in what it uses, is found',
  ({ path, text }) => {
    const append = 'await this.runner.note<Looked>(stream, context, decided);';
    const rules = (...given: readonly Source[]): string[] => shapeViolations(given).map(({ rule }) => rule);
    expect(rules({ path, text: `${text}\n${append}` })).toEqual(['only-commands-append']);
    const helper = { path: join(folderOf(path), '../helper.ts'), text: append };
    expect(rules({ path, text: `import { Helper } from '../helper';\n${text}` }, helper)).toEqual([
      'only-commands-append',
    ]);
    const command = { path: join(folderOf(path), '../commands/do-it.ts'), text: append };
    expect(
      rules({ path, text: `import { DoIt } from '../commands/do-it';\n${text}` }, command),
    ).not.toContain('only-commands-append');
  },
);

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
