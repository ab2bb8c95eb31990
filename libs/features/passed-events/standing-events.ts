import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import type { EventStore, Position, Revision } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { projectionStates, tellDecided, whileHeld, type ProjectionState } from '#libs/projections';

/** A projection, the event that it stands at, and with what: the class of the error, never its message. */
export interface Standstill {
  readonly projection: string;
  readonly event: Uuid;
  readonly error: string;
}

/** An event that projections stand at, as the log has it. */
export interface StandingEvent {
  readonly event: Uuid;
  readonly type: string;
  readonly stream: string;
  readonly revision: Revision;
  /** base64url of the SHA-256 of its stored bytes. */
  readonly eventHash: string;
  readonly projections: readonly Standstill[];
}

/** Events that the log is looked through for the one that a projection stands at, the next after its checkpoint. */
const NEAR = 100;

/** What projections stand at, by their checkpoints. */
export class StandingEvents {
  constructor(
    private readonly pool: Pool,
    private readonly store: Pick<EventStore, 'readAll'>,
  ) {}

  /** Now, in the order of the projections' names. */
  async all(): Promise<StandingEvent[]> {
    const states = await projectionStates(this.pool);
    const standstills = states.flatMap(standstillOf);
    const events = new Map(standstills.map(({ event, after }) => [event, after]));
    const found = await Promise.all(
      [...events].map(async ([id, after]): Promise<StandingEvent[]> => {
        const it = (await this.store.readAll(after, NEAR)).events.find(stored => stored.id === id);
        if (!it) return [];
        const { type, stream, revision, bytes } = it;
        const eventHash = hash('sha256', bytes, 'base64url');
        const projections = standstills
          .filter(({ event }) => event === id)
          .map(({ projection, error }) => ({ projection, event: id, error }));
        return [{ event: id, type, stream, revision, eventHash, projections }];
      }),
    );
    return found.flat();
  }

  /** Does something while no worker handles an event of these projections, knowing what they stand at. */
  whileHeld<T>(
    projections: readonly string[],
    work: (standstills: readonly Standstill[]) => Promise<T>,
  ): Promise<T> {
    return whileHeld(this.pool, projections, states => work(states.flatMap(standstillOf)));
  }

  /** Wakes projections that stand at an event about which officers have decided now. */
  wake(projections: readonly string[]): void {
    tellDecided(this.pool, projections);
  }
}

function standstillOf({
  name,
  position,
  failure,
}: ProjectionState): (Standstill & { readonly after: Position | null })[] {
  if (!failure?.at) return [];
  return [{ projection: name, event: failure.at.event, error: failure.error, after: position }];
}
