import type { ProjectedEvent, Projection } from './types';

/** Those of the events that a projection looks at. */
export function concerning(
  projection: Projection,
  events: readonly ProjectedEvent[],
): readonly ProjectedEvent[] {
  return projection.concerns ? events.filter(({ record }) => projection.concerns!(record)) : events;
}
