import type { EventRecord } from '#libs/event-store';
import type { EntryDraft } from './entry';

/** The entries of one event of a type, in order. */
export type EntryFunction<D = never> = (data: D, record: EventRecord<string, D>) => readonly EntryDraft[];

/** A feature's decisions, one for each of its event types: which entries it makes, or {@link noEntries}. */
export type EntryFunctions<M> = { readonly [T in keyof M]: EntryFunction<M[T]> };

/** Says that an event type processes no personal data and so makes no entry. */
export const noEntries = (): readonly EntryDraft[] => [];

/** An event type that nobody decided about: the register stops rather than leave something out. */
export class UndecidedEventType extends Error {
  override readonly name = 'UndecidedEventType';
}

/** What the register makes of events of all features. */
export class EntryTable {
  private readonly functions = new Map<string, EntryFunction>();

  /** @throws RangeError when two features decide about one type */
  constructor(...features: readonly Readonly<Record<string, EntryFunction>>[]) {
    for (const [type, make] of features.flatMap(feature => Object.entries(feature))) {
      if (this.functions.has(type)) throw new RangeError(`two features make entries of ${type}`);
      this.functions.set(type, make);
    }
  }

  /** @throws UndecidedEventType */
  entriesOf(record: EventRecord): readonly EntryDraft[] {
    const make = this.functions.get(record.type);
    if (!make) throw new UndecidedEventType(`no decision about entries of ${record.type}`);
    return make(record.data as never, record as EventRecord<string, never>);
  }

  /** Those of the types that nobody decided about. */
  undecided(types: Iterable<string>): string[] {
    return [...types].filter(type => !this.functions.has(type));
  }
}
