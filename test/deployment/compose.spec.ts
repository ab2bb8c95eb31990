import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { faults, merged, needed, read, text, type Composition } from './composition';

const schema = JSON.parse(readFileSync(join(__dirname, 'compose-spec/compose-spec.json'), 'utf8')) as Record<
  string,
  unknown
>;
const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
const valid = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema' });

const single = (): Composition => read('compose.yml');
const cluster = (): Composition => merged(single(), read('compose.cluster.yml'));

test.each(['compose.yml', 'compose.cluster.yml'])('%s is a Compose file', file => {
  valid(read(file));
  expect(valid.errors).toBeNull();
  expect(valid({ ...read(file), services: { api: { restart: 1 } } })).toBe(false);
});

test.each([
  ['one machine', single],
  ['three nodes of EventStoreDB', cluster],
])('nothing in the way of %s', (_, composition) => {
  expect(faults(composition())).toEqual([]);
});

test('every password that is needed is made by the line that makes them', () => {
  const made = /for name in ([A-Z_ ]+); do/.exec(text('compose.yml'))![1]!.split(' ');
  expect(made.map(name => `${name}_PASSWORD`)).toEqual(expect.arrayContaining(needed(cluster())));
});

/** Each would have kept it from coming up, or did. */
test.each<[fault: string, plant: (composition: Composition) => unknown]>([
  [
    "api: the keyring is on the log's server",
    ({ services: { api } }) => (api!.environment!.KEYRING_URL = 'postgres://k:k@postgres:5432/keyring'),
  ],
  [
    'api: needs eventstore, which only a profile starts',
    ({ services: { api } }) => delete api!.depends_on!.eventstore!.required,
  ],
  [
    'projector: waits for eventstore4, which is not there',
    ({ services: { projector } }) => (projector!.depends_on!.eventstore4 = { condition: 'service_started' }),
  ],
  ['api: does not wait for keyring', ({ services: { api } }) => delete api!.depends_on!.keyring],
  [
    'api: eventstore4 is no service',
    ({ services: { api } }) => (api!.environment!.EVENTSTORE_URL = 'esdb://u:p@eventstore1,eventstore4:2113'),
  ],
  [
    'api: is the administrator of the log',
    ({ services: { api } }) => (api!.environment!.EVENTSTORE_URL = 'esdb://admin:changeit@eventstore1:2113'),
  ],
  [
    'projector: nobody lets inzage read the log',
    ({ services }) => services['eventstore-access']!.command!.splice(-1, 1, 'other'),
  ],
  [
    'postgres: healthy while it is still set up',
    ({ services: { postgres } }) => (postgres!.healthcheck!.test = ['CMD-SHELL', 'pg_isready -U postgres']),
  ],
  ['keyring: its data are in no named volume', ({ services: { keyring } }) => (keyring!.volumes = [])],
  ['issuer: its volume belongs to root', ({ services: { issuer } }) => delete issuer!.depends_on],
  ['issuer: does not come back after a restart', ({ services: { issuer } }) => delete issuer!.restart],
  [
    'eventstore2: tells the others another address than its name',
    ({ services: { eventstore2 } }) => delete eventstore2!.environment!.EVENTSTORE_NODE_HOST_ADVERTISE_AS,
  ],
  [
    'eventstore3: looks for eventstore1',
    ({ services: { eventstore3 } }) =>
      (eventstore3!.environment!.EVENTSTORE_GOSSIP_SEED = 'eventstore1:2113'),
  ],
  [
    'eventstore1: its data are in no named volume',
    ({ services: { eventstore1 } }) => eventstore1!.volumes!.pop(),
  ],
  [
    'eventstore1: the password of admin is the default one',
    ({ services: { eventstore1 } }) => delete eventstore1!.environment!.EVENTSTORE_DEFAULT_ADMIN_PASSWORD,
  ],
])('a planted fault is found: %s', (fault, plant) => {
  const composition = structuredClone(cluster());
  plant(composition);
  expect(faults(composition)).toContain(fault);
});

test('a setting that the production profile does not take is found', () => {
  const composition = structuredClone(single());
  composition.services.api!.environment!.OIDC_ISSUER = 'http://issuer:8080';
  expect(faults(composition).join()).toMatch(/^api: .*OIDC_ISSUER is without TLS/s);
});
