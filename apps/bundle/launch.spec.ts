import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs a function often, and says whether V8's optimising compiler took it: before the program has started, and after. It
 * waits in one turn of the event loop, in which no timer comes due, but for `silent`.
 */
const PROGRAM = `// 0123456789abcdef
const TURBOFANNED = 1 << 6;
const hot = n => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i % 7;
  return sum;
};
const isOptimised = () => (%GetOptimizationStatus(hot) & TURBOFANNED) !== 0;
const runFor = ms => {
  for (const end = Date.now() + ms; Date.now() < end && !isOptimised(); ) hot(1000);
  return isOptimised();
};
const say = told => process.stdout.write(JSON.stringify(told));
exports.started = () => {
  const before = runFor(500);
  process.emit('inzage:started');
  say([before, runFor(20000)]);
};
exports.briefly = () => {
  process.emit('inzage:started');
  say([runFor(1000)]);
};
exports.silent = () => {
  const began = Date.now();
  const look = () => (isOptimised() || Date.now() - began > 60000 ? say([runFor(1)]) : (runFor(10), setTimeout(look, 10)));
  look();
};
`;

describe('a program that starts from the bundle', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inzage-launch-'));
    copyFileSync(join(__dirname, 'launch.cjs'), join(folder, 'launch.cjs'));
    writeFileSync(join(folder, 'index.js'), PROGRAM);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What it says of itself; run by the Node that runs this. */
  function launched(program: string, options: readonly string[] = [], env: NodeJS.ProcessEnv = {}): unknown {
    const launch = `require(${JSON.stringify(join(folder, 'launch.cjs'))}).launch('${program}')`;
    const args = ['--allow-natives-syntax', ...options, '-e', launch];
    const { status, stdout } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    expect(status).toBe(0);
    return JSON.parse(stdout);
  }

  test('is optimised once it says that it has started, and not before; its compiled form is kept, and starts as well', () => {
    expect(launched('started')).toEqual([false, true]);
    expect(readdirSync(join(folder, 'compiled'))).toHaveLength(1);
    expect(launched('started')).toEqual([false, true]);
  });

  test('is optimised after a while where it says nothing', () => {
    expect(launched('silent')).toEqual([true]);
  });

  test.each([
    ['--no-opt', ['--no-opt'], {}],
    ['--jitless', ['--jitless'], {}],
    ['--jitless in NODE_OPTIONS', [], { NODE_OPTIONS: '--jitless' }],
  ])('is never optimised where whoever starts it says %s', (_, options, env) => {
    expect(launched('briefly', options, env)).toEqual([false]);
  });
});
