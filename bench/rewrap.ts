import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { Client } from 'pg';
import { PostgresVault, Rotation } from '#libs/vault/postgres';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { register, Subjects, type Existing } from './commands';
import { cpuOfServer, median } from './cpu';
import { load, type Load } from './generator';
import { projected } from './bulk';
import { serviceToken, type Service } from './service';

/** What rewrapping costs, and what the service keeps of its throughput meanwhile. */
export interface RewrapReport {
  readonly keys: number;
  /** While nothing else is done. */
  readonly keysPerSecond: number;
  /** CPU time of a key, µs: of the process that rewraps, and of PostgreSQL. */
  readonly cpu: { readonly rewrap: number; readonly postgres: number };
  readonly rounds: readonly {
    readonly before: number;
    readonly meanwhile: number;
    readonly keysPerSecond: number;
  }[];
  /** Share of its throughput that a mixed load keeps: the median of the rounds. */
  readonly keeps: number;
}

export interface RewrapOptions {
  readonly subjects: number;
  readonly keys: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

interface On {
  readonly service: Service;
  readonly postgres: EmbeddedPostgres & { readonly pid: number };
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** Rotates the master key by the operator's commands, first without load, then beside a mixed load. */
export async function rewrapping(on: On, options: RewrapOptions): Promise<RewrapReport> {
  const { service, postgres, folder, say } = on;
  const { subjects, keys, rounds: wanted, seconds, warmUpSeconds } = options;
  const settings = {
    INZAGE_DATA_DIR: join(folder, 'api'),
    INZAGE_SECRETS_FILE: join(folder, 'secrets.json'),
    DATABASE_URL: postgres.urls.service,
    DATABASE_ADMIN_URL: postgres.urls.owner,
    KEYRING_URL: postgres.urls.keyring,
  };
  const step = (name: string): Step => new Step(name, settings);
  say(`${keys} keys first …`);
  await mint(postgres.urls.keyring, settings.INZAGE_SECRETS_FILE, keys);

  await begin(step);
  const alone = await rewrapAlone(on, settings.INZAGE_SECRETS_FILE, keys);
  await step('retire').done();
  say(`without load  ${alone.keysPerSecond} keys/s; µs a key: ${JSON.stringify(alone.cpu)}`);

  const token = await serviceToken(service.issuer);
  const existing: Existing[] = [];
  say(`${subjects} customers, and ${warmUpSeconds} seconds to warm up …`);
  await load(service.api.url, token, () => register(one => existing.push(one)), { amount: subjects });
  const known = new Subjects(existing);
  const mixed = (): Promise<Load> => load(service.api.url, token, () => known.mixed(), { seconds });
  await load(service.api.url, token, () => known.mixed(), { seconds: warmUpSeconds });
  const rounds: { before: number; meanwhile: number; keysPerSecond: number }[] = [];
  for (let round = 1; round <= wanted; round++) {
    await projected(postgres.urls.owner);
    const { perSecond: before } = await mixed();
    await projected(postgres.urls.owner);
    await begin(step);
    const rewrap = step('rewrap');
    await rewrap.begun();
    const { perSecond: meanwhile } = await mixed();
    if (rewrap.ended) throw new Error('rewrapping was over before the load: take more --keys');
    const keysPerSecond = await rewrap.done();
    await step('retire').done();
    rounds.push({ before: Math.round(before), meanwhile: Math.round(meanwhile), keysPerSecond });
    say(
      `  round ${round}  mixed ${Math.round(before)}/s, while rewrapping ${Math.round(meanwhile)}/s; ${keysPerSecond} keys/s`,
    );
  }
  const keeps = median(rounds.map(({ before, meanwhile }) => meanwhile / before));
  return { keys, ...alone, rounds, keeps: Math.round(keeps * 100) / 100 };
}

/** In this process, so that its CPU time is that of rewrapping alone. */
async function rewrapAlone(
  { postgres }: On,
  secretsFile: string,
  keys: number,
): Promise<Pick<RewrapReport, 'keysPerSecond' | 'cpu'>> {
  const keyringUrl = postgres.urls.keyring;
  const rotation = new Rotation({ keyringUrl, secretsFile, logId: await logOf(keyringUrl) });
  const [began, own, server] = [performance.now(), process.cpuUsage(), cpuOfServer(postgres.pid)];
  await rotation.rewrap(
    () => Promise.resolve([]),
    () => undefined,
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(own);
  const each = (microseconds: number): number => Math.round((microseconds / keys) * 10) / 10;
  const cpu = { rewrap: each(user + system), postgres: each(cpuOfServer(postgres.pid) - server) };
  await rotation.close();
  return { keysPerSecond: Math.round(keys / seconds), cpu };
}

async function begin(step: (name: string) => Step): Promise<void> {
  await step('announce').done();
  // Refused until each process has read its secrets file again.
  for (let tries = 0; ; tries++)
    try {
      await step('activate').done();
      return;
    } catch (error) {
      if (tries === 20) throw error;
    }
}

/** A step of `npm run keys`, as a process of its own. */
class Step {
  ended = false;
  private said = '';
  private readonly first: Promise<unknown>;
  private readonly end: Promise<number | null>;

  constructor(
    private readonly name: string,
    settings: Record<string, string>,
  ) {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(__dirname, '../apps/cli/main.js'), 'keys', name],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, ...settings } },
    );
    const kill = (): boolean => child.kill('SIGKILL');
    process.once('exit', kill);
    const lines = createInterface({ input: child.stderr });
    this.first = new Promise(resolve => lines.once('line', resolve));
    lines.on('line', line => (this.said += `${line}\n`));
    this.end = new Promise(resolve =>
      child.once('close', code => {
        process.off('exit', kill);
        this.ended = true;
        resolve(code);
      }),
    );
  }

  /** Resolves when it tells how far it is. */
  async begun(): Promise<void> {
    await Promise.race([this.first, this.end]);
  }

  /** @returns rows a second, where it says so */
  async done(): Promise<number> {
    const code = await this.end;
    if (code !== 0) throw new Error(`keys ${this.name}: ${this.said}`);
    return Number(/Made anew: .*; (\d+)\/s/.exec(this.said)?.[1]);
  }
}

/** Keys that no event names: as many as a service of some years has. */
async function mint(keyringUrl: string, secretsFile: string, keys: number): Promise<void> {
  const logId = await logOf(keyringUrl);
  const vault = await PostgresVault.open({ keyringUrl, secretsFile, logId, logIsEmpty: false, stays: false });
  for (let made = 0; made < keys; made += 1_000)
    await Promise.all(
      Array.from({ length: Math.min(1_000, keys - made) }, () =>
        vault.seal(randomUUID(), [
          { owner: `subject:${randomUUID()}`, purpose: 'contract', period: 'contract', values: { n: 1 } },
        ]),
      ),
    );
  await vault.close();
}

async function logOf(keyringUrl: string): Promise<string> {
  const client = new Client({ connectionString: keyringUrl });
  await client.connect();
  const { rows } = await client.query<{ log: string }>('select log from identity');
  await client.end();
  return rows[0]!.log;
}
