import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a function often, and says whether V8's optimising compiler took it. */
const PROGRAM = `// 0123456789abcdef
const TURBOFANNED = 1 << 6;
const hot = n => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i % 7;
  return sum;
};
const isOptimised = () => (%GetOptimizationStatus(hot) & TURBOFANNED) !== 0;
exports.program = () => {
  for (const end = Date.now() + 20000; Date.now() < end && !isOptimised(); ) hot(1000);
  process.stdout.write(String(isOptimised()));
};
`;

test('a program that starts from the bundle is optimised by V8; its compiled form is kept, and starts as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-launch-'));
  try {
    copyFileSync(join(__dirname, 'launch.cjs'), join(folder, 'launch.cjs'));
    writeFileSync(join(folder, 'index.js'), PROGRAM);
    const launch = `require(${JSON.stringify(join(folder, 'launch.cjs'))}).launch('program')`;
    const env = { ...process.env, NODE_OPTIONS: '' };
    for (const start of ['first', 'second']) {
      const { stdout, stderr } = spawnSync(process.execPath, ['--allow-natives-syntax', '-e', launch], {
        encoding: 'utf8',
        env,
      });
      expect([start, stdout]).toEqual([start, 'true']);
      // V8 says there which of its options it does not know.
      expect(stderr).toBe('');
      expect(readdirSync(join(folder, 'compiled'))).toHaveLength(1);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
