import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROMISES = Array.from({ length: 22 }, (_, i) => `P${String(i + 1).padStart(2, '0')}`);
const NAMED = /\b(?:test|describe)(?:\.each\([^)]*\))?\(\s*(['"`])(.*?)\1/g;

/** Names of tests and of what groups them, in a text. */
function namesIn(text: string): string[] {
  return [...text.matchAll(NAMED)].map(([, , name]) => name!);
}

/** Promises of a name; `P10–P13` are four. */
function promisesOf(name: string): string[] {
  return [...name.matchAll(/P(\d\d)(?:–P(\d\d))?/g)].flatMap(([, first, last = first]) =>
    PROMISES.slice(Number(first) - 1, Number(last)),
  );
}

test('for each promise of the policy there is a test over HTTP that names it', () => {
  const kept = new Set(
    ['test/scenarios', 'test/e2e'].flatMap(folder =>
      readdirSync(folder)
        .filter(file => file.endsWith('.spec.ts'))
        .flatMap(file => namesIn(readFileSync(join(folder, file), 'utf8')))
        .flatMap(promisesOf),
    ),
  );
  expect(PROMISES.filter(promise => !kept.has(promise))).toEqual([]);
});

test('what only a comment or a title in passing says is no test', () => {
  expect(namesIn("test('P07: a', () => {}) // test P08\nconst x = 'P09';").flatMap(promisesOf)).toEqual([
    'P07',
  ]);
  expect(promisesOf('P02, P10–P13 P22')).toEqual(['P02', 'P10', 'P11', 'P12', 'P13', 'P22']);
});

test('docs/promises.md names each promise, with tests that name it', () => {
  const rows = readFileSync('docs/promises.md', 'utf8').split('\n');
  const shown = PROMISES.map(promise => {
    const row = rows.find(each => each.startsWith(`| ${promise} |`)) ?? '';
    const specs = [...row.matchAll(/\]\(\.\.\/(test\/[\w/-]+\.spec\.ts)\)/g)].map(([, path]) => path!);
    const naming = specs.filter(path =>
      namesIn(readFileSync(path, 'utf8')).flatMap(promisesOf).includes(promise),
    );
    return { promise, naming, specs };
  });
  expect(shown.filter(({ naming, specs }) => specs.length === 0 || naming.length < specs.length)).toEqual([]);
});
