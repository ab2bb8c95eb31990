import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DeclaredProblems } from '../setup/declared';
import { until } from '../setup/until';

/** Before the same command is sent again. */
const PAUSE_MS = 20;

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

/** An answer 503, as a caller met it. */
export interface Unavailable {
  /** Of the process that gave it. */
  readonly url: string;
  readonly at: number;
  readonly code: string;
}

/**
 * A caller who does what the documentation says: one command after the other, each sent again until it is answered. It rests
 * in between, or a few of them would have the machine to themselves for as long as a fault lasts. From its first
 * answer on, a "not now" that OpenAPI does not name fails the test: before, the document that says so may be out of reach.
 */
export class Caller {
  subject = '';
  version = 0;
  acknowledged = 0;
  /** Answers that came only to a retry, because the first one was lost. */
  retried = 0;
  readonly unavailable: Unavailable[] = [];
  private pending: Command | undefined;
  /** Of the process that answered first: all are of one program. */
  private declared: DeclaredProblems | undefined;

  constructor(
    /** Of the process to speak to next. */
    private readonly address: () => string,
    private readonly token: string,
    private readonly name: string,
    /** Between an answer and the next command, in milliseconds. */
    private readonly restMs = 200,
  ) {}

  /** Goes on until told to stop. Never gives up a command: it ends with the one at hand answered, or pending. */
  async work(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await pause((await this.once()) ? this.restMs : PAUSE_MS);
  }

  /** Sends what is pending until it is answered. */
  async settle(): Promise<void> {
    while (this.pending && !(await this.once())) await pause(PAUSE_MS);
  }

  /** @returns whether it was answered with other than "not now" */
  private async once(): Promise<boolean> {
    const again = this.pending !== undefined;
    const command = (this.pending ??= this.next());
    let response: Response;
    let text: string;
    const url = this.address();
    try {
      response = await fetch(`${url}${command.path}`, {
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
      const { code } = JSON.parse(text) as { code: string };
      this.declared?.require('POST', command.path, 503, code);
      this.unavailable.push({ url, at: Date.now(), code });
      return false;
    }
    if (!response.ok) throw new Error(`${this.name}: ${command.path} answered ${response.status} ${text}`);
    const answer = JSON.parse(text) as { subject?: string; repeated: boolean };
    this.pending = undefined;
    this.declared ??= await DeclaredProblems.of(url).catch(() => undefined);
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

/** Resolves when every caller was answered as many times more. */
export async function answers(callers: readonly Caller[], more: number): Promise<void> {
  const before = callers.map(({ version }) => version);
  const last = Date.now() + 60_000;
  while (callers.some(({ version }, n) => version < before[n]! + more)) {
    if (Date.now() > last) throw new Error('a caller is not answered');
    await pause(10);
  }
}

/** What the service holds of a caller's subject, against what the caller was told. */
export async function differences(
  url: string,
  token: string,
  { subject, version, acknowledged }: Caller,
): Promise<string[]> {
  if (subject === '') return [];
  const at = `${url}/v1/subjects/${subject}`;
  const record = (await asked(`${at}/record?purpose=customer-care`, token)) as { version: number };
  const corrected = await entries(`${at}/register?purpose=customer-care&kind=corrected&limit=500`, token);
  const registered = await entries(`${at}/register?purpose=customer-care&kind=registered`, token);
  return [
    ...(record.version === version ? [] : [`record of version ${record.version}, told ${version}`]),
    ...(corrected === acknowledged ? [] : [`${corrected} corrections in the register, told ${acknowledged}`]),
    ...(registered === 1 ? [] : [`registered ${registered} times`]),
  ];
}

async function entries(url: string, token: string): Promise<number> {
  let count = 0;
  let cursor = '';
  do {
    const page = (await asked(`${url}${cursor}`, token)) as { entries: unknown[]; next?: string };
    count += page.entries.length;
    cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');
  return count;
}

/** A query's answer; read models that are behind the log (503) are waited for. */
async function asked(url: string, token: string): Promise<unknown> {
  const ask = (): Promise<Response> => fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const answer = await until(ask, ({ status }) => status !== 503, 60_000);
  if (!answer.ok)
    throw new Error(`${new URL(url).pathname} answered ${answer.status} ${await answer.text()}`);
  return answer.json();
}
