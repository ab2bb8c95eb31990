import { LogCut } from './failures';
import type { Recorded } from './messages';
import type { Reader } from './reader';

/** Metadata of a stream that makes the server hide and then drop its events. */
const CUTTING = ['$maxAge', '$maxCount', '$tb'];

/** @throws LogCut when a metadata event (of a stream of ours, or of all) would cut what must stay for ever */
export function refuseCutting(metadata: Recorded, about: string): void {
  const data = parse(Buffer.from(metadata.getData_asU8()));
  const found = CUTTING.filter(setting => data[setting] !== undefined && data[setting] !== null);
  if (found.length > 0) {
    throw new LogCut(
      `${about} has the metadata ${found.join(', ')}, by which EventStoreDB drops events of the log. ` +
        'Take it away before the next scavenge, and look for events that are missing.',
    );
  }
}

/** Reads the metadata of a stream, its name given in full, and refuses what would cut it. */
export async function assertUncut(reader: Reader, stream: string, about: string): Promise<void> {
  const metadata = await reader.single(`$$${stream}`, 'last');
  if (metadata) refuseCutting(metadata, about);
}

function parse(data: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(data.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
