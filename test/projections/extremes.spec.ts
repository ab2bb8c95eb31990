import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { readConfig } from '#libs/config';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { digestOf, shippedCatalogues, type CataloguePublished } from '#libs/catalogue';
import { encodeRecord, WrongExpectedRevision, type EventRecord } from '#libs/event-store';
import { derivedId, isDay, isTime, type Day, type Json } from '#libs/kernel';
import { projectionStates } from '#libs/projections';
import { timerStates } from '#libs/timers';
import type { Sealed } from '#libs/vault';
import { Peer } from '../peers/eventstoredb';
import { Http } from '../scenarios/http';
import { Core } from '../setup/core';
import { ACCEPTED, DescribedCommands, type Described } from '../setup/described-commands';
import { newApp, type App } from '../setup/app';
import { recordsOfEveryType } from '../setup/event-samples';
import { replay } from '../setup/replay';
import { until } from '../setup/until';

/** Days that commands took before these bounds were set: they are in logs. */
const BEFORE = ['0000-01-01', '0000-02-29', '0001-01-01', '0099-12-31', '9999-12-31'];

/** Values as long and as odd as the vocabulary takes them. */
const LONGEST: Readonly<Record<string, Json>> = {
  familyName: '\u{20000}'.repeat(100),
  givenName: 'Ł'.repeat(100),
  address: {
    street: 'ß'.repeat(100),
    number: '9'.repeat(20),
    postalCode: '9000',
    city: 'Ə'.repeat(100),
    country: 'BE',
  },
  telephone: '+32470123456',
  email: `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}be`,
  language: 'nl-BE',
  login: '\u{1f9ff}'.repeat(100),
  domain: `${`${'x'.repeat(60)}.`.repeat(4)}be`,
  message: '\u{10ffff}'.repeat(32_000),
  text: 'ÿ'.repeat(20_000),
  ipAddress: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
};
/** What no schema says: values of persons, and the catalogue's names. Unique ones differ at their end. */
const VOCABULARY: Readonly<Record<string, fc.Arbitrary<Json>>> = (() => {
  const [catalogue] = shippedCatalogues() as [CataloguePublished['catalogue']];
  const { message: _, text: __, ...values } = LONGEST;
  type Purpose = CataloguePublished['catalogue']['purposes'][number];
  // What a purpose needs, and some of what it may have.
  const valuesOf = ({ required, optional }: Purpose): fc.Arbitrary<Json> =>
    fc
      .subarray([...optional])
      .map(some => Object.fromEntries([...required, ...some].map(field => [field, values[field]!])));
  const [contract] = catalogue.purposes as [Purpose];
  const purpose = fc.constantFrom<Json>(...catalogue.purposes.map(({ id }) => id.split('/')[0]!));
  const unique = fc.uuid().map(id => id.replaceAll('-', ''));
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.constant(value)])),
    login: unique.map(id => `${'\u{1f9ff}'.repeat(32)}${id}`),
    domain: unique.map(id => `${'x'.repeat(31)}${id}.be`),
    email: unique.map(id => `${id}@${`${'b'.repeat(60)}.`.repeat(3)}be`),
    values: valuesOf(contract),
    'purpose, values': fc
      .constantFrom(
        contract,
        contract,
        contract,
        ...catalogue.purposes.filter(({ required }) => required.length > 0),
      )
      .chain(each => fc.record({ purpose: fc.constant(each.id.split('/')[0]!), values: valuesOf(each) })),
    policy: fc.constant(catalogue.version),
    purpose,
    from: purpose,
    to: purpose,
    recipient: fc.constantFrom<Json>(...catalogue.recipients.map(({ id }) => id)),
    issuer: fc.constant('https://issuer.example/'.padEnd(255, 'i')),
  };
})();

/** As long as a token may name its client; no compression makes it shorter. */
const CLIENT = createHash('sha512').update('client').digest('base64url').repeat(2).slice(0, 128);

/** The days of one history: the n-th text of each form becomes the n-th of these, from the first again. */
type Days = readonly string[];

