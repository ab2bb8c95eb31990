import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { comparePositions, LogDamaged, type Position, type Revision } from '../port';
import type { Connection, ReadCall } from './connection';
import { asPortError, CutShort, isPassing } from './failures';
import {
  type Place,
  allRead,
  eventOfOurs,
  isInOurs,
  ownEvent,
  positionOf,
  recordedOf,
  streamRead,
  type EngineEvent,
  type Ours,
  type Recorded,
} from './messages';
import { isThere, lookWhenDue, probeAfter } from './silence';

export interface ReadLimits {
  /** Longest silence of a call before it is given up. */
  readonly silenceMs: number;
  /** How long a call is tried again, while nodes are lost or the leader changes, before the caller hears of it. */
  readonly patienceMs: number;
}

const FIRST_PAUSE_MS = 20;

/**
 * The server says nothing while it looks through events of others, some 2 million in a second. One that answers something
 * else meanwhile is let look for so many silences.
 */
const SCAN_SILENCES = 6;

/** A run of all streams. */
export interface Run<T> {
  readonly events: readonly T[];
  /** Where the last event was that was looked at, ours or not; absent when there was none. */
  readonly last: Position | undefined;
  /** True when there was no more in this direction. */
  readonly ended: boolean;
}

/** Reads that are whole or fail: nothing that was cut short is taken for the end. */
export class Reader {
  constructor(
    private readonly connection: Connection,
    private readonly ours: Ours,
    private readonly limits: ReadLimits,
  ) {}

  /**
   * Events of one of our streams; none for a stream that does not exist.
   * @throws LogDamaged when events that must be there are not
   */
  async stream(
    name: string,
    from: Revision | 'end',
    direction: 'forwards' | 'backwards',
    limit: number,
  ): Promise<EngineEvent[]> {
    const request = streamRead(this.ours.prefix + name, from, direction, limit);
    return this.persist(async () => {
      const events: EngineEvent[] = [];
      let last: Revision | undefined;
      await this.receive(request, response => {
        const recorded = recordedOf(response);
        if (recorded) events.push(eventOfOurs(recorded, this.ours.prefix));
        else if (response.hasStreamNotFound()) last = -1;
        else if (response.hasLastStreamPosition()) last = Number(response.getLastStreamPosition());
      });
      if (last === undefined) throw new CutShort('a read ended before the end of its stream');
      assertWhole(
        events.map(({ event }) => event.revision),
        from,
        direction,
        limit,
        last,
      );
      return events;
    });
  }

  /** One event of any stream, its name given in full: the first or the last; absent when there is none. */
  async single(stream: string, which: 'first' | 'last'): Promise<Recorded | undefined> {
    const request =
      which === 'first' ? streamRead(stream, 0, 'forwards', 1) : streamRead(stream, 'end', 'backwards', 1);
    return this.persist(async () => {
      let found: Recorded | undefined;
      let ended = false;
      await this.receive(request, response => {
        const recorded = recordedOf(response);
        if (recorded) found = recorded;
        else ended = true;
      });
      if (!ended) throw new CutShort('a read ended before the end of its stream');
      return found;
    });
  }

  /**
   * Up to `limit` events under our prefix from a position on, that one included, in the store's order or against it.
   * @throws LogDamaged at one of somebody else in a stream of ours
   */
  all(from: Place, direction: 'forwards' | 'backwards', limit: number): Promise<Run<EngineEvent>> {
    return this.run(from, direction, limit, recorded => ownEvent(recorded, this.ours));
  }

  /** The same, of which only the places are asked: also of what cannot be read. */
  places(from: Place, direction: 'forwards' | 'backwards', limit: number): Promise<Run<Position>> {
    return this.run(from, direction, limit, recorded =>
      isInOurs(recorded, this.ours) ? positionOf(recorded) : undefined,
    );
  }

  private async run<T>(
    from: Place,
    direction: 'forwards' | 'backwards',
    limit: number,
    own: (recorded: Recorded) => T | undefined,
  ): Promise<Run<T>> {
    const request = allRead(from, direction, limit, this.ours.prefix);
    return this.persist(async () => {
      const events: T[] = [];
      let [looked, last] = [0, undefined as Position | undefined];
      await this.receive(
        request,
        response => {
          const recorded = recordedOf(response);
          if (!recorded) return false;
          looked += 1;
          last = positionOf(recorded);
          const event = own(recorded);
          if (event !== undefined) events.push(event);
          // The server would look on for one more; what was asked for is here.
          return looked === limit;
        },
        this.limits.silenceMs * SCAN_SILENCES,
      );
      return { events, last, ended: looked < limit };
    });
  }

