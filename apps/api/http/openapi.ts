import type { TObject, TSchema } from '@sinclair/typebox';
import { closed, commandAnswer, isByMediaType, paramsOf, type ByMediaType } from '#libs/http';
import { PROBLEMS, type ProblemCode } from '#libs/kernel';
import { codesOf } from './codes';
import { Components } from './components';
import type { Prepared } from './prepared';

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly [member: string]: unknown;
}

/** The OpenAPI 3.1 document of the endpoints, from the declarations that also guard them. */
export function openApi(endpoints: readonly Prepared[], version: string, issuer: string): OpenApi {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}');
    (paths[path] ??= {})[endpoint.endpoint.method.toLowerCase()] = operation(endpoint, components);
  }
  const tags = [...new Set(endpoints.map(({ options }) => options.tag))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Inzage',
      version,
      description: "Customers' personal data, kept as a log of what was done with it.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tags.map(name => ({ name })),
    paths,
    components: components.document(issuer),
  };
}

function operation(prepared: Prepared, components: Components): Record<string, unknown> {
  const { options, isCommand } = prepared;
  const { roles, scopes } = options;
  return {
    operationId: prepared.name,
    tags: [options.tag],
    summary: options.summary,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(roles === 'anyone' ? { security: [] } : { security: [{ token: scopes ?? [] }], 'x-roles': roles }),
    parameters: parameters(prepared, components),
    ...requestBody(prepared, components),
    responses: {
      ...(isCommand ? commandResponses(prepared, components) : queryResponses(prepared, components)),
      ...problemResponses(prepared),
    },
  };
}

function parameters(prepared: Prepared, components: Components): unknown[] {
  const { options, isCommand, endpoint } = prepared;
  const path = paramsOf(endpoint.path).map(name => {
    const form = options.params?.[name];
    const schema = form ? { type: 'string', pattern: form.source } : { type: 'string', format: 'uuid' };
    return { name, in: 'path', required: true, schema };
  });
  const query = Object.entries((options.query?.properties ?? {}) as Record<string, TSchema>).map(
    ([name, schema]) => ({
      name,
      in: 'query',
      required: options.query?.required?.includes(name) ?? false,
      ...(schema.description === undefined ? {} : { description: schema.description }),
      schema: components.schema(schema),
    }),
  );
  const named = [
    isCommand && 'IdempotencyKey',
    options.ifMatch && 'IfMatch',
    options.conditional && 'IfNoneMatch',
    isCommand && 'DryRun',
    options.purpose && (options.roles.includes('customer') ? 'PurposeOrOwn' : 'Purpose'),
    options.position && 'Position',
    options.roles !== 'anyone' && 'Traceparent',
  ].filter(name => typeof name === 'string');
  return [...path, ...query, ...named.map(name => ({ $ref: `#/components/parameters/${name}` }))];
}

function requestBody({ options }: Prepared, components: Components): { requestBody?: unknown } {
  if (options.stream) {
    const content = Object.fromEntries(
      options.stream.types.map(type => [
        type,
        { schema: { type: 'string', examples: [options.stream!.examples[type]] } },
      ]),
    );
    return {
      requestBody: { required: true, description: `At most ${options.stream.limit} bytes.`, content },
    };
  }
  if (!options.body) return {};
  return {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: components.schema(options.body) } },
    },
  };
}

function commandResponses({ options }: Prepared, components: Components): Record<string, unknown> {
  const { answer } = options as { answer?: TObject };
  const schema = components.schema(closed({ ...commandAnswer, ...answer?.properties }));
  const response = (description: string): unknown => ({
    description,
    headers: {
      ...(options.ifMatch || options.creates ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
      ...(options.creates ? { Location: { $ref: '#/components/headers/Location' } } : {}),
    },
    content: { 'application/json': { schema } },
  });
  return options.creates
    ? { 201: response('Created.'), 200: response('Nothing was created: a dry run, or nothing to do.') }
    : { 200: response('Done, or nothing to do.') };
}

function queryResponses({ options }: Prepared, components: Components): Record<string, unknown> {
  const { response } = options;
  const byType: ByMediaType<TSchema> = isByMediaType(response) ? response : { 'application/json': response };
  const content = Object.fromEntries(
    Object.entries(byType).map(([type, schema]) => [
      type,
      { schema: schema ? components.schema(schema) : { type: 'string' } },
    ]),
  );
  return {
    200: { description: 'The answer.', headers: { ETag: { $ref: '#/components/headers/ETag' } }, content },
    ...(options.conditional && {
      304: { description: 'The caller has it: its ETag is among `If-None-Match`.' },
    }),
  };
}

/** One response for each status; its schema names the codes that this endpoint can answer. */
function problemResponses(prepared: Prepared): Record<string, unknown> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codesOf(prepared)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map(code => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n\n'),
        headers: {
          ...(status === 503 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
          ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/WwwAuthenticate' } } : {}),
        },
        content: {
          'application/problem+json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Problem' },
                { type: 'object', required: ['code'], properties: { code: { type: 'string', enum: codes } } },
              ],
            },
            examples: Object.fromEntries(
              codes.map(code => [code, { $ref: `#/components/examples/${code}` }]),
            ),
          },
        },
      },
    ]),
  );
}
