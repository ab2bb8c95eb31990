import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '#libs/config';

const docker = join(__dirname, '../../docker');

type Environment = Readonly<Record<string, string>>;
export interface Service {
  image?: string;
  build?: unknown;
  restart?: string;
  profiles?: string[];
  user?: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string; required?: boolean }>;
  healthcheck?: { test: string[] };
}
export interface Composition {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets?: Record<string, { file: string }>;
}

/** A file as Compose reads it: anchors and merge keys resolved, `null` where there is nothing. */
export function read(file: string): Composition {
  return parse(text(file), { merge: true }) as Composition;
}

export const text = (file: string): string => readFileSync(join(docker, file), 'utf8');

/** One file on top of another, by the rules of the Compose Specification ("Merge") for what these files use. */
export function merged(base: Composition, over: Composition): Composition {
  const services = { ...base.services };
  for (const [name, service] of Object.entries(over.services)) {
    const below = services[name] ?? {};
    const targets = new Map([...(below.volumes ?? []), ...(service.volumes ?? [])].map(v => [target(v), v]));
    services[name] = {
      ...below,
      ...service,
      environment: { ...below.environment, ...service.environment },
      depends_on: { ...below.depends_on, ...service.depends_on },
      volumes: [...targets.values()],
    };
  }
  return { ...base, services, volumes: { ...base.volumes, ...over.volumes } };
}

const target = (volume: string): string => volume.split(':')[1]!;
const source = (volume: string): string => volume.split(':')[0]!;

/** Variables that must be set, as `${NAME:?}` says. */
export function needed(composition: unknown): string[] {
  return [...new Set([...JSON.stringify(composition).matchAll(/\$\{(\w+):\?\}/g)].map(([, name]) => name!))];
}

function interpolated(value: string): string {
  return value
    .replace(/\$\{(\w+):\?\}/g, (_, name: string) => `value-of-${name.toLowerCase()}`)
    .replace(/\$\{\w+:-([^}]*)\}/g, '$1');
}

function environmentOf({ environment = {} }: Service): Environment {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, interpolated(value)]));
}

/** What would keep a composition from coming up, or from staying as it should be; empty: nothing that can be read. */
export function faults({ services, volumes, secrets = {} }: Composition): string[] {
  const found: string[] = [];
  const fault = (holds: boolean, what: string): unknown => holds || found.push(what);
  const once = (name: string): boolean =>
    Object.values(services).some(
      ({ depends_on: on }) => on?.[name]?.condition === 'service_completed_successfully',
    );
  for (const [name, service] of Object.entries(services)) {
    const { depends_on: on = {}, volumes: mounts = [], image = '', healthcheck } = service;
    fault(once(name) || service.restart === 'unless-stopped', `${name}: does not come back after a restart`);
    for (const [other, { condition, required = true }] of Object.entries(on)) {
      const there = services[other];
      fault(there !== undefined, `${name}: waits for ${other}, which is not there`);
      fault(!there?.profiles || !required, `${name}: needs ${other}, which only a profile starts`);
      if (condition === 'service_healthy') fault(!!there?.healthcheck, `${other}: never healthy`);
    }
    for (const mount of mounts) {
      const from = source(mount);
      const ours = /^\.\/(issuer|certs|secrets\.json)/.test(from);
      if (from.startsWith('./'))
        fault(ours || existsSync(join(docker, from)), `${name}: ${from} is not there`);
      else fault(from in volumes, `${name}: the volume ${from} is not declared`);
    }
    const kept = /postgres/.test(image)
      ? /^\/var\/lib\/postgresql/
      : /\/eventstore:/.test(image) && !once(name)
        ? /^\/var\/lib\/eventstore/
        : undefined;
    fault(
      !kept || mounts.some(mount => kept.test(target(mount)) && source(mount) in volumes),
      `${name}: its data are in no named volume`,
    );
    if (/postgres/.test(image))
      fault(
        /-h 127\.0\.0\.1/.test(healthcheck?.test.join(' ') ?? ''),
        `${name}: healthy while it is still set up`,
      );
    if (/keycloak/.test(image) && !service.entrypoint) {
      const data = mounts.find(mount => target(mount).startsWith('/opt/keycloak/data/h2'));
      const owner = Object.keys(on)
        .map(other => services[other])
        .find(other => other?.entrypoint?.[0] === 'chown');
      fault(
        owner?.user === '0' &&
          !!data &&
          !!owner.volumes?.includes(data) &&
          owner.entrypoint!.at(-1) === target(data),
        `${name}: its volume belongs to root`,
      );
    }
  }
  for (const name of ['api', 'projector']) found.push(...ofService(name, services));
  found.push(...ofCluster(services));
  for (const { file } of Object.values(secrets))
    fault(file === './secrets.json', `the secrets are in ${file}`);
  return found;
}

