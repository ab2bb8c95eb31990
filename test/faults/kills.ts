import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startApp, type App } from '../setup/app';

interface Command {
  readonly path: string;
  readonly key: string;
  readonly body: string;
  readonly ifMatch?: number;
}

const PERSON = {
  familyName: 'Claes',
  givenName: 'Noor',
  address: { street: 'Markt', number: '4', postalCode: '8000', city: 'Brugge', country: 'BE' },
};

/** A caller who does what the documentation says: one command after the other, each sent again until it is answered. */
class Caller {
  subject = '';
  version = 0;
  acknowledged = 0;
  /** Answers that came only to a retry, because the first one was lost. */
  retried = 0;
  private pending: Command | undefined;

  constructor(
    private readonly app: App,
    private readonly token: string,
    private readonly name: string,
  ) {}

  /** Goes on until told to stop. Never gives up a command: it ends with the one at hand answered, or pending. */
  async work(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) if (!(await this.once(stop))) return;
  }

  /** Sends what is pending until it is answered. */
  async settle(): Promise<void> {
    const never = new AbortController().signal;
    while (this.pending && !(await this.once(never))) await delay(50);
  }

  private async once(stop: AbortSignal): Promise<boolean> {
    const again = this.pending !== undefined;
    const command = (this.pending ??= this.next());
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.app.url}${command.path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
          'idempotency-key': command.key,
          ...(command.ifMatch !== undefined && { 'if-match': `"${command.ifMatch}"` }),
        },
        body: command.body,
      });
      text = await response.text();
    } catch {
      return false;
    }
    if (response.status === 503) {
      if (!stop.aborted) await delay(20);
      return !stop.aborted;
    }
    if (!response.ok) throw new Error(`${this.name}: ${command.path} answered ${response.status} ${text}`);
    const answer = JSON.parse(text) as { subject?: string; repeated: boolean };
    this.pending = undefined;
    if (again && answer.repeated) this.retried += 1;
    if (answer.subject !== undefined) {
      this.subject = answer.subject;
      this.version = 2;
    } else {
      this.version += 1;
      this.acknowledged += 1;
    }
    return true;
  }

  private next(): Command {
    if (this.subject === '') {
      const values = { ...PERSON, email: `${this.name}@example.be` };
      const body = {
        kind: 'natural-person',
        policy: '2018-05-25',
        collect: [{ purpose: 'contract', values }],
      };
      return { path: '/v1/subjects', key: randomUUID(), body: JSON.stringify(body) };
    }
    const body = { values: { email: `${this.name}-${this.version}@example.be` }, channel: 'application' };
    return {
      path: `/v1/subjects/${this.subject}/correct`,
      key: randomUUID(),
      body: JSON.stringify(body),
      ifMatch: this.version,
    };
  }
}

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly retried: number;
  /** What was not as it must be; empty. */
  readonly wrong: readonly string[];
}

/**
 * Kills the service (and every third time its PostgreSQL with it) with SIGKILL at random moments under load, starts it
 * again, and holds it to what it acknowledged: nothing lost, nothing doubled, records and register of one mind.
 */
export async function kills(
  count: number,
  say: (line: string) => void = () => undefined,
): Promise<KillReport> {
  const app = await startApp({ postgres: 'embedded' });
  try {
    const token = await app.tokenFor('service');
    const callers = Array.from({ length: 16 }, (_, n) => new Caller(app, token, `noor${n}`));
    for (let kill = 1; kill <= count; kill++) {
      const stop = new AbortController();
      const working = Promise.all(callers.map(caller => caller.work(stop.signal)));
      // Under load: something was answered since the start, and more is under way.
      const before = answered(callers);
      while (answered(callers) <= before) await delay(5);
      await delay(randomInt(0, 500));
      const database = kill % 3 === 0;
      if (database) killPostmaster(app.dataDir);
      await app.kill9();
      stop.abort();
      await working;
      await app.start();
      say(
        `  kill ${kill} of ${count}${database ? ', PostgreSQL too' : ''}: ${total(callers, 'acknowledged')} acknowledged so far`,
      );
    }
    for (const caller of callers) await caller.settle();
    return {
      kills: count,
      acknowledged: total(callers, 'acknowledged'),
      retried: total(callers, 'retried'),
      wrong: (await Promise.all(callers.map(caller => compare(app, caller)))).flat(),
    };
  } finally {
    await app.dispose();
  }
}

/** What the service holds of a caller's subject, against what the caller was told. */
async function compare(app: App, { subject, version, acknowledged }: Caller): Promise<string[]> {
  if (subject === '') return [];
  const officer = { headers: { authorization: `Bearer ${await app.tokenFor('privacy-officer')}` } };
  const at = `${app.url}/v1/subjects/${subject}`;
  const record = (await (await fetch(`${at}/record?purpose=customer-care`, officer)).json()) as {
    version: number;
  };
  const corrected = await entries(`${at}/register?purpose=customer-care&kind=corrected&limit=500`, officer);
  const registered = await entries(`${at}/register?purpose=customer-care&kind=registered`, officer);
  return [
    ...(record.version === version ? [] : [`record of version ${record.version}, told ${version}`]),
    ...(corrected === acknowledged ? [] : [`${corrected} corrections in the register, told ${acknowledged}`]),
    ...(registered === 1 ? [] : [`registered ${registered} times`]),
  ];
}

async function entries(url: string, options: RequestInit): Promise<number> {
  let count = 0;
  let cursor = '';
  do {
    const page = (await (await fetch(`${url}${cursor}`, options)).json()) as {
      entries: unknown[];
      next?: string;
    };
    count += page.entries.length;
    cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');
  return count;
}

function killPostmaster(dataDir: string): void {
  const file = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).find(name =>
    name.endsWith('postmaster.pid'),
  );
  if (file === undefined) throw new Error('no PostgreSQL to kill');
  process.kill(Number(readFileSync(join(dataDir, file), 'utf8').split('\n')[0]), 'SIGKILL');
}

function answered(callers: readonly Caller[]): number {
  return callers.reduce((sum, caller) => sum + caller.version, 0);
}

function total(callers: readonly Caller[], what: 'acknowledged' | 'retried'): number {
  return callers.reduce((sum, caller) => sum + caller[what], 0);
}
