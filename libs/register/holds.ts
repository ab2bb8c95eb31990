import type { ClientBase } from 'pg';
import type { EventRecord } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { RegisterWriting } from './writing';

/** What an event does to what the person concerned may know (P16). `until`: RFC 3339; absent while no end is known. */
export type HoldChange =
  | { readonly op: 'hide'; readonly event: Uuid; readonly matter: Uuid; readonly until?: string }
  /** All that is hidden for a matter is hidden until then, and no longer. */
  | { readonly op: 'end'; readonly matter: Uuid; readonly until: string }
  /** All that is hidden for a matter still is hidden until then, at least. */
  | { readonly op: 'extend'; readonly matter: Uuid; readonly until: string };

/** What each event type of a feature hides or ends; most do neither and are left out. */
export type HoldFunctions<M> = {
  readonly [T in keyof M]?: (data: M[T], record: EventRecord<string, M[T]>) => readonly HoldChange[];
};

type AnyFunction = (data: never, record: EventRecord<string, never>) => readonly HoldChange[];

/** What events of all features do to non-disclosure holds. */
export class HoldTable {
  private readonly functions: ReadonlyMap<string, AnyFunction>;

  constructor(...features: readonly HoldFunctions<object>[]) {
    this.functions = new Map(features.flatMap(feature => Object.entries(feature) as [string, AnyFunction][]));
  }

  changesOf(record: EventRecord): readonly HoldChange[] {
    return this.functions.get(record.type)?.(record.data as never, record as never) ?? [];
  }
}

/** How a change moves the time until which something is hidden, as the database does it too. */
const MOVES = { end: Math.min, extend: Math.max } as const;

/** A hidden event: for which matter, and until when, in milliseconds; Infinity while no end is known. */
export interface Hidden {
  readonly matter: string;
  readonly until: number;
}

/** What {@link writeHolds} makes of a change, in memory. */
export function foldHold(hidden: Map<string, Hidden>, change: HoldChange): void {
  if (change.op === 'hide') {
    const until = change.until === undefined ? Infinity : Date.parse(change.until);
    hidden.set(change.event, { matter: change.matter, until });
    return;
  }
  const to = Date.parse(change.until);
  for (const [event, { matter, until }] of hidden)
    if (matter === change.matter) hidden.set(event, { matter, until: MOVES[change.op](until, to) });
}

/** Carries them out in their order, each with the event that says so. Orders are rare: one statement for each. */
export async function writeHolds(
  tx: ClientBase,
  by: RegisterWriting,
  changes: readonly (readonly [event: Uuid, change: HoldChange])[],
): Promise<void> {
  for (const [event, { op, matter, until }] of changes) await by.hold(tx, op, event, matter, until);
}

/**
 * The one predicate of non-disclosure holds (P16): an entry that the person concerned may know at a time. Every query that they can
 * reach, page, count or cursor, has it in its condition; nothing is taken out of an answer afterwards.
 */
export function mayBeKnown(at: string): string {
  return `not exists (select from register_silences s where s.event = event_id and s.until > ${at}::timestamptz)`;
}
