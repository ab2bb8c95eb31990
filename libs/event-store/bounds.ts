import { isUuid } from '#libs/kernel';
import {
  EventIdConflict,
  EventTooLarge,
  MAX_APPEND_BYTES,
  MAX_EVENT_BYTES,
  MAX_EVENTS_PER_APPEND,
  type ExpectedRevision,
  type NewEvent,
} from './port';

/** Names that every engine takes as they are: no NUL, no separator, not "$" (EventStoreDB's own streams). */
const STREAM = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;
const TYPE = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;
const FINGERPRINT = /^[A-Za-z0-9_-]{1,200}$/;

/** Largest revision that every engine can count on from. */
const MAX_REVISION = 2 ** 31 - 1 - MAX_EVENTS_PER_APPEND;

/**
 * What any engine refuses of an append before it looks at the log. No message holds a given value.
 * @returns bytes of the append
 * @throws EventTooLarge, EventIdConflict (one id twice), RangeError (a mistake of the program: a malformed name, no event)
 */
export function assertAppendable(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): number {
  if (!STREAM.test(stream)) throw new RangeError('malformed stream name');
  if (
    expected !== 'no-stream' &&
    !(Number.isInteger(expected) && expected >= 0 && expected <= MAX_REVISION)
  ) {
    throw new RangeError('malformed expected revision');
  }
  if (events.length === 0) throw new RangeError('an append has at least one event');
  if (events.length > MAX_EVENTS_PER_APPEND)
    throw new EventTooLarge(`more than ${MAX_EVENTS_PER_APPEND} events`);
  const ids = new Set<string>();
  let total = 0;
  for (const { id, type, commandId, fingerprint, bytes } of events) {
    if (!isUuid(id) || !isUuid(commandId)) throw new RangeError('malformed event or command id');
    if (!TYPE.test(type)) throw new RangeError('malformed event type');
    if (!FINGERPRINT.test(fingerprint)) throw new RangeError('malformed fingerprint');
    if (bytes.length === 0) throw new RangeError('an event without bytes');
    if (bytes.length > MAX_EVENT_BYTES)
      throw new EventTooLarge(`an event of more than ${MAX_EVENT_BYTES} bytes`);
    total += bytes.length;
    ids.add(id);
  }
  if (total > MAX_APPEND_BYTES) throw new EventTooLarge(`an append of more than ${MAX_APPEND_BYTES} bytes`);
  if (ids.size < events.length) throw new EventIdConflict('one event id twice in one append');
  return total;
}
