import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { TestDatabase } from './database';
import { logEnvironment } from './log';
import { BRIEF } from './program';

const cli = join(__dirname, '../../dist/apps/cli/main.js');

/** `npm run projections:rebuild -- <name>`, on the databases of a test's service. */
export function rebuild(
  { serviceUrl, ownerUrl, keyringUrl }: TestDatabase,
  name: string,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [...BRIEF, cli, 'rebuild', name], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: serviceUrl,
      DATABASE_ADMIN_URL: ownerUrl,
      KEYRING_URL: keyringUrl,
      ...logEnvironment(serviceUrl),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)));
  return new Promise(resolve => child.once('close', code => resolve({ code, said })));
}
