import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startService } from '../demo/service';
import { Check } from './check';
import { STORIES } from './stories';

/** Debian's package; another one by CHROMIUM. */
const BROWSERS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const DATA = '.data-check-console';

/**
 * Looks at the page in a real browser: `npm run check:console [-- --out DIR] [-- --only STORY]`. Exit code 0: all held; 1:
 * something did not; and without a browser nothing was looked at, which is told with a count.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, only: { type: 'string', multiple: true } },
  });
  const names = Object.keys(STORIES).filter(name => values.only?.includes(name) ?? true);
  if (names.length === 0) throw new Error(`--only takes one of ${Object.keys(STORIES).join(', ')}`);
  const browser = BROWSERS.find(path => path !== undefined && existsSync(path));
  if (browser === undefined) {
    process.stdout.write(`skipped: there is no browser, ${names.length} stories were not told\n`);
    return;
  }
  const out = values.out === undefined ? undefined : resolve(values.out);
  if (out !== undefined) mkdirSync(out, { recursive: true });
  // Its people are registered once: each run begins with nobody.
  rmSync(DATA, { recursive: true, force: true });
  const service = await startService(DATA, 'info');
  await signing();
  const check = await Check.begin(browser, service, out);
  try {
    for (const name of names) await tell(check, name);
  } finally {
    await check.end(names.length === Object.keys(STORIES).length);
    await service.stop();
  }
  process.stdout.write(`\nconsole: ${check.passed} passed, ${check.failures.length} failed\n`);
  process.exitCode = check.failures.length === 0 ? 0 : 1;
}

/** Checkpoints are signed from now on, so that there are proofs and certificates. */
async function signing(): Promise<void> {
  const cli = join(__dirname, '../../apps/cli/main.js');
  const env = { ...process.env, INZAGE_DATA_DIR: DATA };
  const node = ['--disable-warning=ExperimentalWarning', cli, 'signing', 'make'];
  await promisify(execFile)(process.execPath, node, { env });
}

/** A story that breaks off is a failure of its own; the others are told all the same. */
async function tell(check: Check, name: string): Promise<void> {
  const began = Date.now();
  try {
    await STORIES[name]!(check);
  } catch (error) {
    check.failed(`the story goes on: ${name}: ${error instanceof Error ? error.message : 'it broke'}`);
    await check.pictures(`broke-${name}`);
  }
  await check.leave();
  process.stdout.write(`${name}: ${Math.round((Date.now() - began) / 1_000)} s\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'it broke'}\n`);
  process.exitCode = 1;
});
