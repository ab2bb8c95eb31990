import { Controller, Inject, Module, type DynamicModule, type Type as Class } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Answer, Endpoint, query, ROLES, type Call, type Result } from '#libs/http';
import { DomainError, PROBLEMS } from '#libs/kernel';
import type { Health } from './health';
import type { Metrics } from './metrics';
import type { OpenApi } from './openapi';

const SYSTEM = Symbol('system');

/** What the service tells of itself. */
export interface System {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly document: () => OpenApi;
  /** Where people sign in with a browser. */
  readonly signIn: { readonly issuer: string; readonly client: string; readonly audience: string };
}

/** Who signs in with a browser. */
const PEOPLE = ROLES.filter(role => role !== 'service');

const open = { tag: 'system', roles: 'anyone' } as const;

const problems = query('/v1/problems', {
  ...open,
  summary: 'List every problem code and what to do next',
  description: 'Stable codes with status, title and what to do next; a refusal names its own in `code`.',
  response: Type.Array(
    Type.Object(
      {
        code: Type.String(),
        type: Type.String(),
        status: Type.Integer(),
        title: Type.String(),
        next: Type.String(),
      },
      { $id: 'ProblemCode' },
    ),
  ),
});
const document = query('/openapi.json', {
  ...open,
  summary: 'Describe this API in OpenAPI 3.1',
  description: 'The document that `/docs` shows: endpoints, bodies, answers and the problems of each.',
  response: Type.Object({}, { additionalProperties: true }),
});
const status = Type.Object({ status: Type.Literal('ok') }, { $id: 'Status' });
const readiness = Type.Object(
  {
    status: Type.Literal('ok'),
    warnings: Type.Optional(
      Type.Array(Type.Object({ code: Type.String() }, { additionalProperties: Type.String() }), {
        description: 'What is wrong and keeps nobody from being served, such as `register-forked`.',
      }),
    ),
  },
  { $id: 'Readiness' },
);
const live = query('/health/live', {
  ...open,
  summary: 'Tell whether this process lives',
  description: 'It answers: that is all it says. What it needs is told by `/health/ready`.',
  response: status,
});
const ready = query('/health/ready', {
  ...open,
  summary: 'Tell whether this process can serve',
  description: 'Warnings name what is wrong and keeps nobody from being served.',
  response: readiness,
  problems: ['not-ready', 'shutting-down'],
});
const signIn = query('/v1/sign-in', {
  ...open,
  summary: 'Tell where people sign in with a browser',
  description:
    'Issuer and client of the OpenID Connect authorization code flow with PKCE, and the audience of the access token.',
  response: Type.Object(
    { issuer: Type.String(), client: Type.String(), audience: Type.String() },
    { $id: 'SignInPlace' },
  ),
});
const caller = query('/v1/caller', {
  tag: 'system',
  roles: PEOPLE,
  about: 'none',
  summary: 'Tell who the bearer of the token is here',
  description:
    'Roles, the pseudonym that events name, and, for a customer, which subject. A customer whose identity is linked to no subject has none.',
  response: Type.Object(
    {
      roles: Type.Array(Type.Union(PEOPLE.map(role => Type.Literal(role)))),
      actor: Type.String(),
      subject: Type.Optional(Type.String({ format: 'uuid' })),
    },
    { $id: 'Caller' },
  ),
});
const metrics = query('/metrics', {
  ...open,
  summary: 'Read metrics in the Prometheus text format',
  description: 'Counts and durations by endpoint and outcome; no personal value is in a label.',
  response: { 'text/plain': null },
});

@Controller()
export class SystemController {
  constructor(@Inject(SYSTEM) private readonly system: System) {}

  @Endpoint(problems)
  async problems(_call: Call<typeof problems>): Promise<Result<typeof problems>> {
    return Object.entries(PROBLEMS).map(([code, problem]) => ({
      code,
      type: `urn:inzage:problem:${code}`,
      ...problem,
    }));
  }

  @Endpoint(document)
  async document(_call: Call<typeof document>): Promise<Result<typeof document>> {
    return this.system.document();
  }

  @Endpoint(signIn)
  async signIn(_call: Call<typeof signIn>): Promise<Result<typeof signIn>> {
    return this.system.signIn;
  }

  @Endpoint(caller)
  async caller({ caller: { principal, actor, self } }: Call<typeof caller>): Promise<Result<typeof caller>> {
    const roles = PEOPLE.filter(role => principal.roles.includes(role));
    return { roles, actor: actor.id, ...(self !== undefined && { subject: self }) };
  }

  @Endpoint(live)
  async live(_call: Call<typeof live>): Promise<Result<typeof live>> {
    return { status: 'ok' };
  }

  @Endpoint(ready)
  async ready(_call: Call<typeof ready>): Promise<Result<typeof ready>> {
    const { health } = this.system;
    if (health.stopping) throw new DomainError('shutting-down');
    const failing = await health.failing();
    if (failing.length > 0) throw new DomainError('not-ready', { checks: failing });
    const warnings = await health.warnings();
    return { status: 'ok', ...(warnings.length > 0 && { warnings }) };
  }
}

@Controller()
class MetricsController {
  constructor(@Inject(SYSTEM) private readonly system: System) {}

  @Endpoint(metrics)
  async metrics(_call: Call<typeof metrics>): Promise<Result<typeof metrics>> {
    const { registry } = this.system.metrics;
    return new Answer(await registry.metrics(), { type: registry.contentType });
  }
}

@Module({})
class SystemModule {}

/** The features' modules with what the service tells of itself beside them. */
export function withSystem(
  modules: readonly (Class | DynamicModule)[],
  system: System,
  tellMetrics: boolean,
): DynamicModule {
  return {
    module: SystemModule,
    imports: [...modules],
    controllers: tellMetrics ? [SystemController, MetricsController] : [SystemController],
    providers: [{ provide: SYSTEM, useValue: system }],
  };
}