/** A process of the service: its settings are accepted, and what they name is there. */
function ofService(name: string, services: Composition['services']): string[] {
  const found: string[] = [];
  const service = services[name]!;
  try {
    const { database, eventStoreUrl } = readConfig('production', environmentOf(service));
    if (database === 'embedded') throw new Error('no databases');
    const hosts = [database.service, database.owner, database.keyring].map(url => new URL(url).hostname);
    const nodes = eventStoreUrl ? hostsOf(eventStoreUrl) : [];
    for (const host of [...hosts, ...nodes])
      if (!services[host]) found.push(`${name}: ${host} is no service`);
    for (const host of hosts)
      if (service.depends_on?.[host]?.condition !== 'service_healthy')
        found.push(`${name}: does not wait for ${host}`);
    if (hosts[0] === hosts[2]) found.push(`${name}: the keyring is on the log's server`);
    if (eventStoreUrl && /\/\/admin:/.test(eventStoreUrl))
      found.push(`${name}: is the administrator of the log`);
    const user = eventStoreUrl && /\/\/([^:/]+):[^@/]*@/.exec(eventStoreUrl)?.[1];
    const isLet = Object.entries(service.depends_on ?? {}).some(
      ([other, { condition }]) =>
        condition === 'service_completed_successfully' &&
        services[other]?.command?.includes('log-access') &&
        services[other].command.at(-1) === user,
    );
    if (user && !isLet) found.push(`${name}: nobody lets ${user} read the log`);
  } catch (error) {
    found.push(`${name}: ${(error as Error).message}`);
  }
  return found;
}

const hostsOf = (url: string): string[] =>
  /^esdb:\/\/(?:[^@]*@)?([^?/]*)/
    .exec(url)![1]!
    .split(',')
    .map(host => host.split(':')[0]!);

/** The nodes of a cluster: each is known to the others, and vouched for, by the name of its service. */
function ofCluster(services: Composition['services']): string[] {
  const found: string[] = [];
  const nodes = Object.entries(services).filter(
    ([, { environment }]) => environment?.EVENTSTORE_CLUSTER_SIZE,
  );
  for (const [name, node] of nodes) {
    const env = environmentOf(node);
    const others = nodes.map(([other]) => other).filter(other => other !== name);
    const seeds = env.EVENTSTORE_GOSSIP_SEED?.split(',').map(seed => seed.split(':')[0]!) ?? [];
    if (
      env.EVENTSTORE_NODE_HOST_ADVERTISE_AS !== name ||
      env.EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS !== name
    )
      found.push(`${name}: tells the others another address than its name`);
    if (seeds.sort().join() !== others.sort().join()) found.push(`${name}: looks for ${seeds.join()}`);
    if (Number(env.EVENTSTORE_CLUSTER_SIZE) !== nodes.length)
      found.push(`${name}: expects another number of nodes`);
    for (const user of ['ADMIN', 'OPS'])
      if (!/^value-of-/.test(env[`EVENTSTORE_DEFAULT_${user}_PASSWORD`] ?? ''))
        found.push(`${name}: the password of ${user.toLowerCase()} is the default one`);
    for (const secret of ['EVENTSTORE_INSECURE', 'EVENTSTORE_ENABLE_ATOM_PUB_OVER_HTTP'])
      if (env[secret]) found.push(`${name}: ${secret}`);
  }
  return found;
}
