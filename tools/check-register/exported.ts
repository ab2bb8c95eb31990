import { readFileSync } from 'node:fs';

/** Lines of an export of the register (docs/formats/export.md), each with its newline. */
export interface Exported {
  readonly head: string;
  readonly entries: readonly string[];
  readonly end: string;
}

/** An export that was kept. */
export function readExport(file: string): Exported {
  const lines = readFileSync(file, 'utf8').split(/(?<=\n)/);
  return { head: lines[0]!, entries: lines.slice(1, -1), end: lines.at(-1)! };
}

export function* exportedLines({ head, entries, end }: Exported): Generator<Buffer> {
  yield Buffer.from(head);
  for (let at = 0; at < entries.length; at += 1_000)
    yield Buffer.from(entries.slice(at, at + 1_000).join(''));
  yield Buffer.from(end);
}
