import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRIEF } from '../setup/program';

const root = join(__dirname, '../..');
const main = join(root, 'dist/apps/cli/main.js');

interface Run {
  readonly exit: number | null;
  readonly out: string;
  readonly said: string;
}

/** The real entry, in an environment without settings. */
function cli(...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...BRIEF, main, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { exit: status, out: stdout, said: stderr };
}

/** A folder with a command in it is one. */
const commands = readdirSync(join(root, 'apps/cli'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);

describe('operators’ commands have one entry', () => {
  test('--help names them all', () => {
    const { exit, out, said } = cli('--help');
    expect([exit, said]).toEqual([0, '']);
    const named = [...out.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(commands.sort());
  });

  test.each([
    ['no command', []],
    ['one that there is not', ['constructor']],
  ])('%s: the list, and exit code 64', (_, args) => {
    const { exit, out, said } = cli(...args);
    expect([exit, out]).toEqual([64, '']);
    expect(said).toContain('COMMAND');
  });

  test('package.json has a script for each', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const called = Object.values(scripts).flatMap(
      script => /apps\/cli\/main\.js (\S+)/.exec(script)?.[1] ?? [],
    );
    expect(called.sort()).toEqual(commands.sort());
  });
});

describe.each(commands)('%s', name => {
  let usage: string;
  test('--help: its usage on standard output, exit code 0', () => {
    const { exit, out, said } = cli(name, '--help');
    expect([exit, said]).toEqual([0, '']);
    expect(out).toContain('npm run ');
    usage = out;
  });

  test.each([
    ['an option that it does not know', ['--no-such-option'], '--no-such-option'],
    ['more arguments than it takes', ['one', 'two'], 'argument'],
  ])('%s: what is wrong, its usage, exit code 64', (_, args, words) => {
    const { exit, out, said } = cli(name, ...args);
    expect([exit, out]).toEqual([64, '']);
    expect(said).toContain(words);
    expect(said).toContain(usage);
  });
});

test('`nest build` brings what is no TypeScript, and nothing that is only for tests', () => {
  const built = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
  const assets = ['apps', 'libs', 'tools', 'bench'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map(name => `${folder}/${name}`)
      // The page and the bundle are built by programs of their own.
      .filter(name => /\.(?!ts$)[a-z]+$/.test(name) && !/\/testing\/|^apps\/(console|bundle)\//.test(name)),
  );
  expect(assets).toContain('libs/catalogue/data/2018-05-25.json');
  expect(assets.filter(name => !built.includes(name))).toEqual([]);
  expect(built.filter(name => /\.spec\.|\/testing\//.test(name))).toEqual([]);
});
