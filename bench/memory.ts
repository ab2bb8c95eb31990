import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '#tools/embedded-postgres';
import { importCustomers, projected } from './bulk';
import { register, Subjects, type Existing } from './commands';
import { load } from './generator';
import { runService, serviceToken } from './service';

const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

const STEP = 100_000;
const SUBJECTS = 10_000;
const COMMANDS = 5_000;
const CUSTOMERS = 2_000;

interface Sample {
  readonly events: number;
  readonly seconds: number;
  /** MiB, once the projector has applied all. */
  readonly api: number;
  readonly projector: number;
}

/**
 * `npm run bench:memory -- --events 1000000 [--json FILE]`: so many events through the real service, half of each step by
 * mixed commands over HTTP and half by imports, and what its processes take after each 100,000.
 */
async function main(): Promise<void> {
  const events = Number(argument('events'));
  if (!(events >= STEP)) throw new Error(`--events takes a number of events, from ${STEP} on`);
  const folder = mkdtempSync(join(tmpdir(), 'inzage-memory-'));
  chmodSync(folder, 0o711);
  const postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), say: () => undefined });
  const service = await runService(folder, postgres.urls);
  const client = new Client({ connectionString: postgres.urls.service });
  await client.connect();
  const head = async (): Promise<number> => {
    const { rows } = await client.query<{ head: string }>(
      'select coalesce(max(position), 0) as head from events',
    );
    return Number(rows[0]!.head);
  };
  try {
    const token = await serviceToken(service.issuer);
    const existing: Existing[] = [];
    const started = performance.now();
    await load(service.api.url, token, () => register(one => existing.push(one)), { amount: SUBJECTS });
    const subjects = new Subjects(existing);
    const samples: Sample[] = [];
    for (let step = 1; step * STEP <= events; step++) {
      const [from, to] = [(step - 1) * STEP, step * STEP];
      while ((await head()) < (from + to) / 2) {
        const { failures } = await load(service.api.url, token, () => subjects.mixed(), { amount: COMMANDS });
        if (failures > 0) throw new Error(`${failures} commands failed`);
      }
      while ((await head()) < to) await importCustomers(service.api.url, token, CUSTOMERS);
      await projected(postgres.urls.owner);
      const sample: Sample = {
        events: await head(),
        seconds: Math.round((performance.now() - started) / 1000),
        api: service.api.memory(),
        projector: service.projector.memory(),
      };
      samples.push(sample);
      process.stderr.write(
        `  ${sample.events} events after ${sample.seconds} s: api ${sample.api} MiB, projector ${sample.projector} MiB\n`,
      );
    }
    const file = argument('json');
    if (file) writeFileSync(file, `${JSON.stringify({ memory: samples }, null, 2)}\n`);
  } finally {
    await client.end();
    await service.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : 'The measurement broke.'}\n`);
    process.exit(1);
  },
);
