import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import {
  Answer,
  closed,
  command,
  Endpoint,
  oneOf,
  query,
  UuidText,
  type Call,
  type Result,
} from '#libs/http';
import { DomainError } from '#libs/kernel';

/** A small feature, to test what every feature gets. */
export const change = command('/v1/subjects/:subject/things', {
  summary: 'Change a thing',
  tag: 'things',
  roles: ['service', 'staff', 'customer'],
  scopes: ['subjects:write'],
  ifMatch: true,
  creates: true,
  body: closed(
    {
      name: Type.String({ minLength: 1, maxLength: 20 }),
      kind: Type.Optional(oneOf(['red', 'blue'] as const)),
      tags: Type.Optional(Type.Array(Type.String(), { maxItems: 3 })),
      how: Type.Optional(
        Type.Union([
          closed({ type: Type.Literal('letter'), day: Type.String() }),
          closed({ type: Type.Literal('call'), number: Type.Integer() }),
        ]),
      ),
      values: Type.Optional(Type.Record(Type.String(), Type.String())),
    },
    { $id: 'Change', examples: [{ name: 'first', kind: 'red' }] },
  ),
  answer: closed({ thing: UuidText, seen: Type.Unknown() }),
  problems: ['field-not-held'],
});

export const find = query('/v1/subjects/:subject/things', {
  summary: 'Find things',
  tag: 'things',
  roles: ['staff', 'service'],
  scopes: ['subjects:read'],
  query: closed({
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
    deep: Type.Optional(Type.Boolean()),
    kind: Type.Optional(oneOf(['red', 'blue'] as const)),
  }),
  purpose: true,
  position: true,
  response: Type.Object({ seen: Type.Unknown() }),
});

export const search = query('/v1/searches', {
  summary: 'Search',
  tag: 'things',
  method: 'POST',
  roles: ['staff'],
  body: closed({ email: Type.String() }),
  response: Type.Array(Type.String()),
});

export const load = command('/v1/imports', {
  summary: 'Import things',
  tag: 'things',
  roles: ['service'],
  scopes: ['subjects:write'],
  stream: {
    types: ['text/csv', 'application/x-ndjson'],
    limit: 100_000,
    examples: { 'text/csv': 'a,b\n', 'application/x-ndjson': '{}\n' },
  },
  answer: closed({ bytes: Type.Integer(), type: Type.String() }),
});

export const touch = command('/v1/touches', {
  summary: 'Touch',
  tag: 'things',
  roles: ['staff', 'service'],
  scopes: ['subjects:write'],
});

export const asCsv = query('/v1/things/:number/file', {
  summary: 'Download',
  tag: 'things',
  roles: 'anyone',
  params: { number: /^[0-9]{1,18}$/ },
  conditional: true,
  response: { 'text/csv': null },
});

/** What the next call does instead of answering. */
export const behaviour: { act?: (() => unknown) | undefined } = {};

@Controller()
export class ThingsController {
  @Endpoint(change)
  async change({
    params,
    body,
    version,
    context,
    caller,
  }: Call<typeof change>): Promise<Result<typeof change>> {
    await behaviour.act?.();
    return {
      outcome: { outcome: context.dryRun ? 'dry-run' : 'done', repeated: false, position: '42' },
      version: version + 1,
      location: `/v1/subjects/${params.subject}/things/1`,
      answer: {
        thing: context.commandId,
        seen: { params, body, version, context, role: caller.role, self: caller.self },
      },
    };
  }

  @Endpoint(find)
  async find({
    params,
    query,
    purpose,
    position,
    context,
    caller,
  }: Call<typeof find>): Promise<Result<typeof find>> {
    await behaviour.act?.();
    return new Answer(
      { seen: { params, query, purpose, position, context, role: caller.role } },
      { version: 7 },
    );
  }

  @Endpoint(search)
  async search({ body }: Call<typeof search>): Promise<Result<typeof search>> {
    if (body.email === 'refused') throw new DomainError('purpose-unknown', { purpose: 'x' });
    return [];
  }

  @Endpoint(load)
  async load({ stream }: Call<typeof load>): Promise<Result<typeof load>> {
    let bytes = 0;
    for await (const chunk of stream.bytes) bytes += (chunk as Buffer).length;
    return { outcome: { outcome: 'done', repeated: false }, answer: { bytes, type: stream.type } };
  }

  @Endpoint(touch)
  async touch(_call: Call<typeof touch>): Promise<Result<typeof touch>> {
    return { outcome: { outcome: 'unchanged', repeated: false } };
  }

  @Endpoint(asCsv)
  async asCsv({ params }: Call<typeof asCsv>): Promise<Result<typeof asCsv>> {
    return new Answer(`number\n${params.number}\n`, {
      type: 'text/csv',
      disposition: 'attachment; filename="things.csv"',
      tag: params.number,
      keepFor: 60,
    });
  }
}
