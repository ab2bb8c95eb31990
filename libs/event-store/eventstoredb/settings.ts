import { LogCut } from '../port';
import type { Recorded } from './messages';
import type { Reader } from './reader';

/** Metadata of a stream that makes the server hide and then drop its events. */
const CUTTING = ['$maxAge', '$maxCount', '$tb'];

/** What of a metadata event would cut the stream that it is about, while it is the newest. */
export function cutting(metadata: Recorded): string[] {
  const data = parse(Buffer.from(metadata.getData_asU8()));
  return CUTTING.filter(setting => data[setting] !== undefined && data[setting] !== null);
}

/**
 * Reads the metadata that a stream has now, its name given in full. Only the newest counts: what an older one said was
 * taken away.
 * @returns whether it has any
 * @throws LogCut when it would cut what must stay for ever
 */
export async function assertUncut(reader: Reader, stream: string): Promise<boolean> {
  const metadata = await reader.single(`$$${stream}`, 'last');
  const found = metadata ? cutting(metadata) : [];
  if (found.length === 0) return metadata !== undefined;
  throw new LogCut(
    `the stream ${stream} has the metadata ${found.join(', ')}, by which EventStoreDB drops events of the log: ` +
      'take it away before the next scavenge, and look for events that are missing',
  );
}

function parse(data: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(data.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
