import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { settled, withClient } from './bulk';
import { register, Subjects, type Existing } from './commands';
import { load } from './generator';
import { timed, type Times } from './register/asked';
import { officerToken, runService, serviceToken, type Service } from './service';

/** A message that came, and how long after its event. */
interface Came {
  readonly type: string;
  readonly delayMs: number;
}

/**
 * What it costs that others hear of it (Art. 19): corrections of who was never shared and of who was, lists of open duties
 * over so many people with ten sharings each, and webhooks beside a mixed load.
 */
export async function telling(
  on: { readonly folder: string; readonly postgres: EmbeddedPostgres; readonly say: (line: string) => void },
  sizes: { readonly people: number; readonly subjects: number; readonly seconds: number },
): Promise<Record<string, unknown>> {
  const service = await runService(on.folder, on.postgres.urls, { INZAGE_WEBHOOK_NETWORKS: '127.0.0.0/8' });
  try {
    const corrections = await corrected(service, sizes);
    on.say(`corrections: ${JSON.stringify(corrections)}`);
    const webhooks = await delivered(service, sizes);
    on.say(`webhooks: ${JSON.stringify(webhooks)}`);
    await fill(on.postgres, sizes.people);
    const duties = await listed(service);
    on.say(`open duties of ${sizes.people} people: ${JSON.stringify(duties)}`);
    return { corrections, webhooks, duties };
  } finally {
    await service.stop();
  }
}

/** Two halves of the same people, in turns: of one the accounting office got the books. */
async function corrected(
  service: Service,
  { subjects, seconds }: { readonly subjects: number; readonly seconds: number },
): Promise<Record<string, number>> {
  const token = await serviceToken(service.issuer);
  const all: Existing[] = [];
  await load(service.api.url, token, () => register(one => all.push(one)), { amount: subjects });
  const [never, shared] = [all.splice(0, all.length / 2), all].map(half => new Subjects(half)) as [
    Subjects,
    Subjects,
  ];
  await load(service.api.url, token, () => shared.share(), { amount: subjects / 2 });
  const rates: Record<'never' | 'shared', number[]> = { never: [], shared: [] };
  for (let round = 0; round < 6; round++)
    for (const [name, half] of [['never', never] as const, ['shared', shared] as const]) {
      const { perSecond } = await load(service.api.url, token, () => half.correct(), { seconds });
      // The first round warms up.
      if (round > 0) rates[name].push(perSecond);
    }
  const best = (which: readonly number[]): number => Math.round(Math.max(...which));
  const [plain, told] = [best(rates.never), best(rates.shared)];
  return { neverPerSecond: plain, sharedPerSecond: told, ratio: Math.round((told / plain) * 1000) / 1000 };
}

/** A receiver that answers at once; it is told of what a mixed load does. */
async function delivered(
  service: Service,
  { subjects, seconds }: { readonly subjects: number; readonly seconds: number },
): Promise<Record<string, number>> {
  const came: Came[] = [];
  const receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { type, timestamp } = JSON.parse(Buffer.concat(parts).toString()) as {
        type: string;
        timestamp: string;
      };
      came.push({ type, delayMs: Date.now() - Date.parse(timestamp) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  try {
    const registered = await fetch(`${service.api.url}/v1/webhooks`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await officerToken(service.issuer)}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify({ client: 'service', url }),
    });
    if (!registered.ok) throw new Error(`the webhook was answered ${registered.status}`);
    const token = await serviceToken(service.issuer);
    const existing: Existing[] = [];
    await load(service.api.url, token, () => register(one => existing.push(one)), { amount: subjects });
    const people = new Subjects(existing);
    const began = performance.now();
    const { count } = await load(service.api.url, token, () => people.mixed(), { seconds: seconds * 5 });
    // What is still on its way gets as long again.
    for (let before = -1; came.length !== before && performance.now() - began < seconds * 10_000;) {
      before = came.length;
      await delay(3_000);
    }
    const hours = (performance.now() - began) / 3_600_000;
    const delays = came.map(({ delayMs }) => delayMs).sort((one, other) => one - other);
    return {
      commands: count,
      messages: came.length,
      perHour: Math.round(came.length / hours),
      delayP50Ms: delays[Math.floor(delays.length / 2)] ?? 0,
      delayP99Ms: delays[Math.floor(delays.length * 0.99)] ?? 0,
    };
  } finally {
    receiver.closeAllConnections();
    await new Promise(resolve => receiver.close(resolve));
  }
}

/** The read model as so many people leave it, each with ten sharings and an open duty. */
async function fill(postgres: EmbeddedPostgres, people: number): Promise<void> {
  await withClient(postgres.urls.owner, async client => {
    await client.query(
      `create temporary table people as select gen_random_uuid() as subject, n from generate_series(1, ${people}) n`,
    );
    await client.query(
      `insert into duty_marks (subject, revision, mark)
        select subject, revision, jsonb_build_object('is', 'shared', 'event', gen_random_uuid(), 'time', now(),
            'catalogue', '2018-05-25', 'sharing', gen_random_uuid(), 'recipient', 'accounting-office',
            'purpose', 'bookkeeping', 'versions', '{"familyName":1}'::jsonb)
          from people, generate_series(1000, 1009) revision`,
    );
    await client.query(
      `insert into duties (duty, subject, kind, recipient, purpose, fields, opened, due, status)
        select gen_random_uuid(), subject, 'correction',
            (array['accounting-office', 'dns-belgium', 'bank'])[1 + n % 3], 'bookkeeping', array['familyName'],
            now() - n % 30 * interval '1 day', current_date + 14 - n % 30, 'open' from people`,
    );
  });
  await settled(postgres);
}

/** Pages as an officer asks for them: the first due, the overdue ones, one recipient's, and deep ones. */
async function listed(service: Service): Promise<Record<string, Times>> {
  const headers = { authorization: `Bearer ${await officerToken(service.issuer)}` };
  const ask = async (by: string): Promise<{ readonly next?: string }> => {
    const response = await fetch(`${service.api.url}/v1/duties?${by}`, { headers });
    if (!response.ok) throw new Error(`duties were answered ${response.status}`);
    return (await response.json()) as { readonly next?: string };
  };
  let cursor = '';
  for (let page = 0; page < 20; page++) {
    const { next } = await ask(`limit=500${cursor && `&cursor=${cursor}`}`);
    if (next === undefined) break;
    cursor = next;
  }
  return {
    first: await timed(300, () => ask('limit=100')),
    overdue: await timed(300, () => ask('limit=100&overdue=true')),
    ofRecipient: await timed(300, () => ask('limit=100&recipient=bank')),
    deep: await timed(300, () => ask(`limit=100&cursor=${cursor}`)),
  };
}
