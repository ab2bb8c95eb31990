import { join } from 'node:path';
import fc from 'fast-check';
import { readConfig } from '#libs/config';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { decodeRecord, type EventRecord } from '#libs/event-store';
import { isDay, isTime } from '#libs/kernel';
import { projectionStates } from '#libs/projections';
import { timerStates } from '#libs/timers';
import { createSecretsFile } from '#libs/vault';
import { TEST_SECRETS } from '#libs/vault/testing';
import { Peer } from '../peers/eventstoredb';
import { Http } from '../scenarios/http';
import { Core } from '../setup/core';
import { described, parametersFor, refusedByCatalogue } from '../setup/described';
import { DescribedCommands } from '../setup/described-commands';
import { ACCEPTED } from '../setup/schema-values';
import { MadeStates } from '../setup/made-states';
import { newApp, type App } from '../setup/app';
import { logEnvironment } from '../setup/log';
import { recordsOfEveryType } from '../setup/event-samples';
import { replay } from '../setup/replay';
import { until } from '../setup/until';
import { append, history, restore, STORED } from './appended';
import { CONTRACT, LOOKED_FOR, VOCABULARY } from './longest-values';

/** Days that commands took before these bounds were set: they are in logs. */
const BEFORE = ['0000-01-01', '0000-02-29', '0001-01-01', '0099-12-31', '9999-12-31'];

const [ROTATION, SIGNING, FORK, STANDING] = [
  'an operator rotates and retires master keys by the command line; officers attest what was retired alone',
  'an operator makes, moves, rotates and retires what signs, by the command line',
  'accepted while the register does not go on from what was signed, and then alone',
  'accepted while a projection stands at an event, and then alone',
] as const;
/** Event types that come of no request to a service that is sound and whose day does not pass, each with why. */
const NOT_BY_REQUEST: Readonly<Record<string, string>> = {
  AnswerPeriodEnded: 'a timer ends the period of an owner, three weeks after the mediation was opened',
  BreachReminded: 'a timer reminds officers 48 hours after a breach became known',
  DutyLapsed: 'a timer ends what nobody told of for ninety days',
  EpochActivated: ROTATION,
  EpochRetired: ROTATION,
  EpochDestructionStated: ROTATION,
  EpochDestroyed: ROTATION,
  SigningKeyMade: SIGNING,
  SigningKeyRotated: SIGNING,
  SigningKeyRetired: SIGNING,
  SignerMoved: SIGNING,
  RegisterForkRecorded: FORK,
  OriginBegun: FORK,
  PassingProposed: STANDING,
  PassingWithdrawn: STANDING,
  EventPassedOver: STANDING,
  PassedEventMadeUp: STANDING,
};

test('there are stored bytes of every version of every event type that the program reads', () => {
  const stored = new Set(
    STORED.map(bytes => {
      const { type, v } = decodeRecord(bytes);
      return `${type} ${v}`;
    }),
  );
  const read = new Composition(FEATURES)
    .eventTypes()
    .declared()
    .flatMap(({ type, v }) => Array.from({ length: v }, (_, older) => `${type} ${older + 1}`));
  expect(read.filter(each => !stored.has(each))).toEqual([]);
});

test('there is a history of every event type that the program reads', () => {
  const types = new Set(recordsOfEveryType().map(({ type }) => type));
  expect([...new Composition(FEATURES).eventTypes().names].filter(type => !types.has(type))).toEqual([]);
  expect(ACCEPTED.filter(day => !isDay(day) || !isTime(`${day}T00:00:00Z`))).toEqual([]);
  expect(BEFORE.filter(isDay)).toEqual([]);
});

/** Where the test run has a server, every service has its log there. */
const ENGINES = process.env.EVENTSTORE_URL === undefined ? ['PostgreSQL', 'EventStoreDB'] : ['EventStoreDB'];