/** A history of every event type with these days wherever it has one, on ids of its own. */
function history(name: string, days: Days): EventRecord[] {
  let next = 0;
  const day = (): string => days[next++ % days.length]!;
  const moved = (value: unknown, world: string, member = ''): unknown => {
    if (Array.isArray(value)) return value.map(each => moved(each, world));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moved(each, world, key)]));
    if (typeof value !== 'string' || member === 'version' || member === 'policy') return value;
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return day();
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return `${day()}T23:59:59.999Z`;
    if (/^\d{4}-\d\d$/.test(value)) return day().slice(0, 7);
    if (/^fy-\d{4}$/.test(value)) return `fy-${day().slice(0, 4)}`;
    return ownIds(world, value);
  };
  return recordsOfEveryType().map((record, n) => {
    // No decision opens or registers the same thing twice: each further form of a type is in a world of its own.
    const world = `${name} ${record.id.slice(-1)}`;
    return {
      ...record,
      id: derivedId(Buffer.from(name), 'event', `${n}`),
      command: derivedId(Buffer.from(name), 'command', `${n}`),
      stream: ownIds(world, record.stream),
      actor: record.actor.role === 'service' ? { role: 'service', id: CLIENT } : record.actor,
      data: record.type === 'CataloguePublished' ? published(name, day()) : moved(record.data, world),
    };
  });
}

/** The shipped catalogue as a version of its own. */
function published(name: string, from: Day): CataloguePublished {
  const [, number] = /([1-9]\d{0,5})$/.exec(`1${name.replace(/\D/g, '')}`)!;
  const catalogue = { ...shippedCatalogues()[0]!, version: `2018-05-25.${number}`, from };
  return { version: catalogue.version, from, digest: digestOf(catalogue), catalogue };
}

function ownIds(name: string, text: string): string {
  return text.replace(/[0-9a-f]{8}-0000-8000-8000-[0-9a-f]{12}/g, id => derivedId(Buffer.from(name), id));
}

/** The record with its envelopes sealed, each under a key of who they are about. */
async function sealed({ vault }: Core, record: EventRecord): Promise<EventRecord> {
  const [kind, id] = [record.stream.split('-')[0]!, record.stream.slice(record.stream.indexOf('-') + 1)];
  const owner = `${kind === 'access' ? 'subject' : kind}:${id}`;
  const within = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(within));
    if (typeof value !== 'object' || value === null) return value;
    if (!('box' in value)) {
      const members = Object.entries(value).map(async ([key, each]) => [key, await within(each)] as const);
      return Object.fromEntries(await Promise.all(members));
    }
    const { purpose, period, commitments, ...rest } = value as Sealed;
    const values = Object.fromEntries(Object.keys(commitments).map(each => [each, LONGEST[each] ?? each]));
    const [one] = await vault.seal(record.id, [{ owner, purpose, period, values }]);
    return { ...rest, ...one! };
  };
  return { ...record, data: await within(record.data) };
}

/** Appended as they are: no command would bring the days of before any more. The service writes beside, by its timers. */
async function append(core: Core, records: readonly EventRecord[]): Promise<void> {
  for (const record of records) {
    const { stream } = record;
    const event = encodeRecord(await sealed(core, { ...record, time: new Date().toISOString() }));
    for (let written = false; !written;) {
      const [last] = await core.store.readStream(stream, { direction: 'backwards', limit: 1 });
      written = await core.store.append(stream, last?.revision ?? 'no-stream', [event]).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof WrongExpectedRevision)) throw error;
          return false;
        },
      );
    }
  }
}

test('there is a history of every event type that the program reads', () => {
  const types = new Set(recordsOfEveryType().map(({ type }) => type));
  expect([...new Composition(FEATURES).eventTypes().names].filter(type => !types.has(type))).toEqual([]);
  expect(ACCEPTED.filter(day => !isDay(day) || !isTime(`${day}T00:00:00Z`))).toEqual([]);
  expect(BEFORE.filter(isDay)).toEqual([]);
});

