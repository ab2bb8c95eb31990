import { randomUUID } from 'node:crypto';
import { encodeRecord, type EventStore } from '#libs/event-store';
import { randomId } from '#libs/kernel';

/**
 * An event in the log that the register cannot apply, as a fault of the program would have made it: a disclosure that is
 * hidden until no day. Other projections get past it. @returns its id
 */
export async function poisonRegister(store: EventStore, subject: string): Promise<string> {
  const stream = `order-${randomUUID()}`;
  const event = encodeRecord({
    id: randomId(),
    type: 'OrderDisclosed',
    v: 1,
    stream,
    time: new Date().toISOString(),
    command: randomId(),
    fingerprint: 'Zmlyc3Q',
    actor: { role: 'service', id: 'webshop' },
    catalogue: '2018-05-25',
    data: {
      subject,
      body: 'public-prosecutor',
      ground: 'sv-46bis',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      values: [],
      signIns: [],
      secrecy: { ground: 'art. 46bis', until: 'some day' },
    },
  });
  await store.append(stream, 'no-stream', [event]);
  return event.id;
}
