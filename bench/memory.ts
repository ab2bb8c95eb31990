import { Client } from 'pg';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { importCustomers, projected } from './bulk';
import { register, Subjects, type Existing } from './commands';
import { judged, type Judged } from './goals';
import { load } from './generator';
import { serviceToken, type Service } from './service';

const STEP = 100_000;
const SUBJECTS = 10_000;
const COMMANDS = 5_000;
const CUSTOMERS = 2_000;
/** From here on memory is to stay as it is. */
const FULL_AT = 300_000;

interface Sample {
  readonly events: number;
  readonly seconds: number;
  /** MiB, once the projector has applied all. */
  readonly api: number;
  readonly projector: number;
}

export interface On {
  readonly service: Service;
  readonly postgres: EmbeddedPostgres;
  readonly say: (line: string) => void;
}

/**
 * So many events through the real service, half of each step by mixed commands over HTTP and half by imports, what its processes
 * take after each 100,000, and how long an API process takes to start on them.
 */
export async function memoryOver({ service, postgres, say }: On, events: number): Promise<object> {
  if (!(events >= STEP)) throw new RangeError(`a number of events, from ${STEP} on`);
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
    const memory: Sample[] = [];
    for (let step = 1; step * STEP <= events; step++) {
      const [from, to] = [(step - 1) * STEP, step * STEP];
      while ((await head()) < (from + to) / 2) {
        await load(service.api.url, token, () => subjects.mixed(), { amount: COMMANDS });
      }
      while ((await head()) < to) await importCustomers(service.api.url, token, CUSTOMERS);
      await projected(postgres.urls.owner);
      const sample: Sample = {
        events: await head(),
        seconds: Math.round((performance.now() - started) / 1000),
        api: service.api.memory(),
        projector: service.projector.memory(),
      };
      memory.push(sample);
      say(
        `  ${sample.events} events after ${sample.seconds} s: api ${sample.api} MiB, projector ${sample.projector} MiB`,
      );
    }
    const result = { memory, ...(await startsIn(service)), ...summary(memory) };
    const goals: Judged[] = judged(result, [
      { of: 'startSeconds', atMost: 3 },
      { of: 'apiMiB', atMost: 700 },
      { of: 'projectorMiB', atMost: 400 },
      { of: 'growsAfterFull', atMost: 1.05 },
    ]);
    for (const { of, value, goal, met } of goals)
      say(`${of.padEnd(34)} ${String(value).padStart(8)}  ${goal.padEnd(9)} ${met ? 'met' : 'MISSED'}`);
    return { ...result, goals };
  } finally {
    await client.end();
  }
}

/** The most that each took, and how much more both took at the end than once the caches were full. */
function summary(samples: readonly Sample[]): Record<string, number> {
  const both = ({ api, projector }: Sample): number => api + projector;
  const full = samples.find(({ events }) => events >= FULL_AT) ?? samples[0]!;
  return {
    apiMiB: Math.max(...samples.map(({ api }) => api)),
    projectorMiB: Math.max(...samples.map(({ projector }) => projector)),
    growsAfterFull: Math.round((both(samples.at(-1)!) / both(full)) * 1000) / 1000,
  };
}

async function startsIn(service: Service): Promise<{ readonly startSeconds: number }> {
  await service.api.stop();
  const began = performance.now();
  await service.startApi();
  return { startSeconds: Math.round((performance.now() - began) / 10) / 100 };
}
