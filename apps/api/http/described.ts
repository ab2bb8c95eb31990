import type { Type } from '@nestjs/common';
import type { Feature } from '#libs/feature';
import type { Declared } from '#libs/http';
import { VERSION } from '../version';
import { openApi, type OpenApi } from './openapi';
import { Prepared } from './prepared';
import { SystemController } from './system';

/** Where `@Endpoint` leaves what it declares, as Nest's Fastify platform reads it. */
const ROUTE = '__fastify_route_config__';

/** The OpenAPI document of the features' endpoints, without a database or a server: for who generates a client. */
export async function describe(features: readonly Feature[]): Promise<OpenApi> {
  const modules = await Promise.all(features.flatMap(({ module }) => (module ? [module()] : [])));
  const controllers = modules.flatMap(
    module => (Reflect.getMetadata('controllers', module) as readonly Type[] | undefined) ?? [],
  );
  const endpoints = [...controllers, SystemController].flatMap(endpointsOf);
  return openApi(endpoints, VERSION, 'https://issuer.example');
}

function endpointsOf({ prototype }: Type): Prepared[] {
  return Object.getOwnPropertyNames(prototype).flatMap(name => {
    const handler: unknown = (prototype as Record<string, unknown>)[name];
    const route = Reflect.getMetadata(ROUTE, handler as object) as
      { readonly endpoint: Declared; readonly name: string } | undefined;
    return route ? [new Prepared(route.endpoint, route.name)] : [];
  });
}
