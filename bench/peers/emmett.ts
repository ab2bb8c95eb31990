import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';

/**
 * The peer: emmett's bare append to new streams, in a process of its own and without HTTP. It takes orders on its
 * standard input, `<events> <concurrency> <seconds>`, and answers each with `<appends> <seconds>`.
 */
const store = getPostgreSQLEventStore(process.env.PEER_URL!);

/** As many bytes as one event of the service has. */
const event = { type: 'Measured', data: { kind: 'natural-person', box: 'x'.repeat(600) } };

async function append(events: number, concurrency: number, seconds: number): Promise<string> {
  const batch = Array.from({ length: events }, () => event);
  const started = performance.now();
  let done = 0;
  const writer = async (): Promise<void> => {
    while (performance.now() < started + seconds * 1000) {
      await store.appendToStream(`peer-${randomUUID()}`, batch);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, writer));
  return `${done} ${(performance.now() - started) / 1000}`;
}

async function main(): Promise<void> {
  await store.appendToStream('first', [event]); // Makes its schema.
  process.stdout.write('listening for orders\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const [events, concurrency, seconds] = line.split(' ').map(Number);
    process.stdout.write(`${await append(events!, concurrency!, seconds!)}\n`);
  }
  await store.close();
}

void main();
