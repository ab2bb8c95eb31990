import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { App } from '../setup/app';
import { logEnvironment } from '../setup/log';
import { BRIEF } from '../setup/program';

export interface Diagnosis {
  /** Exit code of the process. */
  readonly exit: number | null;
  readonly healthy: boolean;
  /** All codes that were found, each once, in the order of the checks. */
  readonly codes: readonly string[];
  readonly checks: readonly {
    readonly check: string;
    readonly result: 'ok' | 'finding' | 'not-seen';
    readonly findings?: readonly { code: string; count: number; where: readonly string[]; todo: string }[];
  }[];
  readonly said: string;
}

const cli = join(__dirname, '../../dist/apps/cli/main.js');

export interface RunOptions {
  readonly tool?: string;
  readonly args?: readonly string[];
  /** Ends it by SIGKILL. */
  readonly kill?: AbortSignal | undefined;
}

/** The real process, with the settings of a service that runs. */
export async function run(
  environment: Readonly<Record<string, string>>,
  { tool = 'doctor', args = [], kill }: RunOptions = {},
): Promise<{ exit: number | null; out: string; said: string }> {
  const child = spawn(process.execPath, [...BRIEF, cli, tool, ...args], {
    env: { PATH: process.env.PATH, ...environment },
  });
  kill?.addEventListener('abort', () => child.kill('SIGKILL'));
  let [out, said] = ['', ''];
  child.stdout.on('data', chunk => (out += String(chunk)));
  child.stderr.on('data', chunk => (said += String(chunk)));
  return new Promise(resolve => child.once('close', exit => resolve({ exit, out, said })));
}

export function settingsOf({ dataDir, database, options }: App): Record<string, string> {
  return {
    INZAGE_DATA_DIR: dataDir,
    ...(database && {
      DATABASE_URL: database.serviceUrl,
      DATABASE_ADMIN_URL: database.ownerUrl,
      KEYRING_URL: database.keyringUrl,
    }),
    ...logEnvironment(database?.serviceUrl ?? dataDir),
    ...options.env,
  };
}

/** All that the doctor has written in this test file. */
export const written: string[] = [];

export async function diagnose(app: App, changed: Readonly<Record<string, string>> = {}): Promise<Diagnosis> {
  const { exit, out, said } = await run({ ...settingsOf(app), ...changed }, { args: ['--json'] });
  if (out === '') throw new Error(`no diagnosis, exit ${exit}: ${said}`);
  written.push(out, said);
  const { healthy, checks } = JSON.parse(out) as Pick<Diagnosis, 'healthy' | 'checks'>;
  const codes = checks.flatMap(({ findings = [] }) => findings.map(({ code }) => code));
  return { exit, healthy, codes: [...new Set(codes)], checks, said };
}
