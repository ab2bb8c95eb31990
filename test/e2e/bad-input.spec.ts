import { randomUUID } from 'node:crypto';
import type { Role } from '#libs/http';
import { startApp, type App, type TokenOptions } from '../setup/app';
import { DeclaredProblems } from '../setup/declared';
import { asksPurpose } from '../setup/described';
import { testLog } from '../setup/log';
import { formsOf } from '../setup/planted';

interface Operation {
  readonly 'x-roles'?: readonly Role[];
  readonly security: readonly { readonly token?: readonly string[] }[];
  readonly parameters: readonly {
    readonly $ref?: string;
    readonly name?: string;
    readonly in?: string;
    readonly schema?: { readonly format?: string };
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}
interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}
interface Case {
  readonly what: string;
  readonly code: string | readonly string[];
  readonly status: number;
  readonly send: RequestInit & { headers: Record<string, string> };
  /** What is wrong in the address: instead of the endpoint's own query, or of its path's ids. */
  readonly query?: string;
  readonly ids?: string;
}

const ROLES: readonly Role[] = ['service', 'staff', 'privacy-officer', 'customer'];
const PLANTED = { name: 'Slechtgeplantsma', field: 'geplantveldje', address: 'slecht@geplant.example' };
const BODY_LIMIT = 65_536;