describe.each(['PostgreSQL', 'EventStoreDB'] as const)('on %s', engine => {
  let app: App;
  let peer: Peer | undefined;
  let core: Core;
  beforeAll(async () => {
    const own = engine === 'EventStoreDB' && process.env.EVENTSTORE_URL === undefined;
    peer = own ? await Peer.start() : undefined;
    const env = peer && { EVENTSTORE_URL: peer.url };
    app = await (await newApp({ postgres: 'shared', ...(env && { env }) })).start();
    const { ownerUrl, serviceUrl, keyringUrl } = app.database!;
    const config = readConfig('development', { INZAGE_DATA_DIR: app.dataDir, ...env });
    core = await Core.open(config, { owner: ownerUrl, service: serviceUrl, keyring: keyringUrl });
  });
  afterAll(async () => {
    await core.close();
    await app.dispose();
    await peer?.stop();
  });

  async function appliedByAll(): Promise<void> {
    const head = await core.store.head();
    const failed = (): Promise<unknown[]> =>
      projectionStates(core.pool).then(all =>
        all.flatMap(({ name, failure }) => (failure ? [{ name, ...failure }] : [])),
      );
    for (const name of new Composition(FEATURES).checkpoints())
      await core.progress.waitFor(name, head!, 60_000).catch(async (error: unknown) => {
        expect({ name, failed: await failed() }).toEqual({ name, failed: [] });
        throw error;
      });
  }

  test('commands with bodies at the ends of what they accept are carried out or refused as described, and nothing breaks', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as Described;
    const commands = new DescribedCommands(new Http(app), document, VOCABULARY);
    await commands.send(engine === 'PostgreSQL' ? 3 : 1, 6);
    expect(commands.broken).toEqual([]);
    expect([...commands.undeclared]).toEqual([]);
    const accepted = [...commands.accepted].filter(([, times]) => times > 0);
    const { events } = await core.store.readAll(null, 100_000);
    const types = new Set(events.map(({ type }) => type));
    // What no such walk comes to (orders, sharings and their like), the histories below have.
    if (engine !== 'PostgreSQL') return;
    expect(accepted.length).toBeGreaterThan(commands.accepted.size / 3);
    expect(types.size).toBeGreaterThan(25);
  }, 300_000);

  test('no event stops a projection or a timer, and a rebuild makes the same of it', async () => {
    for (const [name, days] of histories(engine)) await append(core, history(name, days));
    await appliedByAll();
    const failing = 'select name, key, due, error from timers where failures > 0';
    await until(
      async () => ({
        states: await timerStates(core.pool, new Date()),
        failing: (await core.pool.query(failing)).rows,
      }),
      ({ states }) => states.every(({ overdue, failing: failed }) => overdue === 0 && failed === 0),
    );
    const { differences } = await replay(core, app.database!.keyringUrl);
    // What was fired is gone from the timers, and fires again to no effect.
    expect(differences.map(({ table }) => table).filter(table => table !== 'timers')).toEqual([]);
  }, 300_000);

  test('every query and export answers on what they made', async () => {
    const http = new Http(app);
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { 'x-roles'?: string[] }>>;
    };
    const broken: string[] = [];
    let asked = 0;
    for (const [name] of histories(engine))
      for (const [path, { get }] of Object.entries(document.paths)) {
        const role = get?.['x-roles']?.find(each => each !== 'customer');
        if (!role) continue;
        for (const address of addresses(path, name)) {
          const { status, body } = await http.query(role, address, {
            purpose: 'customer-care',
            format: 'csv',
          });
          asked += 1;
          if (status >= 500) broken.push(`${path}, ${name}: ${status} ${String(body.code)}`);
        }
      }
    expect(broken).toEqual([]);
    expect(asked).toBeGreaterThan(100);
  }, 300_000);
});

/** Each day alone, and mixtures; on the second engine, which projections know nothing of, mixtures alone. */
function histories(engine: string): [name: string, days: Days][] {
  const days = [...ACCEPTED, ...BEFORE];
  const some = fc.sample(fc.shuffledSubarray(days, { minLength: 2 }), { seed: 12, numRuns: 3 });
  const mixed = some.map((each, n): [string, Days] => [`some ${n}`, each]);
  return engine === 'PostgreSQL' ? [...days.map((day): [string, Days] => [day, [day]]), ...mixed] : mixed;
}

/** The path with the ids of what a history is about: of a subject, a request, an order and so on. */
function addresses(path: string, name: string): string[] {
  const streams = [...new Set(history(name, ['2026-01-01']).map(({ stream }) => stream))];
  const first = /\{(\w+)\}/.exec(path)?.[1];
  if (first === undefined) return [path];
  return streams
    .filter(stream => stream.startsWith(`${first}-`))
    .map(stream => stream.slice(first.length + 1))
    .map(id => path.replaceAll(/\{\w+\}/g, id));
}
