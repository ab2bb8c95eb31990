import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { comparePositions, type Position } from '#libs/event-store';
import { PAGE, type ReadableLog, type WholeEvent } from '#libs/event-store/copy';
import type { Uuid } from '#libs/kernel';

/** One event on a line, its bytes in base64: the same whatever the engine. */
type Line = Omit<WholeEvent['event'], 'bytes'> & {
  readonly bytes: string;
  readonly index: number;
  readonly size: number;
};

/** The log up to a position, as lines. @param each told of every event */
export async function* linesUpTo(
  log: ReadableLog,
  head: Position | null,
  each: () => void,
): AsyncGenerator<string> {
  if (head === null) return;
  for await (const page of log.pages(null)) {
    let text = '';
    for (const { event, index, size } of page) {
      if (comparePositions(event.position, head) > 0) {
        yield text;
        return;
      }
      const line: Line = { ...event, bytes: event.bytes.toString('base64'), index, size };
      text += `${JSON.stringify(line)}\n`;
      each();
    }
    yield text;
    if (comparePositions(page.at(-1)!.event.position, head) === 0) return;
  }
}

/** A log that is read from such lines, from the first on each time. */
export function logOfLines(
  { id: logId, head }: { readonly id: Uuid; readonly head: Position | null },
  open: () => Readable,
): ReadableLog {
  return {
    logId,
    head: () => Promise.resolve(head),
    async *pages(after) {
      let page: WholeEvent[] = [];
      for await (const text of createInterface({ input: open(), crlfDelay: Infinity })) {
        const { index, size, bytes, ...event } = JSON.parse(text) as Line;
        if (after !== null && comparePositions(event.position, after) <= 0) continue;
        page.push({ event: { ...event, bytes: Buffer.from(bytes, 'base64') }, index, size });
        if (page.length < PAGE) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
    close: () => Promise.resolve(),
  };
}
