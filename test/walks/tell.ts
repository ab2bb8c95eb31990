import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import type { Declared } from '#libs/http';

/** What the program of this tree has, as JSON: run in a copy of it. */
async function tell(): Promise<object> {
  const composition = new Composition(FEATURES);
  const modules = await Promise.all(FEATURES.flatMap(({ module }) => (module ? [module()] : [])));
  const parts = <T>(kind: string): T[] =>
    modules.flatMap(module => (Reflect.getMetadata(kind, module) as T[] | undefined) ?? []);
  const endpoints = parts<Type>('controllers').flatMap(({ prototype }) =>
    Object.values(Object.getOwnPropertyDescriptors(prototype as object)).flatMap(({ value }) => {
      const config = Reflect.getMetadata('__fastify_route_config__', value as object) as
        { endpoint: Declared } | undefined;
      return config ? [`${config.endpoint.method} ${config.endpoint.path}`] : [];
    }),
  );
  const types = composition.eventTypes();
  const versions = ['MediationPaused', 'OwnerAnswered'].map(type => [type, types.currentVersion(type)]);
  return {
    features: FEATURES.map(({ name }) => name),
    followers: composition.checkpoints(),
    versions: Object.fromEntries(versions) as object,
    timers: Object.keys(composition.timerHandlers(async () => undefined)),
    endpoints,
    handlers: parts<{ name?: string }>('providers').map(({ name }) => name),
  };
}

void tell().then(told => process.stdout.write(JSON.stringify(told)));
