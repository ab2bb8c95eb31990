import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { register, Subjects, type Existing } from '../commands';
import { load } from '../generator';
import { officerToken, serviceToken, type Service } from '../service';

/** A message that came, and how long after its event. */
interface Came {
  readonly type: string;
  readonly delayMs: number;
}

/** A receiver that answers at once; it is told of what a mixed load does. */
export async function delivered(
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
