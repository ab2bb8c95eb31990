import type { Field } from '#libs/catalogue';
import { sizeOf, ToSeal, type Unsealed } from '#libs/commands';
import { MAX_APPEND_BYTES, MAX_EVENT_BYTES, MAX_EVENTS_PER_APPEND } from '#libs/event-store';
import { addDays, brusselsDay, type Json, type Uuid } from '#libs/kernel';
import {
  dutyId,
  event,
  heldFor,
  TELLING,
  tellingOwner,
  type ErasureBegun,
  type Held,
  type Identification,
  type SubjectState,
} from '#libs/features/subjects';
import type { ErasureYields } from './guards';

/** Days after which nobody can be told of an erasure any more: what identifies the person ends, at the latest. */
const TELLABLE_DAYS = 90;
/** Duties of one event, and bytes of them, so that it stays far below the size of an event. */
const DUTIES_OF_EVENT = 60;
const BYTES_OF_EVENT = MAX_EVENT_BYTES / 2;
/** Duties that are looked at for one append, at most; where it has room for more, those have the next one. */
export const DUTIES_OF_APPEND = 1_000;
/** Bytes of an event besides its data, at most. */
const BYTES_OF_RECORD = 1_024;

/** An erasure as it is decided, or stands in the state. */
type BegunErasure = Pick<Unsealed<ErasureBegun>, 'scope' | 'keys' | 'kept'>;

/** Who holds some of what goes, and which of it. */
export interface Holding {
  readonly held: Held;
  readonly fields: readonly Field[];
}

/** Of the recipients those that got, for the same purpose, a field that is erased. */
export function whoHolds(state: SubjectState, begun: BegunErasure, all: readonly Held[]): Holding[] {
  return all.flatMap(held => {
    const fields = (Object.keys(held.versions) as Field[]).filter(field =>
      goes(state, begun, held.purpose, field),
    );
    return fields.length > 0 ? [{ held, fields }] : [];
  });
}

/** Earlier values make no duty: of what took their place recipients were told, or have to be. */
function goes(
  state: SubjectState,
  { scope, keys, kept }: BegunErasure,
  purpose: string,
  field: Field,
): boolean {
  const key = heldFor(state, purpose)[field]?.sealed.key;
  if (key === undefined || scope.of === 'superseded') return false;
  if (scope.of === 'subject') return !kept.some(each => each.key === key);
  if (scope.of === 'field' && scope.field !== field) return false;
  return scope.purpose === purpose && keys.some(each => each.key === key);
}

/** The duty of an erasure to tell who holds some of what goes. */
export function dutyOf(erasure: Uuid, { held }: Holding): Uuid {
  return dutyId(erasure, 'erasure', held);
}

/**
 * What telling each will need, sealed under a key of its duty.
 * @param known by whom the person is known, in the same order
 */
export function prepareTelling(
  subject: Uuid,
  { erasure, begun }: { readonly erasure: Uuid; readonly begun: Date },
  holding: readonly Holding[],
  known: readonly Identification[],
): ErasureYields<'TellingPrepared'> {
  const until = addDays(brusselsDay(begun), TELLABLE_DAYS);
  const duties = holding.map((each, i) => {
    const { held, fields } = each;
    const { versions, sharings: _, ...holder } = held;
    const duty = dutyOf(erasure, each);
    const values = known[i] as unknown as Readonly<Record<string, Json>>;
    return {
      duty,
      ...holder,
      versions: Object.fromEntries(fields.map(field => [field, versions[field]!])),
      sealed: new ToSeal(TELLING, duty, values, undefined, tellingOwner(subject)),
    };
  });
  return portions(duties).map(portion => event('TellingPrepared', { erasure, until, duties: portion }));
}

/** In their order, each as long as an event is to be. */
function portions<T>(items: readonly T[]): T[][] {
  const all: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = sizeOf(item);
    if (bytes > room || all.at(-1)!.length === DUTIES_OF_EVENT) {
      all.push([]);
      room = BYTES_OF_EVENT;
    }
    all.at(-1)!.push(item);
    room -= bytes;
  }
  return all;
}

/** The first of these events, as many as one append has room for beside others. */
export function fitting<T extends { readonly data: unknown }>(
  events: readonly T[],
  beside: readonly { readonly data: unknown }[],
): T[] {
  const bytes = ({ data }: { readonly data: unknown }): number => BYTES_OF_RECORD + sizeOf(data);
  let room = beside.reduce((left, each) => left - bytes(each), MAX_APPEND_BYTES);
  const fit: T[] = [];
  for (const each of events) {
    room -= bytes(each);
    if (room < 0 || beside.length + fit.length === MAX_EVENTS_PER_APPEND) break;
    fit.push(each);
  }
  return fit;
}
