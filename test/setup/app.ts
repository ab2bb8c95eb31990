import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CLIENTS, DEVELOPMENT_SECRET, PERSONA_GRANT } from '#apps/issuer/clients';
import { migratedDatabase, type TestDatabase } from './database';
import { askToken } from './issuer';
import { logEnvironment } from './log';
import { BRIEF } from './program';

const root = join(__dirname, '../..');
const processes = new Set<ChildProcess>();
process.on('exit', () => processes.forEach(child => child.kill('SIGKILL')));

export interface AppOptions {
  /**
   * `shared`: databases of its own in the PostgreSQL of this test run, and tokens of the run's issuer. `embedded`: starts
   * both by itself, as a user's.
   */
  readonly postgres?: 'shared' | 'embedded';
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Script of package.json that is run, without npm between, instead of the compiled entry. */
  readonly script?: string;
  /** Certificate of the issuer, PEM, where it speaks TLS. */
  readonly ca?: string;
}

export interface TokenOptions {
  readonly sub?: string;
  /** A service's; by default all that its client may have. */
  readonly scopes?: readonly string[];
  /** A client other than that of the role's name. */
  readonly client?: string;
  /** Seconds; below zero: expired already. People only. */
  readonly expiresIn?: number;
  /** Instead of the client's own. People only. */
  readonly roles?: readonly string[];
  readonly audience?: string;
  /** An ID token instead of an access token. People only. */
  readonly idToken?: boolean;
}

/** Environment of a service that starts its issuer by itself, beside the PostgreSQL of this test run. */
export const OWN_ISSUER = { OIDC_ISSUER: '' };

/** A folder that the embedded PostgreSQL of a test run by root can pass through. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-app-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** The real service as a process of its own, by default in the development profile, on free ports. */
export class App {
  private process: ChildProcess | undefined;
  private output = '';
  private port = 0;
  url = '';
  issuer = '';

  constructor(
    readonly dataDir: string,
    /** Set before its first start; undefined where it starts its own PostgreSQL. */
    public database: TestDatabase | undefined,
    readonly options: AppOptions = {},
  ) {}

  get pid(): number {
    return this.process!.pid!;
  }

  /** All that it has written, to both streams, over all its starts. */
  log(): string {
    return this.output;
  }

  /** @throws Error when it has ended by itself */
  assertRunning(): void {
    if (this.process!.exitCode !== null) throw new Error(`the service ended:\n${this.output}`);
  }

  /** Resolves when it has written something more. @throws Error when it has ended */
  async moved(): Promise<void> {
    const child = this.process!;
    const more = [child.stdout!, child.stderr!].map(stream => once(stream, 'data'));
    this.assertRunning();
    await Promise.race([...more, once(child, 'close')]);
  }

  /** Spawns it without waiting. It leads a process group of its own, as a job of a terminal does. */
  spawn(): ChildProcess {
    const program = [...BRIEF, ...entry(this.options.script), ...(this.options.args ?? [])];
    const child = spawn(process.execPath, program, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.environment(),
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => (this.output += String(chunk)));
    processes.add(child);
    child.once('exit', () => processes.delete(child));
    return (this.process = child);
  }

  /** Starts it (again, on the same data and port) and waits until it is ready. */
  async start(): Promise<this> {
    const before = this.output.length;
    const child = this.spawn();
    let ended = false;
    child.once('close', () => (ended = true));
    for (;;) {
      const said = this.output.slice(before);
      this.url = /^ {2}API +(\S+)/m.exec(said)?.[1] ?? '';
      this.issuer = /^ {2}tokens of +(\S+)/m.exec(said)?.[1] ?? '';
      if (this.url && (await answers(`${this.url}/health/ready`))) break;
      if (ended) throw new Error(`the service ended instead of starting:\n${said}`);
      await delay(20);
    }
    this.port = Number(new URL(this.url).port);
    return this;
  }

  /** Starts it and waits for its end instead of for its readiness. */
  async outcome(): Promise<{ code: number | null; said: string }> {
    const before = this.output.length;
    const [code] = (await once(this.spawn(), 'close')) as [number | null];
    return { code, said: this.output.slice(before) };
  }

  /** Asks it to end by a signal, to its whole process group if it is a Ctrl-C. Resolves with the exit code. */
  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' = 'SIGTERM'): Promise<number | null> {
    return this.ended(() => process.kill(signal === 'SIGINT' ? -this.pid : this.pid, signal));
  }

  /** Waits for its end, however it comes. */
  async death(): Promise<void> {
    await this.ended(() => undefined);
  }

  async kill9(): Promise<void> {
    await this.ended(() => this.process!.kill('SIGKILL'));
  }

  private async ended(how: () => void): Promise<number | null> {
    const child = this.process!;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exit = once(child, 'close') as Promise<[number | null]>;
    how();
    return (await exit)[0];
  }

  /** Ends it and removes what it left. */
  async dispose(): Promise<void> {
    if (this.process) await this.stop();
    await this.database?.drop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** A token of the service's own issuer. */
  async tokenFor(role: string, options: TokenOptions = {}): Promise<string> {
    const client = options.client ?? role;
    const service = role === 'service';
    const scopes =
      options.scopes ?? (service ? (CLIENTS.find(known => known.id === client)?.scopes ?? []) : []);
    const form = new URLSearchParams({
      client_id: client,
      client_secret: DEVELOPMENT_SECRET,
      grant_type: service ? 'client_credentials' : PERSONA_GRANT,
      scope: [...(options.idToken ? ['openid'] : []), ...scopes].join(' '),
      ...(service ? {} : { sub: options.sub ?? `${role}.person` }),
      ...(options.expiresIn === undefined ? {} : { expires_in: String(options.expiresIn) }),
      ...(options.roles === undefined ? {} : { roles: options.roles.join(' ') }),
      ...(options.audience === undefined ? {} : { resource: options.audience }),
    });
    const answer = await askToken(this.issuer, Object.fromEntries(form), this.options.ca);
    if (answer.status !== 200) throw new Error(`no token: ${answer.error}`);
    return (options.idToken ? answer.id_token : answer.access_token)!;
  }

  private environment(): NodeJS.ProcessEnv {
    const { database } = this;
    return {
      PATH: process.env.PATH,
      PORT: String(this.port),
      INZAGE_DATA_DIR: this.dataDir,
      ...(database && {
        DATABASE_URL: database.serviceUrl,
        DATABASE_ADMIN_URL: database.ownerUrl,
        KEYRING_URL: database.keyringUrl,
        OIDC_ISSUER: process.env.INZAGE_TEST_ISSUER,
      }),
      ...logEnvironment(database?.serviceUrl ?? this.dataDir),
      ...this.options.env,
    };
  }
}

/** What node is given to run: as the script of that name says, or the compiled entry. */
function entry(script: string | undefined): string[] {
  if (script === undefined) return ['--disable-warning=ExperimentalWarning', 'dist/apps/api/main.js'];
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [exec, node, ...told] = scripts[script]!.split(' ');
  if (exec !== 'exec' || node !== 'node') throw new Error(`the script ${script} is not one process of node`);
  return told;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** A service that is not started yet, on a data folder (and databases) of its own. */
export async function newApp(options: AppOptions = {}): Promise<App> {
  const database = options.postgres === 'embedded' ? undefined : await migratedDatabase();
  return new App(temporaryFolder(), database, options);
}

/** Starts the real service and waits until it is ready. `dispose()` of it belongs in an `afterAll`. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const app = await newApp(options);
  try {
    return await app.start();
  } catch (error) {
    await app.dispose();
    throw error;
  }
}
