import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeRecord,
  EventTypes,
  type EventRecord,
  type EventShapes,
  type StoredEvent,
} from '#libs/event-store';

/** Events of a type as earlier programs stored them, byte for byte, read by these: each with the version that it was stored in. */
export function storedEvents(
  type: string,
  shapes: EventShapes,
): readonly { readonly version: number; readonly record: EventRecord }[] {
  const types = new EventTypes(shapes);
  return readFileSync(join(__dirname, '../projections/stored/events.ndjson'), 'utf8')
    .split('\n')
    .filter(line => line.includes(`"type":"${type}"`))
    .map(line => {
      const bytes = Buffer.from(line);
      const { id, stream, v } = decodeRecord(bytes);
      return { version: v, record: types.read({ id, type, stream, bytes } as StoredEvent) };
    });
}
