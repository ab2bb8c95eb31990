import { randomUUID } from 'node:crypto';
import type { App, TokenOptions } from '../setup/app';
import { DeclaredProblems } from '../setup/declared';

export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

/** Headers that go with a request besides. */
export type Headed = Readonly<Record<string, string>>;

/** A role, or a role and a person or a client: `customer:jan`, `service:bookkeeping`; or what else its token says. */
type Who = string | (TokenOptions & { readonly role: string });

/**
 * The public API, spoken by whoever holds a token. A refusal that OpenAPI does not name fails the test, so all that specs ask
 * of it over HTTP they ask by this one.
 */
export class Http {
  private readonly tokens = new Map<string, Promise<string>>();
  private declared: DeclaredProblems | undefined;

  constructor(private readonly app: App) {}

  /** @param body what is sent as JSON; a text and bytes as they stand */
  async command(
    who: Who,
    path: string,
    body: unknown,
    key: string = randomUUID(),
    headers: Headed = {},
  ): Promise<Answered> {
    const asItIs = typeof body === 'string' || Buffer.isBuffer(body);
    const init = { method: 'POST', body: asItIs ? (body as Buffer<ArrayBuffer>) : JSON.stringify(body) };
    return this.send(who, path, init, { 'idempotency-key': key, ...headers });
  }

  async query(who: Who, path: string, parameters: Record<string, string> = {}): Promise<Answered> {
    const asked = new URLSearchParams(parameters).toString();
    return this.send(who, asked === '' ? path : `${path}?${asked}`, { method: 'GET' });
  }

  /** A query that is not a GET. */
  async post(who: Who, path: string, body?: unknown): Promise<Answered> {
    return this.send(who, path, {
      method: 'POST',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Ids of the subjects that are found by a login, a domain, an e-mail address and so on. */
  async search(who: string, by: object, purpose = 'customer-care'): Promise<string[]> {
    const { body } = await done(this.post(who, `/v1/searches?purpose=${purpose}`, by));
    return (body.subjects as { subject: string }[]).map(({ subject }) => subject);
  }

  private async send(who: Who, path: string, init: RequestInit, headers: Headed = {}): Promise<Answered> {
    const response = await fetch(`${this.app.url}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${await this.token(who)}`,
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    const type = response.headers.get('content-type') ?? '';
    const body = /\bjson\b/.test(type) ? (JSON.parse(text) as Record<string, unknown>) : {};
    const { status } = response;
    if (typeof body.code === 'string' && type.includes('problem+json')) {
      this.declared ??= await DeclaredProblems.of(this.app.url);
      this.declared.require(init.method!, path, status, body.code);
    }
    return { status, body, text, bytes, headers: response.headers };
  }

  private token(who: Who): Promise<string> {
    const known = JSON.stringify(who);
    const { role, ...options } = typeof who === 'string' ? named(who) : who;
    const token = this.tokens.get(known) ?? this.app.tokenFor(role, options);
    this.tokens.set(known, token);
    return token;
  }
}

function named(who: string): TokenOptions & { readonly role: string } {
  const [role = '', sub] = who.split(':');
  if (sub === undefined) return { role };
  return role === 'service' ? { role, client: sub } : { role, sub };
}

/** A natural person with a domain name and a way to sign in as `customer:<login>`. */
export async function customerWith(
  http: Http,
  app: App,
  login: string,
  domain?: string,
): Promise<{ subject: string; login: string }> {
  const { body } = await done(
    http.command('service', '/v1/subjects', {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [
        {
          purpose: 'contract',
          values: {
            familyName: 'Peeters',
            givenName: 'Jan',
            email: `${login}@example.be`,
            address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
          },
        },
      ],
    }),
  );
  const subject = String(body.subject);
  const at = `/v1/subjects/${subject}`;
  await done(http.command('service', `${at}/link-identity`, { issuer: app.issuer, subject: login }));
  if (domain !== undefined) {
    await done(
      http.command('service', `${at}/accept-document`, {
        document: 'terms:be',
        version: await termsOf(http),
        channel: 'application',
      }),
    );
    await done(http.command('service', `${at}/link-domain`, { domain, role: 'holder' }));
  }
  return { subject, login };
}

async function termsOf(http: Http): Promise<string> {
  const { body } = await done(http.query('staff', '/v1/catalogue'));
  const { documents } = body.catalogue as { documents: { document: string; version: string }[] };
  return documents.find(({ document }) => document === 'terms:be')!.version;
}

/** An answer that must be a success. */
export async function done(answer: Promise<Answered>): Promise<Answered> {
  const answered = await answer;
  if (answered.status >= 300) throw new Error(`answered ${answered.status}: ${answered.text.slice(0, 400)}`);
  return answered;
}
