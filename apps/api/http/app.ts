import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PlaceSettings } from '#libs/config';
import type { Declared, SubjectAccess } from '#libs/http';
import { DomainError, systemClock, type Clock, type Uuid } from '#libs/kernel';
import type { Log } from '#libs/logging';
import type { Vault } from '#libs/vault';
import { Admission } from './admission';
import { ProblemFilter, traceId } from './filter';
import type { Health } from './health';
import type { Metrics } from './metrics';
import { openApi } from './openapi';
import { Pages } from './pages';
import { Places } from './places';
import { Prepared } from './prepared';
import {
  addBodyParsers,
  addSecurityHeaders,
  awaitBodies,
  closeConnectionsInOrder,
  createAdapter,
  DOCS,
  exchangeOf,
} from './server';
import { withSystem } from './system';
import { Tokens, type IssuerSettings } from './tokens';

export interface HttpSettings {
  readonly issuer: IssuerSettings;
  /** Client of the issuer that people sign in with in the browser. */
  readonly pageClient: string;
  /** Folder of the built page for officers and customers; absent: it is not served. */
  readonly pages?: string;
  /** Bytes of a JSON body, at most. */
  readonly bodyLimit: number;
  /** How many requests are worked on at once, and what of them is one principal's. */
  readonly places: PlaceSettings;
  /** Seconds in which a JSON body has to come. */
  readonly bodySeconds: number;
  /** Version of this program, in the OpenAPI document. */
  readonly version: string;
  /** `off`: /metrics is not there, for where a scraper cannot be told from a stranger. */
  readonly metrics: 'open' | 'off';
}

export interface HttpDeps {
  readonly settings: HttpSettings;
  /** What the application's container has opened, or whatever else has. */
  readonly parts: (container: INestApplicationContext) => HttpParts;
  /** That of token lifetimes: the machine's, as the issuer's is. */
  readonly clock?: Clock;
  readonly log: Log;
  readonly health: Health;
  readonly metrics: Metrics;
}

export interface HttpParts {
  readonly vault: Pick<Vault, 'commandId' | 'pseudonym'>;
  readonly access: SubjectAccess;
  /** Identity of the log, for position tokens. */
  readonly logId: Uuid;
}

/**
 * The features behind HTTP. Initialised and not listening.
 * @throws Error for a route that was not declared with `@Endpoint`, or a declaration that contradicts itself
 */
export async function createApp(
  modules: readonly (Type | DynamicModule)[],
  deps: HttpDeps,
): Promise<NestFastifyApplication> {
  const { settings, log, health, metrics } = deps;
  const endpoints: Prepared[] = [];
  const filter = new ProblemFilter(log, path => methodsAt(endpoints, path), metrics.done);
  const adapter = createAdapter(settings.bodyLimit, (request, reply) =>
    filter.refuse(new DomainError('not-found'), request, reply),
  );
  let document: ReturnType<typeof openApi> | undefined;
  const describe = (): ReturnType<typeof openApi> =>
    (document ??= openApi(endpoints, settings.version, settings.issuer.issuer));
  const { issuer, audience } = settings.issuer;
  const system = {
    health,
    metrics,
    document: describe,
    signIn: { issuer, audience, client: settings.pageClient },
  };
  const root = withSystem(modules, system, settings.metrics === 'open');
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  addHooks(adapter.getInstance(), endpoints, filter, deps, deps.parts(app));
  if (settings.pages !== undefined) Pages.in(settings.pages, issuer)?.addTo(adapter.getInstance());
  app.useGlobalFilters(filter);
  await app.init();
  describe();
  SwaggerModule.setup(DOCS, app, () => describe() as unknown as OpenAPIObject, {
    raw: false,
    customSiteTitle: 'Inzage',
  });
  await adapter.getInstance().ready();
  return app;
}

/** What happens to every request before and after its handler, and to every route when it is made. */
function addHooks(
  fastify: FastifyInstance,
  endpoints: Prepared[],
  filter: ProblemFilter,
  { settings, clock = systemClock, log, health, metrics }: HttpDeps,
  { vault, access, logId }: HttpParts,
): void {
  const places = new Places(settings.places);
  metrics.gauge('inzage_requests', 'Requests that are worked on.', () => places.taken);
  metrics.gauge(
    'inzage_requests_limited',
    'Requests of principals who had more than their share, since the start: too many at once, or too often.',
    () => places.limited,
  );
  health.register('requests', () => places.requireRoom());
  const admission = new Admission(
    new Tokens(settings.issuer, clock),
    vault,
    access,
    { vault, logId, done: metrics.done },
    places,
    () => health.stopping,
  );
  fastify.decorateRequest('binding', null as never);
  closeConnectionsInOrder(fastify);
  addSecurityHeaders(fastify);
  fastify.addHook('onRoute', route => {
    const config = route.config as
      { endpoint?: Declared; name?: string; prepared?: Prepared; page?: true } | undefined;
    if (config?.endpoint) endpoints.push((config.prepared = new Prepared(config.endpoint, config.name!)));
    else if (!config?.page && !route.url.startsWith(DOCS))
      throw new Error(`${String(route.method)} ${route.url} is not a declared endpoint`);
  });
  awaitBodies(fastify, settings.bodySeconds, (request, reply) =>
    filter.refuse(new DomainError('body-too-slow'), request, reply),
  );
  fastify.addHook('onRequest', admission.hook);
  fastify.addHook('onResponse', (request, reply, done) => {
    const exchange = exchangeOf(request);
    const route = exchange?.prepared.route ?? (request.is404 ? 'none' : placeOf(request));
    const ms = reply.elapsedTime;
    metrics.answered(route, reply.statusCode, ms / 1000);
    log.info('Answered', {
      route,
      status: reply.statusCode,
      ms: Math.round(ms * 10) / 10,
      trace: traceId(request),
      ...(exchange?.code ? { code: exchange.code } : {}),
      ...(exchange?.caller ? { role: exchange.caller.role } : {}),
    });
    done();
  });
  addBodyParsers(fastify);
}

/** What is not an endpoint: the page, or the description. */
function placeOf({ routeOptions }: FastifyRequest): string {
  return (routeOptions.config as { page?: true }).page ? 'page' : DOCS;
}

/** Methods of the endpoints whose path fits, to tell a wrong method from a wrong address. */
function methodsAt(endpoints: readonly Prepared[], path: string): string[] {
  const fits = endpoints.filter(({ endpoint }) =>
    new RegExp(`^${endpoint.path.replaceAll('.', '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}$`).test(path),
  );
  return [...new Set(fits.map(({ endpoint }) => endpoint.method))];
}
