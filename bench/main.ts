import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startEmbedded, type EmbeddedPostgres } from '#tools/embedded-postgres';
import {
  allProjected,
  asSuperuser,
  forgetReadModels,
  importCustomers,
  projected,
  settled,
  withClient,
} from './bulk';
import { consoleSpeed } from './console';
import { PeerSubjects, register, Subjects, type Existing, type Maker } from './commands';
import { lowerQuartile, median } from './cpu';
import { CONNECTIONS, load, type Load } from './generator';
import { periodQueries } from './period';
import { processesOnOneLog } from './processes';
import { judged, said } from './goals';
import { memoryOver } from './memory';
import { fillLog } from './register/fill';
import { counts, registerGrowth } from './register/growth';
import { rewrapping } from './rewrap';
import { measure, ofProcess, ofServer, type Measured, type Scenario } from './scenarios';
import { sharedServer } from './shared-server';
import { telling } from './telling';
import { officerToken, run, runService, serviceToken, type Running, type Service } from './service';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    subjects: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '4' },
    imported: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    profile: { type: 'string' },
    entries: { type: 'string', default: '1000000' },
    memory: { type: 'string' },
    processes: { type: 'string' },
    rewrap: { type: 'boolean', default: false },
    keys: { type: 'string', default: '200000' },
    register: { type: 'string' },
    console: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
    'shared-server': { type: 'string' },
    telling: { type: 'string' },
    against: { type: 'string' },
  },
});
const SUBJECTS = Number(options.subjects);
const SECONDS = Number(options.seconds);
const IMPORTED = Number(options.imported);
const ROUNDS = Number(options.rounds);
const ENTRIES = Number(options.entries);
const WARM_UP_SECONDS = 10;
/** emmett's append is best with about as many at once; 4 and 16 were slower wherever it was measured. */
const EMMETT_AT_ONCE = 8;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Writes what was measured where `--json` says. */
function keep(result: object): void {
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}

