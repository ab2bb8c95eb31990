import { decodeRecord, type EventStore, type Position } from '#libs/event-store';
import type { ProjectionState } from './types';

/**
 * How long the oldest event waits that a projection has not applied, in milliseconds; 0 where it has all. Asked of log and
 * checkpoints, so it grows also where nobody projects.
 */
export async function projectionDelays(
  store: Pick<EventStore, 'readAll'>,
  states: readonly Pick<ProjectionState, 'name' | 'position'>[],
  now: Date,
): Promise<Record<string, number>> {
  const waiting = new Map<Position | null, number>();
  for (const position of new Set(states.map(state => state.position))) {
    const time = await firstAfter(store, position);
    waiting.set(position, time === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(time)));
  }
  return Object.fromEntries(states.map(({ name, position }) => [name, waiting.get(position)!]));
}

/** Time of the first event after a position. A type that this program does not know has one too. */
async function firstAfter(
  store: Pick<EventStore, 'readAll'>,
  position: Position | null,
): Promise<string | undefined> {
  for (let after = position; ;) {
    const { events, position: next, caughtUp } = await store.readAll(after, 1);
    if (events[0]) return decodeRecord(events[0].bytes).time;
    if (caughtUp || next === after) return undefined;
    after = next;
  }
}
