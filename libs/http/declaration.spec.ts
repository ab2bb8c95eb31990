import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { closed, command, Endpoint, query, type Call, type Result } from '#libs/http';

const correct = command('/v1/subjects/:subject/things/:thing', {
  summary: 'Correct a thing',
  tag: 'things',
  roles: ['service', 'customer'],
  scopes: ['subjects:write'],
  ifMatch: true,
  body: closed({ name: Type.String() }),
  answer: closed({ thing: Type.String() }),
});
const list = query('/v1/things', {
  summary: 'List things',
  tag: 'things',
  roles: 'anyone',
  query: closed({ limit: Type.Integer() }),
  response: Type.Array(Type.String()),
});

@Controller()
export class Things {
  @Endpoint(correct)
  async correct({
    params,
    body,
    version,
    context,
    stream,
  }: Call<typeof correct>): Promise<Result<typeof correct>> {
    const texts: readonly string[] = [params.subject, params.thing, body.name, context.commandId];
    const seen: number = version;
    const none: undefined = stream;
    // @ts-expect-error the path has no such parameter
    void params.other;
    void [texts, seen, none];
    return { outcome: { outcome: 'unchanged', repeated: false }, answer: { thing: params.thing } };
  }

  @Endpoint(list)
  async list({ query: { limit }, caller }: Call<typeof list>): Promise<Result<typeof list>> {
    const nobody: undefined = caller;
    void nobody;
    return [String(limit)];
  }

  // @ts-expect-error the answer is not what was declared
  @Endpoint(list)
  async wrong(_call: Call<typeof list>): Promise<number> {
    return 1;
  }
}

describe('a declaration that could let someone in by mistake does not get past the start', () => {
  const options = { summary: 'x', tag: 'x' };
  test.each([
    ['no role', () => command('/v1/x', { ...options, roles: [] })],
    ['a service without scope', () => command('/v1/x', { ...options, roles: ['service'] })],
    [
      'a customer, and nothing says whom it is about',
      () => query('/v1/x', { ...options, roles: ['customer'], response: Type.Null() }),
    ],
    [
      'a query parameter of the name of a common one',
      () =>
        query('/v1/x', {
          ...options,
          roles: ['staff'],
          query: closed({ purpose: Type.String() }),
          response: Type.Null(),
        }),
    ],
    [
      'a subject parameter that the path lacks',
      () => query('/v1/x/:a', { ...options, roles: ['customer'], about: 'b', response: Type.Null() }),
    ],
  ])('%s', (_what, declare) => {
    expect(declare).toThrow('/v1/x');
  });

  test('and one that says it does', () => {
    expect(
      query('/v1/x', { ...options, roles: ['customer'], about: 'none', response: Type.Null() }).method,
    ).toBe('GET');
  });
});
