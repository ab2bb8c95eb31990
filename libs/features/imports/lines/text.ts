import type { Readable } from 'node:stream';
import { detect } from 'chardet';

/** Encodings that a caller may declare (WHATWG labels). A byte order mark of UTF-8 or UTF-16 says it, too, and counts more. */
export const CHARSETS: readonly string[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
];

/** A line without its end. `looksLike` is there where it is not in the encoding of the file. */
export interface TextLine {
  readonly text: string;
  /** WHATWG name of what the file seems to be in, or `unknown`. */
  readonly looksLike?: string;
}

/** What stands for bytes that an encoding does not have. It is no character of anybody's name. */
const REPLACEMENT = '\ufffd';
const SAMPLE_BYTES = 64 * 1024;

/**
 * Lines of a file in the encoding of its byte order mark, else in the declared one, else in UTF-8. A line that is not in it
 * comes all the same, marked: it is one bad line, and the others are good.
 */
export async function* textLines(bytes: Readable, charset = 'utf-8'): AsyncGenerator<TextLine> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let sample = Buffer.alloc(0);
  let rest = '';
  const marked = (text: string): TextLine =>
    text.includes(REPLACEMENT) ? { text, looksLike: guess(sample, decoder!.encoding) } : { text };
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(markOf(chunk) ?? charset);
    if (sample.length < SAMPLE_BYTES) sample = Buffer.concat([sample, chunk]).subarray(0, SAMPLE_BYTES);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?=.)/s);
    rest = lines.pop()!;
    for (const line of lines) yield marked(line);
  }
  rest += decoder?.decode() ?? '';
  if (rest !== '') yield marked(rest.replace(/\r$/, ''));
}

function markOf(start: Buffer): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 'utf-8' : undefined;
}

function guess(sample: Buffer, declared: string): string {
  const label = detect(sample);
  try {
    const { encoding } = new TextDecoder(label ?? '');
    return encoding === declared ? 'unknown' : encoding;
  } catch {
    return 'unknown';
  }
}
