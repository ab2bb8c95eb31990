import { randomUUID } from 'node:crypto';
import { CLIENTS, DEVELOPMENT_SECRET, PERSONA_GRANT } from '#apps/issuer/clients';
import type { Role } from '#libs/http';

export interface Response {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly version?: number;
}

/** Who speaks: a role, and for people who it is. */
export interface Speaker {
  readonly role: Role;
  readonly sub?: string;
}

/** The public HTTP API as the story's people and services use it. A query answers what was true when it came in. */
export class Client {
  private readonly tokens = new Map<string, string>();
  private constructor(
    private readonly url: string,
    private readonly issuer: string,
  ) {}

  static async of(url: string): Promise<Client> {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
      components: { securitySchemes: { token: { 'x-issuer': string } } };
    };
    return new Client(url, document.components.securitySchemes.token['x-issuer']);
  }

  /** Issuer of the tokens, as a customer's sign-in identity is linked to it. */
  get tokenIssuer(): string {
    return this.issuer;
  }

  async command(who: Speaker, path: string, body: unknown, version?: number): Promise<Response> {
    return this.send(who, 'POST', path, body, {
      'idempotency-key': randomUUID(),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
    });
  }

  /** Sends what is not JSON. */
  async upload(who: Speaker, path: string, type: string, content: string): Promise<Response> {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': type };
    return this.send(who, 'POST', path, content, headers);
  }

  async query(
    who: Speaker,
    path: string,
    parameters: Record<string, string> = {},
    body?: unknown,
  ): Promise<Response> {
    const query = new URLSearchParams(parameters);
    return this.send(who, body === undefined ? 'GET' : 'POST', `${path}?${query.toString()}`, body);
  }

  /** A query that is not a GET, without a body. */
  async post(who: Speaker, path: string): Promise<Response> {
    return this.send(who, 'POST', path, undefined);
  }

  private async send(
    who: Speaker,
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token(who)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json =
      (response.headers.get('content-type') ?? '').includes('json') &&
      !text.startsWith('[') &&
      text.split('\n').length < 3;
    const etag = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
    return {
      status: response.status,
      body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
      text,
      ...(etag !== undefined && { version: Number(etag) }),
    };
  }

  private async token({ role, sub }: Speaker): Promise<string> {
    const name = `${role} ${sub ?? ''}`;
    const known = this.tokens.get(name);
    if (known) return known;
    const form = new URLSearchParams({
      client_id: role,
      client_secret: DEVELOPMENT_SECRET,
      ...(role === 'service'
        ? {
            grant_type: 'client_credentials',
            scope: (CLIENTS.find(({ id }) => id === role)?.scopes ?? []).join(' '),
          }
        : { grant_type: PERSONA_GRANT, sub: sub ?? `${role}.person` }),
    });
    const response = await fetch(`${this.issuer}/token`, { method: 'POST', body: form });
    if (!response.ok)
      throw new Error(
        `${this.issuer} gives no token (${response.status}): the demo needs the development profile's issuer.`,
      );
    const { access_token: token } = (await response.json()) as { access_token: string };
    this.tokens.set(name, token);
    return token;
  }
}
