import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Share } from '#libs/config';
import type { SubjectAccess } from '#libs/http';
import { derivedId, systemClock, type Clock } from '#libs/kernel';
import { createLog } from '#libs/logging';
import { createApp, type HttpParts } from '../app';
import { Health } from '../health';
import { Metrics } from '../metrics';
import type { IssuerSettings } from '../tokens';
import { AUDIENCE, startIssuer, type TestIssuer } from './issuer';

export const LOG_ID = '3e8f9f1c-52a7-8c11-9a53-6d3a6ad5f0b1';
/** The subject that the sign-in identity `customer` is; everybody else is none. */
export const OWN_SUBJECT = '0b8f2c64-9d1e-8f3a-b6f7-0d2f6c1f9a11';

export interface Harness {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Everything logged so far. */
  readonly log: () => string;
  /** Sends a request and reads its answer. A body that is no text or bytes is sent as JSON. */
  send(method: string, path: string, options?: SendOptions): Promise<Reply>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body. */
  readonly body: Record<string, unknown> & { code?: string; errors?: unknown };
}

const PLENTY: Share = { atOnce: 1_000, perSecond: 100_000 };

const secret = Buffer.alloc(32, 7);

/** The parts of a vault that HTTP asks for, without a keyring. */
export const macs: HttpParts['vault'] = {
  commandId: (...parts) => derivedId(secret, ...parts),
  pseudonym: async (issuer, subject) => derivedId(secret, 'pseudonym', issuer, subject),
};

const access: SubjectAccess = {
  auditIsOpen: async () => true,
  subjectOf: async (_issuer, subject) => (subject === 'customer' ? OWN_SUBJECT : undefined),
};

/** Controllers behind the real application, listening on loopback. */
export async function serve(
  controllers: Type[],
  options: {
    clock?: Clock;
    alg?: string;
    bodyLimit?: number;
    maxRequests?: number;
    service?: Share;
    person?: Share;
    bodySeconds?: number;
    issuer?: string;
    tokenType?: IssuerSettings['tokenType'];
    modules?: DynamicModule[];
    pages?: string;
  } = {},
): Promise<Harness> {
  const issuer = await startIssuer(options.alg);
  const lines: string[] = [];
  const [health, metrics] = [new Health(), new Metrics()];
  class TestModule {}
  Module({ controllers })(TestModule);
  const app = await createApp([TestModule, ...(options.modules ?? [])], {
    settings: {
      issuer: {
        issuer: options.issuer ?? issuer.url,
        audience: AUDIENCE,
        algorithms: ['RS256', 'ES256', 'EdDSA'],
        rolesClaim: 'roles',
        tokenType: options.tokenType ?? 'at+jwt',
      },
      pageClient: 'console',
      ...(options.pages !== undefined && { pages: options.pages }),
      bodyLimit: options.bodyLimit ?? 4096,
      places: {
        max: options.maxRequests ?? 100,
        service: options.service ?? PLENTY,
        person: options.person ?? PLENTY,
      },
      bodySeconds: options.bodySeconds ?? 10,
      version: '0.0.0',
      metrics: 'open',
    },
    parts: () => ({ vault: macs, access, logId: LOG_ID }),
    clock: options.clock ?? systemClock,
    log: createLog('debug', { write: line => void lines.push(line) }),
    health,
    metrics,
  }).catch(async (error: unknown) => {
    await issuer.stop();
    throw error;
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    send: (method, path, options = {}) => send(method, `${url}${path}`, options),
    issuer,
    health,
    metrics,
    log: () => lines.join(''),
    close: async () => {
      await app.close();
      await issuer.stop();
    },
  };
}

async function send(method: string, url: string, { token, headers = {}, body }: SendOptions): Promise<Reply> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Reply['body'],
  };
}
