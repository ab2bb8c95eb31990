import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from '../demo/service';
import { officersStory } from './story';
import { Visit, VIEWS } from './visit';

/** Debian's package; another one by CHROMIUM. */
const BROWSERS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/**
 * Looks at the page in a real browser: `npm run check:console [-- --out DIR]`. Exit code 0: all held; 1: something did
 * not; and without a browser nothing was looked at, which is told with a count.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const browser = BROWSERS.find(path => path !== undefined && existsSync(path));
  if (browser === undefined) {
    process.stdout.write(`skipped: there is no browser, ${VIEWS.length * 12 + 6} checks were not made\n`);
    return;
  }
  const out = values.out === undefined ? undefined : resolve(values.out);
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const service = await startService(join(out ?? '.data-check-console', 'data'));
  const visit = await Visit.begin(browser, service.url, out);
  try {
    await officersStory(visit);
  } catch (error) {
    visit.failed(`the story goes on: ${error instanceof Error ? error.message : 'it broke'}`);
  } finally {
    await visit.end();
    await service.stop();
  }
  process.stdout.write(`\nconsole: ${visit.passed} passed, ${visit.failures} failed\n`);
  process.exitCode = visit.failures === 0 ? 0 : 1;
}

void main();
