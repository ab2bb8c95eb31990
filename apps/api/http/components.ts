import type { TSchema } from '@sinclair/typebox';
import { listed, PROBLEMS, RULES, type ProblemCode } from '#libs/kernel';
import { bodyOf } from './problem';

const text = (description: string, more: object = {}): object => ({
  schema: { type: 'string', ...more },
  description,
});

const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    ...text('A fresh UUID for each command, the same one for its retries.', { format: 'uuid' }),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    ...text('ETag of the record as it was read.', { examples: ['"3"'] }),
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    ...text('ETags of answers that the caller has.', { examples: ['"3"'] }),
  },
  DryRun: {
    name: 'dryRun',
    in: 'query',
    description: 'Decide, and write nothing.',
    schema: { type: 'boolean', default: false },
  },
  Purpose: {
    name: 'purpose',
    in: 'query',
    required: true,
    ...text('Why the caller looks: a purpose of the catalogue that allows looking. The look is recorded.'),
  },
  PurposeOrOwn: {
    name: 'purpose',
    in: 'query',
    ...text(
      'Why the caller looks, as for every other query. A customer looks at own data and need not say it. Everybody else has to.',
    ),
  },
  Position: {
    name: 'position',
    in: 'query',
    ...text('A position that a command answered: the answer is not older than that command.'),
  },
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    ...text('W3C Trace Context. It is kept with what is recorded.', {
      examples: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    }),
  },
};

const HEADERS = {
  ETag: text('Version of the record, for If-Match.'),
  Location: text('Path of what was created.'),
  RetryAfter: { description: 'Seconds until it is worth trying again.', schema: { type: 'integer' } },
  WwwAuthenticate: text('What the token lacks (RFC 6750).'),
};

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457. Further members depend on the code: names and numbers, never a personal value.',
  required: ['type', 'title', 'status', 'code', 'detail', 'trace'],
  properties: {
    type: { type: 'string', examples: ['urn:inzage:problem:not-found'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; see /v1/problems.' },
    detail: { type: 'string', description: 'What to do next.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['rule'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer into the body.' },
          parameter: { type: 'string', description: 'Name of a query parameter.' },
          rule: {
            type: 'string',
            enum: Object.keys(RULES),
            description: `Which rule is broken there: a keyword of JSON Schema, or a rule of the domain.\n\n${listed(RULES)}`,
          },
          form: {
            type: 'string',
            description: 'Of an attribute that passes through: the form that it has to have.',
          },
        },
      },
    },
    trace: { type: 'string', description: 'Finds the request in the logs.' },
  },
};

/** Named parts of the document: schemas with an `$id` once each, and what every endpoint shares. */
export class Components {
  private readonly schemas = new Map<string, string>();

  /** A TypeBox schema as OpenAPI has it: plain JSON, with a reference wherever it has an `$id`. */
  schema(schema: TSchema): unknown {
    const { $id, $ref, ...rest } = schema as { $id?: string; $ref?: string };
    if ($ref !== undefined) return { $ref: `#/components/schemas/${$ref}` };
    const plain = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, this.within(value)]));
    if ($id === undefined) return plain;
    const content = JSON.stringify(plain);
    const named = this.schemas.get($id);
    if (named !== undefined && named !== content) throw new Error(`two schemas are named ${$id}`);
    this.schemas.set($id, content);
    return { $ref: `#/components/schemas/${$id}` };
  }

  private within(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(each => this.within(each));
    return typeof value === 'object' && value !== null ? this.schema(value as TSchema) : value;
  }

  document(issuer: string): unknown {
    const schemas = [...this.schemas].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token (RFC 9068) of the issuer in `x-issuer`.',
          'x-issuer': issuer,
        },
      },
      parameters: PARAMETERS,
      headers: HEADERS,
      schemas: {
        Problem: PROBLEM,
        ...Object.fromEntries(schemas.map(([name, text]) => [name, JSON.parse(text) as unknown])),
      },
      examples: Object.fromEntries(
        (Object.keys(PROBLEMS) as ProblemCode[]).map(code => [
          code,
          {
            summary: PROBLEMS[code].title,
            value: JSON.parse(bodyOf({ code }, '4bf92f3577b34da6a3ce929d0e0e4736')) as unknown,
          },
        ]),
      ),
    };
  }
}