describe.each(ENGINES)('on %s', engine => {
  let app: App;
  let peer: Peer | undefined;
  let core: Core;
  beforeAll(async () => {
    const own = engine === 'EventStoreDB' && process.env.EVENTSTORE_URL === undefined;
    peer = own ? await Peer.start() : undefined;
    const env = peer && { EVENTSTORE_URL: peer.url };
    app = await newApp({ postgres: 'shared', ...(env && { env }) });
    await createSecretsFile(join(app.dataDir, 'secrets.json'), TEST_SECRETS);
    await app.start();
    const { ownerUrl, serviceUrl, keyringUrl } = app.database!;
    const config = readConfig('development', {
      INZAGE_DATA_DIR: app.dataDir,
      ...logEnvironment(serviceUrl),
      ...env,
    });
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
    const commands = new DescribedCommands(new Http(app), await described(app), VOCABULARY);
    let names = 0;
    await new MadeStates(commands, CONTRACT, () => `made-${++names}.be`).all();
    await commands.send(1, engine === 'PostgreSQL' ? 6 : 3);
    // Who may look for a purpose, and where it opens anything, is the catalogue's: the others are refused.
    expect(await commands.query(LOOKED_FOR)).toBeGreaterThan(100);
    expect(commands.broken).toEqual([]);
    expect([...commands.undeclared]).toEqual([]);
    // All but those of rotations, forks and passings.
    const refused = [...commands.accepted].flatMap(([path, times]) => (times > 0 ? [] : [path]));
    expect(refused.filter(path => !/epochs|forks|passings/.test(path))).toEqual([]);
  }, 300_000);

  test('requests make every event type, but for those of which it is said why not', async () => {
    const written = async (): Promise<Set<string>> =>
      new Set((await core.store.readAll(null, 100_000)).events.map(({ type }) => type));
    const byRequest = new Composition(FEATURES).eventTypes().names.filter(type => !(type in NOT_BY_REQUEST));
    // Erasures, reminders and transfers go on behind the answers.
    const types = await until(written, found => byRequest.every(type => found.has(type))).catch(written);
    expect(byRequest.filter(type => !types.has(type))).toEqual([]);
    expect(Object.keys(NOT_BY_REQUEST).filter(type => types.has(type))).toEqual([]);
  }, 60_000);

  test('no event stops a projection or a timer, and a rebuild makes the same of it', async () => {
    await restore(core, app.database!.keyringUrl);
    const { alone, mixed } = histories(engine);
    for (const records of [...alone, ...mixed]) await append(core, records);
    await appliedByAll();
    const failing = 'select name, key, due, error from timers where failures > 0';
    await until(
      async () => ({
        states: await timerStates(core.pool, new Date()),
        failing: (await core.pool.query(failing)).rows,
      }),
      ({ states }) => states.every(({ overdue, failing: failed }) => overdue === 0 && failed === 0),
    );
    const { differences } = await replay(core);
    // What was fired is gone from the timers, and fires again to no effect.
    expect(differences.map(({ table }) => table).filter(table => table !== 'timers')).toEqual([]);
  }, 300_000);

  test('every query and export answers on what they made', async () => {
    const http = new Http(app);
    const { paths } = await described(app);
    const broken: string[] = [];
    let answered = 0;
    const { alone, mixed } = histories(engine);
    const whole = [STORED.map(bytes => decodeRecord(bytes)), ...mixed];
    for (const [path, { get }] of Object.entries(paths)) {
      const role = get?.['x-roles']?.find(each => each !== 'customer');
      if (!role) continue;
      // Of a subject one purpose is as good as another; other matters are looked at for their own.
      const purposes = path.includes('{subject}') ? ['customer-care'] : LOOKED_FOR;
      // What is about none of them is asked once of all.
      const asked = new Set([
        ...whole.flatMap(records => [...opened(path, records), ...unopened(path, records)]),
        ...alone.flatMap(records => opened(path, records)),
      ]);
      for (const parameters of parametersFor(get!, purposes))
        for (const address of asked) {
          const { status, body } = await http.query(role, address, parameters);
          if (status < 300) answered += 1;
          if (status >= 500) broken.push(`${address}: ${status} ${String(body.code)}`);
          if (refusedByCatalogue(body)) break;
        }
    }
    expect(broken).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  }, 300_000);
});

/**
 * Each day of before alone, and mixtures; each day that is taken, for what no request makes. On the second engine, which
 * projections know nothing of, mixtures alone.
 */
function histories(engine: string): Readonly<Record<'alone' | 'mixed', EventRecord[][]>> {
  const some = fc.sample(fc.shuffledSubarray([...ACCEPTED, ...BEFORE], { minLength: 2 }), {
    seed: 12,
    numRuns: 2,
  });
  const mixed = some.map((days, n) => history(`some ${n}`, days));
  if (engine !== 'PostgreSQL') return { alone: [], mixed };
  const before = BEFORE.map(day => history(day, [day]));
  const taken = ACCEPTED.map(day => history(day, [day]).filter(({ type }) => type in NOT_BY_REQUEST));
  return { alone: [...before, ...taken], mixed };
}

/** The path with the ids of what a history is about: of a subject, a request, an order and so on. */
function opened(path: string, records: readonly EventRecord[]): string[] {
  if (!path.includes('{')) return [path];
  const all = streamsFor(path, records);
  return all.filter(({ type }) => type === all[0]!.type).map(({ address }) => address);
}

/**
 * Further forms of later events are in streams of their own, which nothing began: one of each type is asked for, and is not
 * found. That is so on whatever day: mixtures of days are asked for them.
 */
function unopened(path: string, records: readonly EventRecord[]): string[] {
  const all = streamsFor(path, records);
  return all
    .filter(({ type }, n) => type !== all[0]!.type && all.findIndex(each => each.type === type) === n)
    .map(({ address }) => address);
}

/** The streams of the kind that the path names, each with the type of its first event. */
function streamsFor(path: string, records: readonly EventRecord[]): { address: string; type: string }[] {
  const kind = /\{(\w+)\}/.exec(path)?.[1];
  if (kind === undefined) return [];
  const begun = new Map<string, string>();
  for (const { stream, type } of records)
    if (stream.startsWith(`${kind}-`) && !begun.has(stream)) begun.set(stream, type);
  return [...begun].map(([stream, type]) => ({
    address: path.replaceAll(/\{\w+\}/g, stream.slice(kind.length + 1)),
    type,
  }));
}