/** Every endpoint of the API's own description × every role × every way to be wrong. New endpoints are covered by being described. */
describe('bad input', () => {
  let app: App;
  let endpoints: Endpoint[];
  const tokens = new Map<string, string>();
  let answers = '';

  beforeAll(async () => {
    app = await startApp({ postgres: 'shared', env: { LOG_LEVEL: 'debug' } });
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    endpoints = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation['x-roles'] !== undefined)
        .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  });
  afterAll(() => app.dispose());

  test('each is a problem of its own, writes nothing, and echoes nothing', async () => {
    expect(endpoints.length).toBeGreaterThan(30);
    const log = await testLog(app.database!);
    const before = await log.head();
    expect(before).not.toBeNull();
    const declared = await DeclaredProblems.of(app.url);
    const wrong: string[] = [];
    for (const endpoint of endpoints) {
      for (const { what, code, status, send, query, ids } of await casesOf(endpoint)) {
        const url = urlOf(endpoint, query, ids);
        const response = await fetch(url, { method: endpoint.method, ...send });
        const text = await response.text();
        answers += text;
        const answered = /^\{/.test(text)
          ? String((JSON.parse(text) as { code?: unknown }).code)
          : text.slice(0, 80);
        const type = response.headers.get('content-type') ?? '';
        const right =
          [code].flat().includes(answered) &&
          response.status === status &&
          type.startsWith('application/problem+json');
        if (right) declared.require(endpoint.method, new URL(url).pathname, status, answered);
        else
          wrong.push(
            `${endpoint.method} ${endpoint.path}, ${what}: ${response.status} ${answered} (${type})`,
          );
      }
    }
    expect(wrong).toEqual([]);
    expect(await log.head()).toBe(before);
    await log.close();
    for (const value of Object.values(PLANTED)) {
      for (const [form, bytes] of formsOf(value)) {
        expect({ form, answered: Buffer.from(answers).includes(bytes) }).toEqual({ form, answered: false });
        expect({ form, logged: Buffer.from(app.log()).includes(bytes) }).toEqual({ form, logged: false });
      }
    }
  }, 180_000);

  async function casesOf({ method, operation }: Endpoint): Promise<Case[]> {
    const roles = operation['x-roles']!;
    // A customer is told nothing of a foreign subject, not even what is wrong with the request: those who may are asked.
    const role = roles.find(each => each !== 'customer') ?? 'customer';
    const takesBody = role !== 'customer' && 'application/json' in (operation.requestBody?.content ?? {});
    const isCommand = operation.parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey'));
    const planted = JSON.stringify({ [PLANTED.field]: PLANTED.name, email: PLANTED.address });
    const by = async (who: Role, options: TokenOptions = {}): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await tokenOf(who, options)}`,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(isCommand && { 'idempotency-key': randomUUID(), 'if-match': '"1"' }),
    });
    const body = method === 'POST' ? { body: planted } : {};
    const cases: Case[] = [
      {
        what: 'no token',
        code: 'token-missing',
        status: 401,
        send: { headers: without(await by(role), 'authorization'), ...body },
      },
      {
        what: 'no token at all in it',
        code: 'token-invalid',
        status: 401,
        send: { headers: { ...(await by(role)), authorization: `Bearer ${PLANTED.name}` }, ...body },
      },
      {
        what: 'expired token',
        code: 'token-expired',
        status: 401,
        send: { headers: await by('staff', { expiresIn: -60 }), ...body },
      },
      {
        what: 'token for another API',
        code: 'token-invalid',
        status: 401,
        send: { headers: await by('staff', { audience: 'urn:somebody:else' }), ...body },
      },
      {
        what: 'ID token',
        code: 'token-invalid',
        status: 401,
        send: { headers: await by('staff', { idToken: true }), ...body },
      },
    ];
    for (const other of ROLES.filter(each => !roles.includes(each))) {
      cases.push({
        what: `as ${other}`,
        code: 'forbidden-role',
        status: 403,
        send: { headers: await by(other), ...body },
      });
    }
    if (roles.includes('service')) {
      const scopes = operation.security[0]!.token!.includes('catalogue:read')
        ? ['subjects:read']
        : ['catalogue:read'];
      cases.push({
        what: 'without the scope',
        code: 'forbidden-scope',
        status: 403,
        send: { headers: await by('service', { scopes }), ...body },
      });
    }
    if (takesBody) {
      const headers = await by(role);
      const add = (
        what: string,
        code: Case['code'],
        status: number,
        text: string,
        more: Record<string, string> = {},
      ): void => {
        cases.push({
          what,
          code,
          status,
          send: {
            headers: { ...headers, ...(isCommand && { 'idempotency-key': randomUUID() }), ...more },
            body: text,
          },
        });
      };
      add('another content type', 'unsupported-media-type', 415, planted, { 'content-type': 'text/plain' });
      add('broken JSON', 'malformed-json', 400, planted.slice(0, -1));
      add('no object', ['malformed-json', 'invalid-request'], 422, `["${PLANTED.name}"]`);
      add(
        'a member twice',
        'duplicate-key',
        400,
        `{"${PLANTED.field}":"${PLANTED.name}","${PLANTED.field}":1}`,
      );
      add('NUL', 'nul-character', 400, `{"${PLANTED.field}":"${PLANTED.name}\\u0000"}`);
      add('unknown member', ['unknown-field', 'invalid-request'], 422, planted);
      add(
        'too large',
        'body-too-large',
        413,
        JSON.stringify({ [PLANTED.field]: PLANTED.name.repeat(BODY_LIMIT / 10) }),
      );
    }
    const headers = await by(role);
    const purpose = asksPurpose(operation);
    const inPath = operation.parameters.filter(each => each.in === 'path');
    // What is not there, or not for a customer, is that before it is anything else.
    const there = role !== 'customer' && inPath.every(({ schema }) => schema?.format === 'uuid');
    if (method === 'GET' && there) {
      const query = `?${purpose ? 'purpose=customer-care&' : ''}${PLANTED.field}=${PLANTED.name}`;
      cases.push({
        what: 'an unknown parameter',
        code: 'unknown-field',
        status: 422,
        send: { headers },
        query,
      });
    }
    if (purpose && method === 'GET' && there)
      cases.push({
        what: 'no purpose',
        code: 'purpose-required',
        status: 422,
        send: { headers, ...body },
        query: '',
      });
    if (inPath.some(({ schema }) => schema?.format === 'uuid'))
      cases.push({
        what: 'an id that is none',
        code: 'not-found',
        status: 404,
        send: { headers, ...body },
        ids: PLANTED.name,
      });
    if (isCommand && takesBody) {
      const headers = await by(role);
      cases.push(
        {
          what: 'no key',
          code: 'idempotency-key-missing',
          status: 400,
          send: { headers: without(headers, 'idempotency-key'), ...body },
        },
        {
          what: 'a key that is no UUID',
          code: 'idempotency-key-invalid',
          status: 400,
          send: { headers: { ...headers, 'idempotency-key': PLANTED.name }, ...body },
        },
      );
      if (operation.parameters.some(({ $ref }) => $ref?.endsWith('/IfMatch'))) {
        cases.push({
          what: 'no If-Match',
          code: 'precondition-required',
          status: 428,
          send: { headers: without(headers, 'if-match'), ...body },
        });
      }
    }
    return cases;
  }

  async function tokenOf(role: Role, options: TokenOptions): Promise<string> {
    const name = JSON.stringify([role, options]);
    const known = tokens.get(name);
    if (known) return known;
    const token = await app.tokenFor(role, options);
    tokens.set(name, token);
    return token;
  }

  /** A concrete address: unknown ids, and what a query needs. */
  function urlOf({ path, operation }: Endpoint, query?: string, ids?: string): string {
    const filled = path.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
      const parameter = operation.parameters.find(each => each.name === name && each.in === 'path');
      return parameter?.schema?.format === 'uuid' ? (ids ?? randomUUID()) : '1';
    });
    const purpose = asksPurpose(operation) ? '?purpose=customer-care' : '';
    return `${app.url}${filled}${query ?? purpose}`;
  }
});

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}
