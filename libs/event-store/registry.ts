import { UnknownEventType, type StoredEvent } from './port';
import { decodeRecord, type EventRecord } from './record';

/** Data of one version of a type's shape to the next version's. Pure: it sees stored data alone. */
export type Upcaster = (data: unknown) => unknown;

/** What a feature declares of each type that it writes. */
export interface EventTypeDeclaration {
  readonly type: string;
  /** The current version of its shape, from 1. */
  readonly v: number;
  /** One for each older version, oldest first: `[0]` makes version 2 of version 1. */
  readonly upcasters?: readonly Upcaster[];
}

/** Declarations of types that have had one shape so far. */
export function firstVersions(...types: readonly string[]): EventTypeDeclaration[] {
  return types.map(type => ({ type, v: 1 }));
}

/** Every event type that this program can read. What is not declared here stops the reader. */
export class EventTypes {
  readonly #declared = new Map<string, EventTypeDeclaration>();

  /** @throws RangeError when a type is declared twice or an older version cannot be read */
  constructor(declarations: readonly EventTypeDeclaration[]) {
    for (const declaration of declarations) {
      const { type, v, upcasters = [] } = declaration;
      if (this.#declared.has(type)) throw new RangeError(`${type} is declared twice`);
      if (upcasters.length !== v - 1) throw new RangeError(`${type} v${v} needs ${v - 1} upcasters`);
      this.#declared.set(type, declaration);
    }
  }

  /** Every type with its current version. */
  declared(): { readonly type: string; readonly v: number }[] {
    return [...this.#declared.values()].map(({ type, v }) => ({ type, v }));
  }

  /** Names of all that it can read. */
  get names(): Iterable<string> {
    return this.#declared.keys();
  }

  /**
   * The record of a stored event in the current version of its type.
   * @throws UnknownEventType when the type is not declared, its version is newer than the declared one,
   *   or the bytes are not the record that the store says they are: the reader stops, it does not guess
   */
  read(stored: StoredEvent): EventRecord {
    const declaration = this.#declared.get(stored.type);
    if (!declaration) throw new UnknownEventType(`event ${stored.id} has the undeclared type ${stored.type}`);
    const record = recordOf(stored);
    const { v, upcasters = [] } = declaration;
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
