import { UnknownEventType, type StoredEvent } from './port';
import { decodeRecord, type EventRecord } from './record';

/** Data of one version of a type's shape to the next version's. Pure: it sees stored data alone. */
export type Upcaster = (data: unknown) => unknown;

/**
 * The upcasters of an event type, one for each older version, oldest first: `[0]` makes version 2 of version 1. The
 * current version is one more than there are, so that it stands nowhere else: an upcaster that is added raises it.
 */
export type Upcasters = readonly Upcaster[];

/** Every event type of a feature. */
export type EventShapes<T extends string = string> = Readonly<Record<T, Upcasters>>;

/** What the next version has more is optional: an event of before does not have it. */
export const withoutWhatCame: Upcaster = data => data;

/** A type that has had one shape so far. */
export const firstVersion: Upcasters = [];

/** Every event type that this program can read and write. What is not declared here stops the reader. */
export class EventTypes {
  readonly #declared = new Map<string, Upcasters>();

  /** @throws RangeError when a type is declared twice */
  constructor(...features: readonly EventShapes[]) {
    for (const [type, upcasters] of features.flatMap(shapes => Object.entries(shapes))) {
      if (this.#declared.has(type)) throw new RangeError(`${type} is declared twice`);
      this.#declared.set(type, upcasters);
    }
  }

  /** The version in which events of a type are written. @throws UnknownEventType when the type is not declared */
  currentVersion(type: string): number {
    const upcasters = this.#declared.get(type);
    if (!upcasters) throw new UnknownEventType(`the type ${type} is not declared`);
    return upcasters.length + 1;
  }

  /** Every type with its current version. */
  declared(): { readonly type: string; readonly v: number }[] {
    return [...this.#declared].map(([type, upcasters]) => ({ type, v: upcasters.length + 1 }));
  }

  /** Names of all that it can read. */
  get names(): string[] {
    return [...this.#declared.keys()];
  }

  /**
   * The record of a stored event in the current version of its type.
   * @throws UnknownEventType when the type is not declared, its version is newer than the declared one,
   *   or the bytes are not the record that the store says they are: the reader stops, it does not guess
   */
  read(stored: StoredEvent): EventRecord {
    const upcasters = this.#declared.get(stored.type);
    if (!upcasters) throw new UnknownEventType(`event ${stored.id} has the undeclared type ${stored.type}`);
    const record = recordOf(stored);
    const v = upcasters.length + 1;
    if (record.v === v) return record;
    if (!Number.isInteger(record.v) || record.v < 1 || record.v > v) {
      throw new UnknownEventType(`event ${stored.id} has another version of ${stored.type} than 1 to ${v}`);
    }
    const data = upcasters.slice(record.v - 1).reduce((older, upcast) => upcast(older), record.data);
    return { ...record, v, data };
  }
}

function recordOf(stored: StoredEvent): EventRecord {
  let record: EventRecord;
  try {
    record = decodeRecord(stored.bytes);
  } catch {
    // The parser's message would quote the bytes.
    throw new UnknownEventType(`event ${stored.id} is not JSON`);
  }
  const same = record.id === stored.id && record.type === stored.type && record.stream === stored.stream;
  if (!same) throw new UnknownEventType(`event ${stored.id} has bytes of another event`);
  return record;
}
