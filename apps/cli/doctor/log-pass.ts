import { LogDamaged, type EventStore, type StoredEvent } from '#libs/event-store';
import type { LogCheck, LogReader, SeenEvent } from './check';
import { engineFinding } from './checks/engine';
import { NotLookable, type Finding } from './findings';
import type { World } from './world';

const PAGE = 1_000;
const NO_ANSWER_MS = 60_000;

/** What a check found, or why it could not look. */
export type Looked = { readonly findings: readonly Finding[] } | { readonly why: string };

/** Reads the log once, from its first event to its last, for all checks. One that breaks ends alone. */
export async function logPass(world: World, checks: readonly LogCheck[]): Promise<Map<LogCheck, Looked>> {
  const looked = new Map<LogCheck, Looked>();
  const readers = new Map<LogCheck, LogReader>();
  const guarded = async (check: LogCheck, work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => {
      readers.delete(check);
      looked.set(check, lookedAt(error));
    });
  };
  for (const check of checks)
    await guarded(check, async () => void readers.set(check, await check.begin(world)));
  try {
    for await (const page of pages(world))
      for (const [check, reader] of readers) await guarded(check, () => reader.page(page));
  } catch (error) {
    // The first check is about the log itself.
    for (const check of readers.keys())
      looked.set(check, check === checks[0] ? lookedAt(error) : { why: 'the log cannot be read to its end' });
    return looked;
  }
  for (const [check, reader] of readers)
    await guarded(check, async () => void looked.set(check, { findings: await reader.end() }));
  return looked;
}

/** What a check comes to that breaks: damage of the log is a finding, wherever it is met. */
export function lookedAt(error: unknown): Looked {
  if (error instanceof NotLookable) return { why: error.message };
  if (error instanceof LogDamaged) return { findings: [engineFinding(error)] };
  // An error's message can carry values.
  const { name, code } = error as { name?: string; code?: unknown };
  const known = typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code);
  return { why: `${name ?? 'Error'}${known ? ` ${code}` : ''}` };
}

async function* pages(world: World): AsyncGenerator<readonly SeenEvent[]> {
  const log = await world.log();
  const head = await log.head();
  if (head === null) return;
  let events = 0;
  for await (const batch of untilItsEnd(log)) {
    yield batch.map(stored => ({ stored, record: recordOf(world, stored) }));
    events += batch.length;
    world.progress(`${events} events of the log, at ${batch.at(-1)?.position} of ${head}`);
  }
}

function recordOf(world: World, stored: StoredEvent): SeenEvent['record'] {
  try {
    return world.read(stored);
  } catch {
    return undefined;
  }
}

/** By the way that projections read, which on EventStoreDB also sees what would cut the log. Gives up where nothing comes any more. */
async function* untilItsEnd(log: EventStore): AsyncGenerator<readonly StoredEvent[]> {
  const stop = new AbortController();
  const batches = log.batches(null, { limit: PAGE, signal: stop.signal })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => stop.abort(), NO_ANSWER_MS);
      const next = await batches.next().finally(() => clearTimeout(timer));
      if (next.done) throw new Error('the log does not answer');
      const { events, caughtUp } = next.value;
      if (events.length > 0) yield events;
      // What was set after the last event is seen too.
      if (caughtUp) return;
    }
  } finally {
    stop.abort();
  }
}
