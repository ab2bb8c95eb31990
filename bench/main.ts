import { mkdtempSync, rmSync, chmodSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '#tools/embedded-postgres';
import { register, Subjects, type Existing } from './commands';
import { CONNECTIONS, load, type Load } from './load';
import { catchUp, importCustomers, projected, type CatchUp } from './bulk';
import { emmettAppends } from './peers/emmett';
import { run, runService, serviceToken, type Service } from './service';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

const SUBJECTS = Number(argument('subjects') ?? 10_000);
const SECONDS = Number(argument('seconds') ?? 5);
const IMPORTED = Number(argument('imported') ?? 10_000);
const ROUNDS = Number(argument('rounds') ?? 3);

interface Round {
  readonly emmett: { readonly perSecond: number; readonly concurrency: number };
  readonly nest: Load;
  readonly mixed: Load;
  readonly corrections: Load;
  readonly sharings: Load;
  readonly registrations: Load;
  /** Customers a second. */
  readonly imported: number;
  /** Seconds after the last command until the projector had applied all. */
  readonly behind: number;
}

/** Everything in one run on one PostgreSQL (fsync on), each round in the same order; medians are of whole rounds. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-bench-'));
  chmodSync(folder, 0o711);
  const postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), say: () => undefined });
  const service = await runService(folder, postgres.urls);
  const peer = await run('bench/peers/nest-insert.js', { PEER_URL: postgres.urls.owner });
  try {
    const token = await serviceToken(service.issuer);
    say(`${SUBJECTS} subjects first …`);
    const existing: Existing[] = [];
    await load(service.api.url, token, () => register(subject => existing.push(subject)), {
      amount: SUBJECTS,
    });
    const subjects = new Subjects(existing);
    const memory = [memoryOf(service)];
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const measure = async (name: string, measured: Promise<Load>): Promise<Load> => {
        const done = await measured;
        say(`  round ${round}, ${name.padEnd(14)} ${format(done)}`);
        return done;
      };
      const emmett = await emmettAppends(postgres.urls.owner, EMMETT_EVENT, SECONDS / 2);
      say(`  round ${round}, emmett append  ${Math.round(emmett.perSecond)}/s at ${emmett.concurrency}`);
      const nest = await measure(
        'nest + insert',
        load(peer.url, '', () => person(), { seconds: SECONDS }),
      );
      const on = (make: () => ReturnType<typeof register>): Promise<Load> =>
        load(service.api.url, token, make, { seconds: SECONDS });
      const mixed = await measure(
        'mixed',
        on(() => subjects.mixed()),
      );
      const corrections = await measure(
        'corrections',
        on(() => subjects.correct()),
      );
      const sharings = await measure(
        'sharings',
        on(() => subjects.share()),
      );
      const registrations = await measure(
        'registrations',
        on(() => register()),
      );
      const imported = await importCustomers(service.api.url, token, IMPORTED);
      say(`  round ${round}, ${'imported'.padEnd(14)} ${Math.round(imported)}/s`);
      const behind = await projected(postgres.urls);
      say(`  round ${round}, the projector was behind by ${behind.toFixed(1)} s`);
      rounds.push({ emmett, nest, mixed, corrections, sharings, registrations, imported, behind });
      memory.push(memoryOf(service));
    }
    await service.stop();
    const caughtUp = await catchUp(postgres.urls);
    report(rounds, memory, caughtUp);
  } finally {
    await service.stop();
    await peer.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Memory {
  readonly api: number;
  readonly projector: number;
}

const memoryOf = ({ api, projector }: Service): Memory => ({
  api: api.memory(),
  projector: projector.memory(),
});

/** As many bytes as one of our events has. */
const EMMETT_EVENT = { kind: 'natural-person', box: 'x'.repeat(600) };

function person(): ReturnType<typeof register> {
  const { collect } = JSON.parse(register().body) as { collect: { values: Record<string, unknown> }[] };
  const { language: _, ...values } = collect[0]!.values;
  return { path: '/people', body: JSON.stringify(values), headers: {}, answered: () => undefined };
}

function report(rounds: readonly Round[], memory: readonly Memory[], caughtUp: CatchUp): void {
  const median = (of: (round: Round) => number): number =>
    rounds.map(of).sort((a, b) => a - b)[Math.floor(rounds.length / 2)]!;
  const ratio = (of: (round: Round) => number): number => Math.round(median(of) * 100) / 100;
  const ratios = {
    httpCommandVsEmmettAppend: ratio(round => round.mixed.perSecond / round.emmett.perSecond),
    httpCommandVsNestInsert: ratio(round => round.mixed.perSecond / round.nest.perSecond),
    registrationVsEmmettAppend: ratio(round => round.registrations.perSecond / round.emmett.perSecond),
    importVsEmmettAppend: ratio(round => round.imported / round.emmett.perSecond),
    correctionVsEmmettAppend: ratio(round => round.corrections.perSecond / round.emmett.perSecond),
    sharingVsEmmettAppend: ratio(round => round.sharings.perSecond / round.emmett.perSecond),
    p99VsP50: ratio(round => round.mixed.p99 / round.mixed.p50),
  };
  const result = {
    subjects: SUBJECTS,
    connections: CONNECTIONS,
    seconds: SECONDS,
    ratios,
    rounds,
    catchUp: caughtUp,
    memoryMiB: memory,
  };
  const file = argument('json');
  if (file) writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  for (const [name, value] of Object.entries(ratios)) say(`${name.padEnd(28)} ${value}`);
  for (const [name, value] of Object.entries(caughtUp))
    say(`${`catch-up, ${name}`.padEnd(28)} ${value} events/s`);
  for (const name of ['api', 'projector'] as const)
    say(`${`memory of the ${name}, MiB`.padEnd(28)} ${memory.map(each => each[name]).join(' → ')}`);
}

function format({ perSecond, p50, p99, failures }: Load): string {
  return `${String(Math.round(perSecond)).padStart(6)}/s  p50 ${p50} ms  p99 ${p99} ms${failures > 0 ? `  ${failures} FAILED` : ''}`;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : 'The measurement broke.');
    process.exit(1);
  },
);
