import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { DatabaseUrls } from '#libs/database';
import { CLIENTS, DEVELOPMENT_SECRET } from '#apps/issuer/clients';

/** A process under measurement. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  /** Its standard output after the line that says where it is, by lines; its standard input. */
  readonly lines: AsyncIterator<string>;
  write(line: string): void;
  /** Resident memory in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

/**
 * Starts a compiled entry point and waits for the line that says where it is.
 * @param root of what it is compiled to: this checkout's, or that of another one
 */
export async function run(
  entry: string,
  env: Record<string, string>,
  where: RegExp = /^(?: {2}API +|listening )(\S+)/,
  args: readonly string[] = [],
  root = resolve(__dirname, '..'),
): Promise<Running> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', resolve(root, entry), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env.PATH, ...env } },
  );
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let url: string | undefined;
  while (url === undefined) {
    const line = await lines.next();
    if (line.done) throw new Error(`${entry} did not start`);
    url = where.exec(line.value)?.[1];
  }
  return {
    url,
    pid: child.pid!,
    lines,
    write: line => void child.stdin.write(`${line}\n`),
    memory: () => memoryOf(child),
    stop: () => stop(child),
  };
}

export interface Service {
  /** The ones that run, or ran last. */
  api: Running;
  projector: Running;
  readonly issuer: string;
  /** Settings of an operator's command on the machine of the API, which signs. */
  readonly environment: Readonly<Record<string, string>>;
  startApi(): Promise<void>;
  /** One more beside it, that whoever starts it stops. */
  anotherApi(): Promise<Running>;
  startProjector(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * As in production: the API and the projector are processes of their own, and so is the issuer of the tokens.
 * @param settings beside those of the databases
 * @param root see {@link run}
 */
export async function runService(
  folder: string,
  urls: DatabaseUrls,
  settings: Readonly<Record<string, string>> = {},
  root?: string,
): Promise<Service> {
  const issuer = await run('apps/issuer/main.js', {}, /^(http\S+)/, [], root);
  const environment = (name: 'api' | 'projector'): Record<string, string> => ({
    INZAGE_DATA_DIR: join(folder, name),
    INZAGE_SECRETS_FILE: join(folder, 'secrets.json'),
    INZAGE_SIGNING_FILE: join(folder, 'signing.json'),
    INZAGE_CHECKPOINT_DIR: join(folder, 'checkpoints'),
    DATABASE_URL: urls.service,
    DATABASE_ADMIN_URL: urls.owner,
    KEYRING_URL: urls.keyring,
    ...settings,
  });
  const part = (name: 'api' | 'projector', data: string = name): Promise<Running> =>
    run(
      'apps/api/main.js',
      {
        ...environment(name),
        INZAGE_DATA_DIR: join(folder, data),
        INZAGE_RUN: name,
        OIDC_ISSUER: issuer.url,
        PORT: '0',
        LOG_LEVEL: 'warn',
      },
      undefined,
      [],
      root,
    );
  let others = 0;
  const service: Service = {
    api: await part('api'),
    projector: await part('projector'),
    issuer: issuer.url,
    environment: environment('api'),
    anotherApi: () => part('api', `api-${(others += 1)}`),
    async startApi() {
      service.api = await part('api');
    },
    async startProjector() {
      service.projector = await part('projector');
    },
    async stop() {
      for (const one of [service.api, service.projector, issuer]) await one.stop();
    },
  };
  return service;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function memoryOf(child: ChildProcess): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}

/** A token of a privacy officer of the development issuer. */
export async function officerToken(issuer: string, sub = 'olivia.officer'): Promise<string> {
  return token(issuer, {
    client_id: 'privacy-officer',
    client_secret: DEVELOPMENT_SECRET,
    grant_type: 'urn:inzage:development:persona',
    sub,
  });
}

export async function serviceToken(issuer: string): Promise<string> {
  const scope = CLIENTS.find(({ id }) => id === 'service')!.scopes.join(' ');
  return token(issuer, {
    client_id: 'service',
    client_secret: DEVELOPMENT_SECRET,
    grant_type: 'client_credentials',
    scope,
  });
}

async function token(issuer: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
}
