import type { Field } from '#libs/catalogue';
import { ToSeal, type Unsealed } from '#libs/commands';
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
/** Duties of one event, so that it stays far below the size of an event. */
const DUTIES_OF_EVENT = 60;

/** An erasure as it is decided. */
export type BegunErasure = Unsealed<ErasureBegun>;

/** Who holds some of what goes, and which of it. */
interface Holding {
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

/** What telling each will need, sealed under a key of its duty. @param known by whom the person is known, in the same order */
export function prepareTelling(
  subject: Uuid,
  { erasure }: Pick<BegunErasure, 'erasure'>,
  holding: readonly Holding[],
  known: readonly Identification[],
  now: Date,
): ErasureYields<'TellingPrepared'> {
  const until = addDays(brusselsDay(now), TELLABLE_DAYS);
  const duties = holding.map(({ held, fields }, i) => {
    const { versions, sharings: _, ...holder } = held;
    const duty = dutyId(erasure, 'erasure', holder);
    const values = known[i] as unknown as Readonly<Record<string, Json>>;
    return {
      duty,
      ...holder,
      versions: Object.fromEntries(fields.map(field => [field, versions[field]!])),
      sealed: new ToSeal(TELLING, duty, values, undefined, tellingOwner(subject)),
    };
  });
  return Array.from({ length: Math.ceil(duties.length / DUTIES_OF_EVENT) }, (_, i) =>
    event('TellingPrepared', {
      erasure,
      until,
      duties: duties.slice(i * DUTIES_OF_EVENT, (i + 1) * DUTIES_OF_EVENT),
    }),
  );
}
