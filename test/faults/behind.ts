import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { App, temporaryFolder } from '../setup/app';
import { migratedDatabase } from '../setup/database';
import { TcpProxy } from '../setup/tcp-proxy';
import { done, type Answered, type Http } from '../scenarios/http';

/** The real service, whose ways to its databases a test can break. */
export interface Behind {
  readonly app: App;
  /** Before the database of log, records and register. */
  readonly log: TcpProxy;
  readonly keyring: TcpProxy;
  dispose(): Promise<void>;
}

export async function startBehindProxies(): Promise<Behind> {
  const database = await migratedDatabase();
  const log = await TcpProxy.start(database.serviceUrl);
  const keyring = await TcpProxy.start(database.keyringUrl);
  const app = new App(
    temporaryFolder(),
    {
      ...database,
      serviceUrl: log.url,
      ownerUrl: log.through(database.ownerUrl),
      keyringUrl: keyring.url,
    },
    // The log is what these tests break: in PostgreSQL, whatever the run's environment names.
    { env: { EVENTSTORE_URL: '' } },
  );
  await app.start();
  return {
    app,
    log,
    keyring,
    dispose: async () => {
      for (const proxy of [log, keyring]) proxy.restore();
      // In order it would wait for what a test has left hanging.
      await app.kill9();
      await app.dispose();
      for (const proxy of [log, keyring]) await proxy.close();
    },
  };
}

/** A command with its key: to be sent, and sent again. */
export interface Sent {
  readonly path: string;
  readonly body: object;
  readonly headers?: Record<string, string>;
  readonly key: ReturnType<typeof randomUUID>;
}

export function send(http: Http, { path, body, key, headers = {} }: Sent): Promise<Answered> {
  return http.command('service', path, body, key, headers);
}

export function registration(email: string): Sent {
  const values = {
    familyName: 'Claes',
    givenName: 'Noor',
    email,
    address: { street: 'Markt', number: '4', postalCode: '8000', city: 'Brugge', country: 'BE' },
  };
  const body = { kind: 'natural-person', policy: '2018-05-25', collect: [{ purpose: 'contract', values }] };
  return { path: '/v1/subjects', body, key: randomUUID() };
}

export function correction(subject: string, version: number, email: string): Sent {
  return {
    path: `/v1/subjects/${subject}/correct`,
    body: { values: { email }, channel: 'application' },
    headers: { 'if-match': `"${version}"` },
    key: randomUUID(),
  };
}

/** The version of a record, from its ETag. */
export async function versionOf(record: Promise<Answered>): Promise<number> {
  const { headers } = await done(record);
  return Number(/^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1]);
}

/** What the documentation tells a caller to do: the same again, with the same key, while the answer is a 503. */
export async function untilTaken(http: Http, sent: Sent): Promise<Answered> {
  for (;;) {
    const answered = await send(http, sent);
    if (answered.status !== 503) return answered;
    await delay(50);
  }
}

/** Status, code, and whether it says when to come again. */
export function refusal({ status, body, headers }: Answered): unknown[] {
  const seconds = Number(headers.get('retry-after'));
  return [status, body.code, headers.get('content-type')?.split(';')[0], seconds >= 1 && seconds <= 60];
}

export const unavailable = (code: string): unknown[] => [503, code, 'application/problem+json', true];

/** What `GET /health/ready` says: the names of what fails, none when ready. */
export async function failing(app: App): Promise<unknown> {
  const response = await fetch(`${app.url}/health/ready`);
  const body = (await response.json()) as { checks?: string };
  return response.status === 200 ? 'ready' : [response.status, body.checks];
}
