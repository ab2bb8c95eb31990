import { randomUUID } from 'node:crypto';
import { randomId } from '#libs/kernel';
import type { EventStore, NewEvent, Position, StoredEvent } from '../port';

/** An event that is nothing but itself. */
export function anEvent(over: Partial<NewEvent> = {}): NewEvent {
  const id = over.id ?? randomId();
  return {
    id,
    type: 'Noted',
    commandId: randomId(),
    fingerprint: 'Zmlyc3Q',
    bytes: Buffer.from(JSON.stringify({ id })),
    ...over,
  };
}

/** Events of one command. */
export function events(count: number, over: Partial<NewEvent> = {}): NewEvent[] {
  const commandId = randomId();
  return Array.from({ length: count }, () => anEvent({ commandId, ...over }));
}

export const idsOf = (list: readonly { id: string }[]): string[] => list.map(event => event.id);

export function aStream(): string {
  return `note-${randomUUID()}`;
}

/** All events after a position, in order, read page by page. */
export async function readToEnd(
  store: EventStore,
  after: Position | null,
  limit = 500,
): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (let position = after; ;) {
    const batch = await store.readAll(position, limit);
    all.push(...batch.events);
    position = batch.position;
    if (batch.caughtUp) return all;
  }
}

/** What became of a promise: its value, or the name of its error's class. */
export async function outcome<T>(promise: Promise<T>): Promise<T | string> {
  return promise.catch((error: Error) => error.constructor.name);
}

/** The error of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}
