import { setTimeout as sleep } from 'node:timers/promises';
import { comparePositions, StoreUnavailable, type Batch, type Position } from '../port';
import type { Connection } from './connection';
import { AccessDenied, asPortError, CutShort, isPassing } from './failures';
import type { Reader } from './reader';
import { Subscription } from './subscription';

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
  prefix: string,
  after: Position | null,
  limit: number,
  signal: AbortSignal,
  silenceMs: number,
): AsyncGenerator<Batch, void, undefined> {
  let position = after;
  let pause = 0;
  while (!signal.aborted) {
    const subscription = new Subscription(position, prefix, limit);
    const stop = (): void => subscription.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (position !== null) await reader.assertReached(position);
      await subscription.open(connection);
      while (!signal.aborted) {
        const batch = await next(subscription, reader, silenceMs);
        if (!batch || signal.aborted) continue;
        position = batch.position;
        pause = 0;
        yield batch;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isOutage(error)) throw asPortError(error);
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

/** The next batch; nothing when there was nothing for a while and nothing is missed. */
async function next(
  subscription: Subscription,
  reader: Reader,
  silenceMs: number,
): Promise<Batch | undefined> {
  let missed: Position | null = null;
  for (;;) {
    if (subscription.isReady) return subscription.take();
    if (await subscription.changed(subscription.hasEvents ? GATHER_MS : silenceMs)) continue;
    if (subscription.hasEvents) return subscription.take();
    // A node that was parted from the others keeps its subscriptions and has nothing to say.
    if (!subscription.isLive) throw new CutShort('a subscription went silent');
    if (missed !== null && comparePositions(missed, subscription.position) > 0)
      throw new CutShort('a subscription misses events');
    missed = await reader.head();
  }
}
