import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VARIABLES } from '#libs/config';
import { kindsTable } from '#tools/glossary';

const text = (...path: string[]): string => readFileSync(join(__dirname, '../..', ...path), 'utf8');
const decisions = readdirSync(join(__dirname, '../../docs/adr')).filter(name => /^\d{4}-/.test(name));

describe('decisions', () => {
  test.each(decisions)('%s has its number, its state and its date', name => {
    const [title, empty, state] = text('docs/adr', name).split('\n');
    expect(title).toMatch(new RegExp(`^# ${name.slice(0, 4)}\\. \\S`));
    expect(empty).toBe('');
    expect(state).toMatch(/^(Accepted|Superseded by \[\d{4}\]\(\S+\)), \d{4}-\d\d-\d\d\.$/);
  });

  test('each number is there once, and the list has them all', () => {
    const numbers = decisions.map(name => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    const listed = [...text('docs/adr/README.md').matchAll(/\]\((\d{4}-\S+\.md)\)/g)].map(([, name]) => name);
    expect(listed).toEqual(decisions);
  });
});

test('Node 24 is recommended, by all who name a version', () => {
  expect(text('.nvmrc').trim()).toBe('24');
  expect(text('docker/Dockerfile').match(/^FROM node:\d+/gm)).toEqual(['FROM node:24', 'FROM node:24']);
  expect(text('.ci/run')).toContain('node@24');
  expect(text('README.md')).toMatch(/Node\.js 24 is recommended.*22 .*20\.19/s);
});

test('no package runs a script at install', () => {
  expect(text('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  // With scripts off npm runs none before or after another: what a script needs is in it.
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const hooks = Object.keys(scripts).filter(
    name => /^(pre|post)/.test(name) && name.replace(/^(pre|post)/, '') in scripts,
  );
  expect(hooks).toEqual([]);
});

test('.env.example names variables that there are', () => {
  const known = new Set(VARIABLES.map(({ name }) => name));
  const named = [...text('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(name => !known.has(name))).toEqual([]);
});

test('docs/glossary.md names every kind of entry (npm run docs:glossary writes them)', () => {
  expect(text('docs/glossary.md')).toContain(kindsTable());
});

describe('what a document points to is there', () => {
  const root = join(__dirname, '../..');
  const within = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
      const name = join(folder, entry.name);
      if (entry.isDirectory()) return /^(\.|(node_modules|dist)$)/.test(entry.name) ? [] : within(name);
      return name.endsWith('.md') ? [name] : [];
    });
  const documents = within('');
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };

  /** Links, and paths and scripts that a text names, that are not there. A decision may name what it took away. */
  function missing(name: string, said: string): string[] {
    const there = (path: string): boolean => existsSync(join(root, path));
    const links = [...said.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) => path!);
    const paths = [...said.matchAll(/`((?:apps|bench|docker|docs|libs|packages|test|tools)\/[\w./@-]+)`/g)]
      .map(([, path]) => path!)
      .filter(() => !name.startsWith('docs/adr/'));
    const run = [...said.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script!);
    return [
      ...links.filter(path => !there(join(dirname(name), path))),
      ...paths.filter(path => !there(path) && !there(join(dirname(name), path))),
      ...run.filter(script => !(script in scripts)),
    ];
  }

  test.each(documents)('%s', name => {
    expect(missing(name, text(name))).toEqual([]);
  });

  test('and what is not there is found', () => {
    const said = '[gone](gone.md) `libs/gone/gone.ts` `npm run gone:gone` [here](README.md) `libs/kernel`';
    expect(missing('x.md', said)).toEqual(['gone.md', 'libs/gone/gone.ts', 'gone:gone']);
  });
});

describe('each refusal that a spec gets over HTTP is one that OpenAPI names', () => {
  /** Where answers are lost on purpose, callers speak for themselves. */
  const LOST = /^test\/(faults|platform)\//;
  const files = readdirSync(join(__dirname, '..'), { recursive: true, encoding: 'utf8' })
    .map(name => `test/${name}`)
    .filter(name => name.endsWith('.ts') && !LOST.test(name));
  const unheld = (said: string): boolean =>
    /\bfetch\(/.test(said) && /authorization: `Bearer/.test(said) && !said.includes('DeclaredProblems.of(');

  test('by the one client (test/scenarios/http.ts), or held to the document by the spec', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.filter(name => unheld(text(name)))).toEqual([]);
    expect(unheld('fetch(url, { headers: { authorization: `Bearer ${token}` } })')).toBe(true);
  });
});

describe('the words are those of the field (docs/glossary.md)', () => {
  const root = join(__dirname, '../..');
  const texts = ['apps', 'bench', 'docs', 'libs', 'packages', 'test', 'tools'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map(name => join(folder, name))
      .filter(name => /\.(ts|js|py|md)$/.test(name) && !name.includes('node_modules')),
  );
  /** Whose gender nobody knows; the persons of the demo have names. A text in quotes of its own is a value. */
  const gendered = (said: string): string[] =>
    said.match(/(?<!['\w])(?:he|him|his|himself|she|hers|herself)(?!['\w])/gi) ?? [];
  /** What a program calls by words that were given up; stored names keep them, and a server may fall silent. */
  const coined = (said: string): string[] =>
    said.match(/(?:class|const|function|interface|type) \w*(?:silence|undertaker)\w*/gi) ?? [];
  const self = 'test/architecture/habits.spec.ts';
  const stored = /^libs\/event-store\/eventstoredb\/|migrations\.ts$/;

  test('people are "they"', () => {
    const found = texts.filter(name => !name.startsWith('tools/demo/') && name !== self);
    expect(found.length).toBeGreaterThan(800);
    expect(found.filter(name => gendered(text(name)).length > 0)).toEqual([]);
    expect(gendered("Who lost his key says so; ['iw', 'he'] are the same.")).toEqual(['his']);
  });

  test('no name of the code is a private metaphor', () => {
    expect(texts.filter(name => /silence|undertaker|heir|house/.test(name) && !stored.test(name))).toEqual(
      [],
    );
    const code = texts.filter(name => !stored.test(name) && name !== self);
    expect(code.filter(name => coined(text(name)).length > 0)).toEqual([]);
    expect(coined('const noSilence = 1; class Undertaker {}')).toEqual([
      'const noSilence',
      'class Undertaker',
    ]);
    const spoken = (said: string): boolean =>
      /\b(?:undertakers?|heirs?|side doors?|(?:every|no|this|whatever) door)\b/i.test(said);
    expect(code.filter(name => spoken(text(name)))).toEqual([]);
    expect(['its heir', 'by whatever door', 'door twee beslist'].filter(spoken)).toEqual([
      'its heir',
      'by whatever door',
    ]);
  });
});