  /** Position of the last event before a place, whoever wrote it; absent when there is none. */
  async lastBefore(place: Place): Promise<Position | undefined> {
    const request = allRead(place, 'backwards', 1);
    return this.persist(async () => {
      let found: Position | undefined;
      await this.receive(request, response => {
        const recorded = recordedOf(response);
        if (recorded) found = positionOf(recorded);
      });
      return found;
    });
  }

  /** @throws LogDamaged when the log ends before a position that was read from it */
  async assertReached(reached: Position): Promise<void> {
    const end = await this.end();
    if (comparePositions(reached, end) > 0)
      throw new LogDamaged('the log ends before what was read of it: it was restored to an older state');
  }

  /** Asks the leader for something small, once. @throws when it does not answer */
  async probe(): Promise<void> {
    await this.receive(allRead('end', 'backwards', 1), () => false, this.limits.silenceMs, false);
  }

  /** Position of the server's last event, whoever wrote it. */
  async end(): Promise<Position> {
    return this.persist(async () => {
      const end = await this.lastBefore('end');
      // Every server has written something of its own.
      if (end === undefined) throw new CutShort('a read ended before the end of the log');
      return end;
    });
  }

  /**
   * One call, message by message, until its end or until `take` says that it is enough.
   * @param longest silence, in milliseconds, while the node answers something else
   * @param asks whether it does: what asks is not asked after
   */
  private receive(
    request: ReadReq,
    take: (response: ReadResp) => boolean | void,
    longest = this.limits.silenceMs,
    asks = true,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      let call: ReadCall | undefined;
      let over = false;
      const settle = (error?: Error): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      const leave = (error?: Error): void => {
        settle(error);
        // At once, grpc-js can lose the cancellation.
        setImmediate(() => call?.cancel());
      };
      let [heard, asked] = [Date.now(), 0];
      const watch = async (): Promise<void> => {
        const now = Date.now();
        const quiet = now - heard;
        const gone = async (): Promise<boolean> =>
          !(await isThere(() => this.probe(), longest)) && heard <= now;
        if (quiet >= longest || (asks && quiet >= probeAfter(longest) && (await gone())))
          return leave(new CutShort('a read went silent'));
        if (quiet >= probeAfter(longest)) asked = now;
        if (!over) timer = lookWhenDue(watch, Math.max(heard, asked), longest);
      };
      let timer = lookWhenDue(watch, heard, longest);
      const listen = (started: ReadCall): void => {
        call = started;
        if (over) setImmediate(() => started.cancel());
        started.on('data', (response: ReadResp) => {
          if (over) return;
          heard = Date.now();
          try {
            if (take(response)) leave();
          } catch (error) {
            leave(error as Error);
          }
        });
        started.on('error', settle);
        started.on('end', () => settle());
      };
      this.connection.read(request, listen).catch((error: Error) => settle(error));
    });
  }

  /** Reads change nothing, so they are simply tried again. */
  private async persist<T>(attempt: () => Promise<T>): Promise<T> {
    const until = Date.now() + this.limits.patienceMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, 500)) {
      try {
        return await attempt();
      } catch (error) {
        if (!isPassing(error) || Date.now() + pause > until) throw asPortError(error);
        if (pause > FIRST_PAUSE_MS || error instanceof CutShort) this.connection.renew();
        await sleep(pause);
      }
    }
  }
}

/** Each revision has its event, from where the read began and down to the stream's beginning. */
function assertWhole(
  revisions: readonly Revision[],
  from: Revision | 'end',
  direction: 'forwards' | 'backwards',
  limit: number,
  last: Revision,
): void {
  const forwards = direction === 'forwards';
  const [first = last + 1] = revisions;
  const unbroken = revisions.every((revision, i) => revision === first + (forwards ? i : -i));
  const begins = !forwards || first === Math.min(Number(from), last + 1);
  const ends = forwards || revisions.length === limit || (revisions.at(-1) ?? last + 1) === 0;
  if (!(unbroken && begins && ends))
    throw new LogDamaged('events are missing at the beginning of a stream of the log');
}
