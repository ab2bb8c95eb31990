import { randomUUID } from 'node:crypto';
import type { Role } from '#libs/http';
import type { App } from '../setup/app';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly etag: string | null;
}

/** A caller of a scenario: a role, and who it is. */
export class Person {
  private token: Promise<string> | undefined;

  constructor(
    private readonly app: App,
    private readonly role: Role,
    /** Who it is; of a service its client. */
    private readonly sub?: string,
  ) {}

  /** Something that must be done. */
  async does(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const answer = await this.post(path, body, headers);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  /** The stable code of a refusal; the status where it was none. */
  async refused(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const { status, body: problem } = await this.post(path, body, headers);
    return problem.code ?? status;
  }

  async sees(path: string): Promise<Answer> {
    return this.send(path, { method: 'GET', headers: {} });
  }

  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  private async send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> {
    const { role, sub } = this;
    const named = sub === undefined ? {} : role === 'service' ? { client: sub } : { sub };
    this.token ??= this.app.tokenFor(role, named);
    const response = await fetch(`${this.app.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${await this.token}`, ...init.headers },
    });
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      text,
      body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
      etag: response.headers.get('etag'),
    };
  }
}

export const JAN = {
  familyName: 'Peeters & <b>Zoon</b>',
  givenName: 'Jan',
  address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
  telephone: '+3292251234',
  email: 'jan.peeters@example.be',
};

/** A customer with what their contract needs, who can sign in. */
export async function signUp(
  app: App,
  shop: Person,
  sub: string,
  values: object = JAN,
): Promise<{ readonly subject: string; readonly at: string; readonly self: Person }> {
  const { body } = await shop.does('/v1/subjects', {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
  });
  const subject = String(body.subject);
  const at = `/v1/subjects/${subject}`;
  await shop.does(`${at}/link-identity`, { issuer: app.issuer, subject: sub });
  return { subject, at, self: new Person(app, 'customer', sub) };
}
