import { comparePositions, type Position } from '../port';
import type { ReadableLog, LogTarget, WholeAppend, WholeEvent } from './types';

/** The first place where two logs are not the same. */
export class LogsDiffer extends Error {
  constructor(
    /** Counted from 1, in the order of the source. */
    readonly place: number,
    readonly what: string,
  ) {
    super(`event ${place}: ${what}`);
  }
}

/** What is the same in a copy. Positions are the engine's own; that they come in the same order is compared by the walk. */
const SAME = ['id', 'stream', 'revision', 'type', 'commandId', 'fingerprint'] as const;

/** Appends of one batch, at most. */
const BATCH = 256;
const BATCH_BYTES = 4 * 1024 * 1024;

export type Progress = (state: { readonly compared: number; readonly copied: number }) => void;

/**
 * Copies what the target does not have yet. What it has must be the beginning of the source, event by event: so it is its
 * own checkpoint, whatever ended an earlier run, and a target with anything else in it is refused before anything is written.
 * @param until where the source ended when this began: a log that grows as it is copied has no end
 * @returns how many events were there, and how many were copied
 * @throws LogsDiffer
 */
export async function copyLog(
  from: ReadableLog,
  to: LogTarget,
  until: Position | null,
  progress: Progress = () => undefined,
): Promise<{ compared: number; copied: number }> {
  const done = { compared: 0, copied: 0 };
  const there = eventsOf(to)[Symbol.asyncIterator]();
  let batch: WholeAppend[] = [];
  const flush = async (): Promise<void> => {
    await to.append(batch);
    done.copied += batch.reduce((sum, { length }) => sum + length, 0);
    batch = [];
    progress(done);
  };
  let next = await there.next();
  for await (const append of appendsOf(from, until)) {
    if (!next.done) {
      for (const event of append) {
        done.compared += 1;
        assertSame(done.compared, event, next.done ? undefined : next.value);
        next = await there.next();
      }
      progress(done);
      continue;
    }
    if (!fits(batch, append, to.takesStreamsAgain)) await flush();
    batch.push(append);
  }
  if (!next.done) throw new LogsDiffer(done.compared + 1, 'the target has it, the source does not');
  if (batch.length > 0) await flush();
  return done;
}

/**
 * Compares each event that a copy saw, its bytes and its company. The source may have grown since; the target has no more.
 * @param count how many events the copy saw
 * @param each is told of both sides of every pair that is the same
 * @throws LogsDiffer
 */
export async function compareLogs(
  from: ReadableLog,
  to: ReadableLog,
  count: number,
  each: (one: WholeEvent, other: WholeEvent) => void = () => undefined,
): Promise<void> {
  const [ones, others] = [from, to].map(log => eventsOf(log)[Symbol.asyncIterator]()) as [Events, Events];
  for (let place = 1; place <= count; place++) {
    const [one, other] = [await ones.next(), await others.next()];
    if (one.done) throw new LogsDiffer(place, 'the source does not have it any more');
    assertSame(place, one.value, other.done ? undefined : other.value);
    each(one.value, other.value as WholeEvent);
  }
  if (!(await others.next()).done)
    throw new LogsDiffer(count + 1, 'the target has it, the copy did not write it');
  await ones.return?.(undefined);
}

/** How many events came to a log after a position, until now. */
export async function countSince(log: ReadableLog, after: Position | null): Promise<number> {
  const head = await log.head();
  let count = 0;
  if (head === null || (after !== null && comparePositions(head, after) <= 0)) return count;
  for await (const page of log.pages(after)) {
    count += page.filter(({ event }) => comparePositions(event.position, head) <= 0).length;
    if (comparePositions(page.at(-1)!.event.position, head) >= 0) break;
  }
  return count;
}

type Events = AsyncGenerator<WholeEvent>;

function assertSame(place: number, one: WholeEvent, other: WholeEvent | undefined): void {
  const { event } = one;
  const at = `${event.stream} ${event.revision} (${event.id})`;
  if (!other) throw new LogsDiffer(place, `${at} is not in the target`);
  const member = SAME.find(name => event[name] !== other.event[name]);
  if (member) throw new LogsDiffer(place, `${at} has another ${member} in the target`);
  if (!event.bytes.equals(other.event.bytes))
    throw new LogsDiffer(place, `${at} has other bytes in the target`);
  if (one.index !== other.index || one.size !== other.size)
    throw new LogsDiffer(place, `${at} was appended together with others in the target`);
}

async function* eventsOf(log: ReadableLog): Events {
  for await (const page of log.pages(null)) yield* page;
}

/** Whole appends, to the one that has the event at `until`. */
async function* appendsOf(log: ReadableLog, until: Position | null): AsyncGenerator<WholeAppend> {
  if (until === null) return;
  let append: WholeEvent[] = [];
  let place = 0;
  for await (const one of eventsOf(log)) {
    place += 1;
    const [first] = append;
    if (one.index !== append.length || (first && first.event.stream !== one.event.stream))
      throw new LogsDiffer(place, 'the source has a part of an append: it is damaged');
    append.push(one);
    if (append.length < one.size) continue;
    yield append;
    append = [];
    if (comparePositions(one.event.position, until) >= 0) return;
  }
  if (append.length > 0) throw new LogsDiffer(place, 'the source ends within an append: it is damaged');
}

function fits(batch: readonly WholeAppend[], append: WholeAppend, streamsAgain: boolean): boolean {
  const bytesOf = (one: WholeAppend): number => one.reduce((sum, { event }) => sum + event.bytes.length, 0);
  const stream = append[0]!.event.stream;
  return (
    batch.length < BATCH &&
    (streamsAgain || batch.every(([first]) => first!.event.stream !== stream)) &&
    batch.reduce((sum, one) => sum + bytesOf(one), bytesOf(append)) <= BATCH_BYTES
  );
}
