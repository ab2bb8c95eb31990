import { purposeOf, recipientOf, type Catalogue, type Catalogues, type Purpose } from '#libs/catalogue';
import { decided, ToSeal, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { breachClock, type BreachClock } from '#libs/deadlines';
import { malformed } from '#libs/features/subjects';
import { DomainError, type Json, type Uuid } from '#libs/kernel';
import type { BreachEventData, BreachEventType, Moments } from './events';
import type { BreachState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type BreachYields<T extends BreachEventType> = Yields<BreachEventData, T>;

/** What a command of this feature comes to. */
export type BreachOutcome<T extends BreachEventType> = RunOutcome<BreachState, Pick<BreachEventData, T>>;

export type Recorded = BreachState & { readonly moments: Moments };
type Assessed = Recorded & { readonly assessment: NonNullable<BreachState['assessment']> };

export function event<T extends BreachEventType>(
  type: T,
  data: Unsealed<BreachEventData[T]>,
): { type: T; data: Unsealed<BreachEventData[T]> } {
  return decided<BreachEventData, T>(type, data);
}

export const PURPOSE = 'data-breach';

/** The purpose that breaches are recorded for (Art. 33, 34), as the catalogue has it now. */
export function breachPurpose(catalogue: Catalogue): Purpose {
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

/** The same for what is on record: as it is now, or as it was last in a catalogue. */
export function purposeOfRecorded(catalogues: Pick<Catalogues, 'purpose'>, now: Date): Purpose {
  const purpose = catalogues.purpose(PURPOSE, now);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

/** What officers wrote, to be sealed under the breach's own key; what they left out is left out. */
export function words(texts: Readonly<Record<string, Json | undefined>>): ToSeal {
  const given = Object.entries(texts).filter((each): each is [string, Json] => each[1] !== undefined);
  return new ToSeal(PURPOSE, 'matter', Object.fromEntries(given));
}

export function requireThere(state: BreachState): asserts state is Recorded {
  if (state.moments === undefined) throw new DomainError('not-found');
}

/** A breach that is there and not closed. */
export function requireOpen(state: BreachState): asserts state is Recorded {
  requireThere(state);
  if (state.status === 'closed') throw new DomainError('breach-closed');
}

/** One that is open, and of which it is known what may follow. @throws DomainError `breach-closed`, `breach-not-assessed` */
export function requireAssessed(state: BreachState): asserts state is Assessed {
  requireOpen(state);
  if (!state.assessment) throw new DomainError('breach-not-assessed');
}

/** What was determined of whom it affects. @throws DomainError `not-found` */
export function requireDetermination(
  { determinations }: Pick<BreachState, 'determinations'>,
  affected: Uuid,
): BreachState['determinations'][number] {
  const found = determinations.find(each => each.affected === affected);
  if (!found) throw new DomainError('not-found');
  return found;
}

/** The order in which moments must be, each pair with what the later one is told as. */
const ORDER = [
  ['happenedAt', 'endedAt', 'after-it-happened'],
  ['happenedAt', 'foundAt', 'after-it-happened'],
  ['happenedAt', 'reportedAt', 'after-it-happened'],
  ['happenedAt', 'knownAt', 'after-it-happened'],
  ['foundAt', 'knownAt', 'after-it-was-found'],
] as const;
const MOMENTS = ['happenedAt', 'endedAt', 'foundAt', 'reportedAt', 'knownAt'] as const;

/** The moments with those of a body, to the millisecond, in place of what they say of the same. */
export function momentsWith(given: Partial<Moments>, before?: Moments): Moments {
  const { processor = before?.processor } = given;
  const times = MOMENTS.flatMap(name => {
    const at = given[name] ?? before?.[name];
    return at === undefined ? [] : [[name, instant(at)] as const];
  });
  return {
    ...Object.fromEntries(times),
    ...(processor !== undefined && { processor }),
  } as unknown as Moments;
}

/** The moments with the clock that follows from them. */
export function clocked(moments: Moments): Moments & { readonly clock?: BreachClock } {
  return { ...moments, ...(moments.knownAt !== undefined && { clock: breachClock(moments.knownAt) }) };
}

/**
 * Nothing is of the future, and nothing is known, found or reported before it happened.
 * @throws DomainError `malformed-value`
 */
export function requireMoments(
  moments: Moments,
  { now, catalogue }: { now: Date; catalogue: Catalogue },
): void {
  for (const name of MOMENTS) {
    const at = moments[name];
    if (at !== undefined) requirePast(at, `/${name}`, now);
  }
  for (const [earlier, later, rule] of ORDER) {
    const [first, second] = [moments[earlier], moments[later]];
    if (first !== undefined && second !== undefined && second < first)
      throw malformed({ pointer: `/${later}`, rule });
  }
  const { processor, reportedAt } = moments;
  if (processor === undefined) return;
  if (reportedAt === undefined) throw malformed({ pointer: '/reportedAt', rule: 'needed-with-processor' });
  if (!recipientOf(catalogue, processor))
    throw malformed({ pointer: '/processor', rule: 'recipient-of-catalogue' });
}

/** @throws DomainError `malformed-value` for a time that has not come */
export function requirePast(at: string, pointer: string, now: Date): void {
  if (Date.parse(at) > now.getTime()) throw malformed({ pointer, rule: 'not-in-the-future' });
}

/** A time as it is stored: to the millisecond. */
export function instant(text: string): string {
  return new Date(text).toISOString();
}

/** Whether the authority has to be told (Art. 33(1)); it has, until it was found that a risk is unlikely. */
export function mustNotify({ assessment }: Pick<BreachState, 'assessment'>): boolean {
  return assessment?.risk !== 'unlikely';
}

/** When the authority was told first. */
export function firstNotified({ notifications }: Pick<BreachState, 'notifications'>): string | undefined {
  const [first] = notifications.map(({ at }) => at).sort();
  return first;
}

/** Whether the authority was told first, or is not told yet, after the time was over (Art. 33(1)). */
export function isLate(state: Pick<BreachState, 'clock' | 'notifications'>, now: Date): boolean {
  return state.clock !== undefined && (firstNotified(state) ?? now.toISOString()) >= state.clock.due;
}

/** Whether some phase gave the reasons of the delay. */
export function gaveDelayReasons({ notifications }: Pick<BreachState, 'notifications'>): boolean {
  return notifications.some(({ sealed }) => 'delayReasons' in sealed.commitments);
}
