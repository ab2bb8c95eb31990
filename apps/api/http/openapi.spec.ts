import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { closed, Endpoint, query, type Call, type Result } from '#libs/http';
import { PROBLEMS, RULES, type ProblemCode } from '#libs/kernel';
import { serve, type Harness } from './testing/harness';
import { change, ThingsController } from './testing/things';

interface Operation {
  operationId: string;
  security: object[];
  parameters: { $ref?: string; name?: string; in?: string; required?: boolean; schema?: object }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { content: Record<string, { schema: unknown; examples?: object }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

let harness: Harness;
let document: Document;
beforeAll(async () => {
  harness = await serve([ThingsController]);
  document = JSON.parse((await harness.send('GET', '/openapi.json')).text) as Document;
});
afterAll(() => harness.close());

const things = (): Operation => document.paths['/v1/subjects/{subject}/things']!.post!;
const operations = (): Operation[] => Object.values(document.paths).flatMap(path => Object.values(path));

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' ? [member as string] : references(member),
  );
}

test('every reference leads somewhere, every operation has a name of its own', () => {
  const all = references(document);
  expect(all.length).toBeGreaterThan(50);
  for (const reference of all) {
    const found = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], document);
    expect([reference, typeof found]).toEqual([reference, 'object']);
  }
  const names = operations().map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('things_change');
});

test('an operation says what the guard and the checks do', () => {
  const { parameters, security, requestBody, responses } = things();
  expect(security).toEqual([{ token: ['subjects:write'] }]);
  expect(parameters).toEqual([
    { name: 'subject', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ...['IdempotencyKey', 'IfMatch', 'DryRun', 'Traceparent'].map(name => ({
      $ref: `#/components/parameters/${name}`,
    })),
  ]);
  expect(requestBody?.content['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Change' });
  expect(Object.keys(responses).sort()).toEqual([
    '200',
    '201',
    '400',
    '401',
    '403',
    '404',
    '408',
    '409',
    '410',
    '412',
    '413',
    '415',
    '422',
    '428',
    '429',
    '500',
    '503',
  ]);
  expect(document.paths['/health/live']!.get!.security).toEqual([]);
});

test('a problem response names its codes, and each code has an example', () => {
  const { schema, examples } = things().responses['401']!.content['application/problem+json']!;
  expect(schema).toMatchObject({
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { properties: { code: { enum: ['token-missing', 'token-invalid', 'token-expired'] } } },
    ],
  });
  expect(Object.keys(examples!)).toEqual(['token-missing', 'token-invalid', 'token-expired']);
  for (const code of Object.keys(PROBLEMS) as ProblemCode[])
    expect(document.components.examples![code]).toMatchObject({
      value: { code, status: PROBLEMS[code].status },
    });
});

test('what rules there are is said where a caller reads of problems', () => {
  const { properties } = document.components.schemas!.Problem as { properties: Record<string, Items> };
  const { rule } = properties.errors!.items.properties;
  expect(rule!.enum).toEqual(Object.keys(RULES));
  for (const [name, what] of Object.entries(RULES))
    expect(rule!.description).toContain(`- \`${name}\`: ${what}`);
});
interface Items {
  readonly items: {
    readonly properties: Record<string, { readonly enum?: string[]; readonly description: string }>;
  };
}

test('examples of a body are bodies that pass', () => {
  const { examples } = document.components.schemas!.Change as { examples: unknown[] };
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(Value.Check(change.options.body as TSchema, example)).toBe(true);
});

test('two schemas of one name, or a request that is silent about other members, stop the start', async () => {
  const named = (schema: TSchema) => {
    const one = query('/v1/one', {
      summary: 'x',
      tag: 'x',
      roles: 'anyone',
      response: Type.Object({}, { $id: 'Same' }),
    });
    const two = query('/v1/two', {
      summary: 'x',
      tag: 'x',
      roles: 'anyone',
      method: 'POST',
      body: schema,
      response: Type.Null(),
    });
    @Controller()
    class Two {
      @Endpoint(one)
      async one(_: Call<typeof one>): Promise<Result<typeof one>> {
        return {};
      }
      @Endpoint(two)
      async two(_: Call<typeof two>): Promise<Result<typeof two>> {
        return null;
      }
    }
    return serve([Two]);
  };
  await expect(named(closed({ a: Type.String() }, { $id: 'Same' }))).rejects.toThrow(
    'two schemas are named Same',
  );
  await expect(named(closed({ in: Type.Array(Type.Object({ a: Type.String() })) }))).rejects.toThrow(
    'other members: a',
  );
});

describe('the page', () => {
  test('is served with everything it needs, and runs no script that is not ours', async () => {
    const page = await harness.send('GET', '/docs');
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("script-src 'self';");
    const scripts = [...page.text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, content] of scripts) {
      expect(content!.trim()).toBe('');
      const source = /src="([^"]+)"/.exec(attributes!)![1]!;
      expect((await harness.send('GET', new URL(source, `${harness.url}/docs`).pathname)).status).toBe(200);
    }
  });
});
