import { setTimeout as sleep } from 'node:timers/promises';
import { comparePositions, StoreUnavailable, type Batch, type BatchOptions, type Position } from '../port';
import type { Connection } from './connection';
import { AccessDenied, asPortError, CutShort, isPassing } from './failures';
import type { Head } from './head';
import type { Ours } from './messages';
import type { Reader } from './reader';
import { assertUncut } from './settings';
import { Subscription, type Taken } from './subscription';

/** While catching up, a batch that is not full waits this long for more. */
const GATHER_MS = 100;

/**
 * Batches from a position on, over as many subscriptions as it takes: each goes on where the last one ended, so nothing is
 * lost or doubled when a node is lost, the leader changes, or the server drops a consumer that is too slow for live events.
 * While no node answers they wait, however long.
 *
 * @param silenceMs a subscription that is silent this long is asked after: is there more in the log?
 */
export async function* batches(
  connection: Connection,
  reader: Reader,
  head: Head,
  ours: Ours,
  after: Position | null,
  { limit, signal, outage }: BatchOptions,
  silenceMs: number,
): AsyncGenerator<Batch, void, undefined> {
  let position = after;
  let pause = 0;
  while (!signal.aborted) {
    const subscription = new Subscription(position, ours, limit);
    const stop = (): void => subscription.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (position !== null) await reader.assertReached(position);
      await subscription.open(connection);
      while (!signal.aborted) {
        const batch = await next(subscription, head, silenceMs);
        for (const stream of subscription.takeSuspects()) await assertUncut(reader, stream);
        if (!batch || signal.aborted) continue;
        const { events, caughtUp } = batch;
        position = await placeOf(batch, reader);
        head.learn({ event: events.at(-1)?.position ?? null, upTo: position });
        pause = 0;
        yield { events, position, caughtUp };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isOutage(error)) throw asPortError(error);
      // One that breaks is renewed; what is told of lasts.
      if (pause > 0) outage?.(asPortError(error));
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(Math.max(pause * 2, 20), 1000);
    } finally {
      signal.removeEventListener('abort', stop);
      subscription.close();
    }
  }
}

function isOutage(error: unknown): boolean {
  return isPassing(error) || (error instanceof StoreUnavailable && !(error instanceof AccessDenied));
}

/**
 * Where a batch ends: always at an event, so that it is a place of the log for every server. What it says of how far it
 * looked is none from 24 on, but the place of the event that comes next, if any does.
 */
async function placeOf({ position, looked }: Taken, reader: Reader): Promise<Position> {
  if (comparePositions(looked, position) <= 0) return position;
  const last = await reader.lastBefore({ at: looked });
  return last !== undefined && comparePositions(last, position) > 0 ? last : position;
}

/** The next batch; nothing when there was nothing for a while and nothing is missed. */
async function next(subscription: Subscription, head: Head, silenceMs: number): Promise<Taken | undefined> {
  let missed: Position | null = null;
  for (;;) {
    if (subscription.isReady) return subscription.take();
    if (await subscription.changed(subscription.hasEvents ? GATHER_MS : silenceMs)) continue;
    if (subscription.hasEvents) return subscription.take();
    // A node that was parted from the others keeps its subscriptions and has nothing to say.
    if (!subscription.isLive) throw new CutShort('a subscription went silent');
    if (missed !== null && comparePositions(missed, subscription.position) > 0)
      throw new CutShort('a subscription misses events');
    missed = await head.position();
  }
}