/** A server of its own for the service and one for the peers, so that neither's background is counted as the other's. */
async function startServer(folder: string): Promise<EmbeddedPostgres & { readonly pid: number }> {
  const postgres = await startEmbedded({ dataDir: folder, say: () => undefined });
  const pid = Number(readFileSync(join(postgres.folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  return { ...postgres, pid };
}

/** A database of its own for a peer: two of them name a table `customers`, and the one that came second could not write. */
async function databaseFor({ superuserUrl, urls }: EmbeddedPostgres, name: string): Promise<string> {
  const owner = new URL(urls.owner);
  await withClient(superuserUrl, client =>
    client.query(`create database "${name}" owner ${client.escapeIdentifier(owner.username)}`),
  );
  owner.pathname = `/${name}`;
  return owner.href;
}

/** Scenarios of the service alone, such as a change is measured by: `--only register,import`. */
const ONLY = options.only?.split(',');

interface Bench {
  readonly service: Service;
  readonly ours: EmbeddedPostgres & { readonly pid: number };
}

interface Peers {
  readonly theirs: EmbeddedPostgres & { readonly pid: number };
  readonly peers: Readonly<Record<'emmett' | 'insert' | 'audit' | 'emmettBehindNest', Running>>;
}

/** The service's own, in the order of a round. */
async function ownScenarios({ service, ours }: Bench): Promise<Scenario[]> {
  const token = await serviceToken(service.issuer);
  const existing: Existing[] = [];
  say(`${SUBJECTS} customers first …`);
  await load(service.api.url, token, () => register(one => existing.push(one)), { amount: SUBJECTS });
  const subjects = new Subjects(existing);

  const path = { api: ofProcess(() => service.api.pid), postgres: ofServer(ours.pid) };
  const processes = { ...path, projector: ofProcess(() => service.projector.pid) };
  /** With the projector at work, and counted until it has applied all. */
  const command = (name: string, make: Maker): Scenario => ({
    name,
    processes,
    async run(seconds) {
      const done = await load(service.api.url, token, make, { seconds });
      await projected(ours.urls.owner);
      return done;
    },
  });
  return [
    command('mixed', () => subjects.mixed()),
    {
      name: 'pathAlone',
      processes: path,
      async run(seconds) {
        return load(service.api.url, token, () => subjects.mixed(), { seconds });
      },
    },
    command('correct', () => subjects.correct()),
    command('share', () => subjects.share()),
    command('register', () => register()),
    {
      name: 'import',
      processes,
      async run() {
        const began = performance.now();
        await importCustomers(service.api.url, token, IMPORTED);
        await projected(ours.urls.owner);
        const seconds = (performance.now() - began) / 1000;
        return { count: IMPORTED, seconds, perSecond: IMPORTED / seconds, p50: 0, p99: 0 };
      },
    },
  ];
}

async function peerScenarios({ theirs, peers }: Peers): Promise<Scenario[]> {
  const behindHttp = async (
    name: string,
    peer: Running,
    make: (on: PeerSubjects) => Maker,
  ): Promise<Scenario> => {
    const known = new PeerSubjects();
    await load(peer.url, '', () => known.add(), { amount: name === 'nestInsert' ? 1 : SUBJECTS });
    return {
      name,
      processes: { peer: ofProcess(() => peer.pid), postgres: ofServer(theirs.pid) },
      run: seconds => load(peer.url, '', make(known), { seconds }),
    };
  };
  const emmett = (name: string, events: number): Scenario => ({
    name,
    processes: { peer: ofProcess(() => peers.emmett.pid), postgres: ofServer(theirs.pid) },
    run: seconds => appends(peers.emmett, events, seconds),
  });
  return [
    emmett('emmettAppend', 1),
    await behindHttp('nestInsert', peers.insert, on => () => on.add()),
    await behindHttp('auditTable', peers.audit, on => () => on.mixed()),
    await behindHttp('emmettBehindNest', peers.emmettBehindNest, on => () => on.mixed()),
    emmett('emmettAppendOfThree', 3),
  ];
}

async function appends(peer: Running, events: number, seconds: number): Promise<Load> {
  peer.write(`${events} ${EMMETT_AT_ONCE} ${seconds}`);
  const answer = await peer.lines.next();
  const [count, took] = String(answer.value).split(' ').map(Number);
  return { count: count!, seconds: took!, perSecond: count! / took!, p50: 0, p99: 0 };
}

/** `pathAlone` is measured while no projector runs, then it catches up, uncounted. */
async function once(bench: Bench, scenario: Scenario, seconds: number): Promise<Measured> {
  if (scenario.name !== 'pathAlone') return measure(scenario, seconds);
  await bench.service.projector.stop();
  const measured = await measure(scenario, seconds);
  await bench.service.startProjector();
  await projected(bench.ours.urls.owner);
  return measured;
}

/** The service and its peers by turns, so that whatever the machine does beside meets both. */
async function rounds(bench: Bench, peers?: Peers): Promise<Map<string, Measured[]>> {
  const own = (await ownScenarios(bench)).filter(({ name }) => !ONLY || ONLY.includes(name));
  const others = peers ? await peerScenarios(peers) : [];
  const unknown = (ONLY ?? []).filter(each => !own.some(({ name }) => name === each));
  if (unknown.length > 0)
    throw new Error(`There is no scenario of the service called ${unknown.join(', ')}.`);
  const scenarios = own.flatMap((each, at) => [others[at] ?? [], each].flat());
  say(`${WARM_UP_SECONDS} seconds of each to warm up …`);
  for (const scenario of scenarios) await once(bench, scenario, WARM_UP_SECONDS);
  const measured = new Map<string, Measured[]>(scenarios.map(({ name }) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++)
    for (const scenario of scenarios) {
      const it = await once(bench, scenario, SECONDS);
      measured.get(scenario.name)!.push(it);
      const { load: done, cpu } = it;
      say(
        `  round ${round}  ${scenario.name.padEnd(20)} ${String(Math.round(cpu.total)).padStart(6)} µs ` +
          `${String(Math.round(done.perSecond)).padStart(6)}/s  p50 ${done.p50} ms  p99 ${done.p99} ms`,
      );
    }
  return measured;
}

/** Share of a core that the service and its PostgreSQL take while nothing happens. */
async function atRest({ service, ours }: Bench): Promise<number> {
  const cpu = (): number =>
    [ofProcess(() => service.api.pid), ofProcess(() => service.projector.pid), ofServer(ours.pid)].reduce(
      (sum, of) => sum + of(),
      0,
    );
  await allProjected(ours.urls.owner);
  await settled(ours);
  await delay(30_000); // What the last commands left to do is done, such as giving memory back.
  const [before, began] = [cpu(), performance.now()];
  await delay(20_000);
  return (cpu() - before) / ((performance.now() - began) * 1000);
}

/**
 * Events a second that the live runner applies to records and register together, from the first event on: of what was done
 * here, and copies of it until the register has as many entries as periods are asked of.
 */
async function catchUp({ service, ours }: Bench): Promise<number> {
  await service.projector.stop();
  const url = asSuperuser(ours);
  const [template, entries] = await counts(url);
  if (entries < ENTRIES) {
    await fillLog(url, template, Math.ceil((ENTRIES / entries) * template));
    // What the other read models have to do is not measured with these two.
    await service.startProjector();
    await allProjected(ours.urls.owner);
    await service.projector.stop();
  }
  const events = await forgetReadModels(ours);
  await settled(ours);
  await service.startProjector();
  const began = performance.now();
  await projected(ours.urls.owner);
  return events / ((performance.now() - began) / 1000);
}

function sayCosts(measured: Map<string, Measured[]>): void {
  say('\nCPU time of a command, µs (lower quartile of rounds)');
  for (const [name, runs] of measured) {
    const costs = Object.entries(byProcess(runs)).map(([part, value]) => `${part} ${Math.round(value)}`);
    say(
      `  ${name.padEnd(20)} ${costs.join('  ')}   ${Math.round(median(runs.map(each => each.load.perSecond)))}/s`,
    );
  }
}

function byProcess(runs: readonly Measured[]): Record<string, number> {
  const parts = Object.keys(runs[0]!.cpu);
  return Object.fromEntries(parts.map(part => [part, lowerQuartile(runs.map(each => each.cpu[part]!))]));
}

function report(measured: Map<string, Measured[]>, also: Record<string, unknown>): void {
  const runs = (name: string): Measured[] => measured.get(name)!;
  const cpu = (name: string): number => lowerQuartile(runs(name).map(each => each.cpu.total));
  const perSecond = (name: string): number => median(runs(name).map(each => each.load.perSecond));
  const ratio = (value: number): number => Math.round(value * 100) / 100;
  const ratios = {
    mixedCpuVsEmmett: ratio(cpu('mixed') / cpu('emmettAppend')),
    pathCpuVsNestInsert: ratio(cpu('pathAlone') / cpu('nestInsert')),
    mixedCpuVsNestInsert: ratio(cpu('mixed') / cpu('nestInsert')),
    registrationCpuVsEmmett: ratio(cpu('register') / cpu('emmettAppend')),
    importCpuVsEmmett3: ratio(cpu('import') / cpu('emmettAppendOfThree')),
    mixedVsAuditTable: ratio(perSecond('mixed') / perSecond('auditTable')),
    mixedVsEmmettBehindNest: ratio(perSecond('mixed') / perSecond('emmettBehindNest')),
    p99VsP50: ratio(median(runs('mixed').map(each => each.load.p99 / each.load.p50))),
  };
  const names = [...measured.keys()];
  const result = {
    node: process.version,
    subjects: SUBJECTS,
    connections: CONNECTIONS,
    seconds: SECONDS,
    cpu: Object.fromEntries(names.map(name => [name, byProcess(runs(name))])),
    perSecond: Object.fromEntries(names.map(name => [name, Math.round(perSecond(name))])),
    ratios,
    ...also,
    rounds: Object.fromEntries(measured),
  };
  const goals = judged(result);
  keep({ ...result, goals });
  sayCosts(measured);
  say('');
  for (const [name, value] of Object.entries({ period: also.period, memoryMiB: also.memoryMiB }))
    say(`${name.padEnd(34)} ${JSON.stringify(value)}`);
  for (const each of goals) say(said(each));
}

/** Servers with fsync on, the service, and what is measured of them: everything in one run, or one thing by itself. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-bench-'));
  chmodSync(folder, 0o711);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const ours = await startServer(join(folder, 'ours'));
    closing.push(() => ours.stop());
    if (options['shared-server'] !== undefined) {
      const { EVENTSTORE_URL: server } = process.env;
      if (server === undefined) throw new Error('EVENTSTORE_URL names the server to measure.');
      const on = { folder, urls: ours.urls, say };
      const result = await sharedServer(on, server, Number(options['shared-server']));
      keep(result);
      return;
    }
    if (options.telling !== undefined) {
      const startAnother = async (name: string) => {
        const server = await startServer(join(folder, `server-${name}`));
        closing.unshift(() => server.stop());
        return server;
      };
      const result = await telling(
        { folder, postgres: ours, startServer: startAnother, say },
        {
          people: Number(options.telling),
          entries: ENTRIES,
          against: options.against,
          subjects: SUBJECTS,
          seconds: SECONDS,
          rounds: ROUNDS,
        },
      );
      keep(result);
      return;
    }
    const { profile } = options;
    if (profile !== undefined && !process.allowedNodeEnvironmentFlags.has('--cpu-prof'))
      throw new Error(
        'This version of Node takes no profile of the processes it starts: run --profile on Node 24.',
      );
    // V8 writes it when a process ends.
    const profiled = profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(profile)}` };
    const service = await runService(folder, ours.urls, profiled || {});
    closing.unshift(() => service.stop());
    if (ONLY) {
      const measured = await rounds({ service, ours });
      keep(Object.fromEntries(measured));
      sayCosts(measured);
      return;
    }
    if (options.processes !== undefined) {
      const sizes = { subjects: SUBJECTS, rounds: ROUNDS, seconds: SECONDS };
      const result = await processesOnOneLog(
        { service, postgres: ours, say },
        Number(options.processes),
        sizes,
      );
      keep(result);
      say(JSON.stringify(result, null, 2));
      return;
    }
    if (options.memory !== undefined) {
      const result = await memoryOver({ service, postgres: ours, say }, Number(options.memory));
      keep(result);
      return;
    }
    if (options.console) {
      const sizes = { entries: ENTRIES, minutes: Number(options.minutes) };
      const result = await consoleSpeed({ service, postgres: ours, say }, sizes);
      keep(result);
      return;
    }
    if (options.register !== undefined) {
      const growth = await registerGrowth({ service, postgres: ours, folder, say }, Number(options.register));
      keep(growth);
      return;
    }
    if (options.rewrap) {
      const on = { service, postgres: ours, folder, say };
      const sizes = { subjects: SUBJECTS, keys: Number(options.keys), rounds: ROUNDS, seconds: SECONDS };
      const result = await rewrapping(on, { ...sizes, warmUpSeconds: WARM_UP_SECONDS });
      keep(result);
      for (const [name, value] of Object.entries(result)) say(`${name.padEnd(26)} ${JSON.stringify(value)}`);
      return;
    }
    const theirs = await startServer(join(folder, 'theirs'));
    closing.push(() => theirs.stop());
    const peer = async (name: string): Promise<Running> => {
      const it = await run(`bench/peers/${name}.js`, { PEER_URL: await databaseFor(theirs, name) });
      closing.unshift(() => it.stop());
      return it;
    };
    const bench: Bench = { service, ours };
    const measured = await rounds(bench, {
      theirs,
      peers: {
        emmett: await peer('emmett'),
        insert: await peer('nest-insert'),
        audit: await peer('audit-table'),
        emmettBehindNest: await peer('emmett-behind-nest'),
      },
    });
    say('at rest, 50 seconds …');
    const idleCores = Math.round((await atRest(bench)) * 10_000) / 10_000;
    const memoryMiB = { api: service.api.memory(), projector: service.projector.memory() };
    say(`copies until the register has ${ENTRIES} entries, then all of it from the first event on …`);
    const together = Math.round(await catchUp(bench));
    await settled(bench.ours);
    say('periods of the register …');
    const period = await periodQueries(service.api.url, await officerToken(service.issuer));
    report(measured, {
      catchUp: { together },
      periodQueryP99Ms: period.p99,
      period,
      idleCores,
      memoryMiB,
    });
  } finally {
    for (const close of closing) await close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : 'The measurement broke.');
    process.exit(1);
  },
);
