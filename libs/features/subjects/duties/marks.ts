import { purposeName, type Field } from '#libs/catalogue';
import type { EventRecord } from '#libs/event-store';
import type { Day, Uuid } from '#libs/kernel';
import type { SubjectEvent, SubjectEventData, SubjectEventType } from '../events';
import type { TellingChannel, WaiverGround, WaiverReason } from './codes';
import type { PreparedDuty } from './events';

type Versions = Readonly<Partial<Record<Field, number>>>;

/** When something was marked, by which event, under which catalogue. */
interface At {
  readonly event: Uuid;
  readonly time: string;
  readonly catalogue: string;
}

/** What an event says to the duties of Art. 19: the little that they follow from, and nothing that is sealed. */
export type Mark = At &
  (
    | {
        readonly is: 'shared';
        readonly sharing: Uuid;
        readonly recipient: string;
        readonly instance?: string;
        /** Without version. */
        readonly purpose: string;
        readonly link?: Uuid;
        readonly versions: Versions;
      }
    | { readonly is: 'not-arrived'; readonly sharing: Uuid }
    | {
        readonly is: 'corrected';
        readonly request?: Uuid;
        readonly values: readonly { purpose: string; versions: Versions }[];
      }
    | { readonly is: 'restricted'; readonly restriction: Uuid; readonly request?: Uuid }
    | { readonly is: 'lifted'; readonly restriction: Uuid }
    | {
        readonly is: 'prepared';
        readonly erasure: Uuid;
        readonly until: Day;
        readonly duties: readonly Omit<PreparedDuty, 'sealed'>[];
      }
    | {
        readonly is: 'erased';
        /** Absent in a read model of before. */
        readonly erasure?: Uuid;
        /** Purpose and, where it is not all of it, field; no purpose: all. */
        readonly purpose?: string;
        readonly field?: string;
        /** Purposes of which something is kept. */
        readonly kept: readonly string[];
      }
    | {
        readonly is: 'told';
        readonly duty: Uuid;
        readonly channel: TellingChannel;
        readonly versions: Versions;
      }
    | { readonly is: 'confirmed' | 'failed' | 'lapsed'; readonly duty: Uuid }
    | {
        readonly is: 'proposed' | 'waived';
        readonly duty: Uuid;
        readonly ground: WaiverGround;
        readonly reason: WaiverReason;
        readonly by: string;
      }
    | { readonly is: 'key-ended'; readonly duty: Uuid; readonly epoch: number }
  );

/** What a mark says, without when. */
type Bare = Mark extends infer M ? (M extends Mark ? Omit<M, keyof At> : never) : never;
type Of<T extends SubjectEventType> = (
  data: SubjectEventData[T],
  event: Pick<EventRecord, 'actor'>,
) => Bare | undefined;

/** The event types that say something to duties, and what. */
const MARKS: { readonly [T in SubjectEventType]?: Of<T> } = {
  DataShared: ({ sharing, recipient, instance, purpose, link, versions }) => ({
    is: 'shared',
    sharing,
    recipient,
    ...(instance !== undefined && { instance }),
    purpose: purposeName(purpose),
    ...(link !== undefined && { link }),
    versions,
  }),
  SharingFailed: ({ sharing }) => ({ is: 'not-arrived', sharing }),
  DataCorrected: ({ purposes, request }) => ({
    is: 'corrected',
    ...(request && { request }),
    values: purposes.map(({ purpose, versions }) => ({ purpose: purposeName(purpose), versions })),
  }),
  ProcessingRestricted: ({ restriction, request }) => ({
    is: 'restricted',
    restriction,
    ...(request && { request }),
  }),
  RestrictionLifted: ({ restriction }) => ({ is: 'lifted', restriction }),
  TellingPrepared: ({ erasure, until, duties }) => ({
    is: 'prepared',
    erasure,
    until,
    duties: duties.map(({ sealed: _, ...duty }) => duty),
  }),
  // Earlier values and those of one period alone: what recipients got last may stay.
  ErasureBegun: ({ erasure, scope, kept }) =>
    scope.of === 'superseded' || scope.of === 'period'
      ? undefined
      : {
          is: 'erased',
          erasure,
          ...(scope.of !== 'subject' && { purpose: scope.purpose }),
          ...(scope.of === 'field' && { field: scope.field }),
          kept: [...new Set(kept.map(({ purpose }) => purpose))],
        },
  RecipientTold: ({ duty, channel, versions }) => ({ is: 'told', duty, channel, versions }),
  RecipientConfirmed: ({ duty }) => ({ is: 'confirmed', duty }),
  TellingFailed: ({ duty }) => ({ is: 'failed', duty }),
  WaiverProposed: ({ duty, ground, reason }, { actor }) => ({
    is: 'proposed',
    duty,
    ground,
    reason,
    by: actor.id,
  }),
  DutyWaived: ({ duty, ground, reason, proposedBy: by }) => ({ is: 'waived', duty, ground, reason, by }),
  DutyLapsed: ({ duty }) => ({ is: 'lapsed', duty }),
  DutyKeyEnded: ({ duty, epoch }) => ({ is: 'key-ended', duty, epoch }),
};

/** Event types that may have a mark. */
export const MARKED: ReadonlySet<string> = new Set(Object.keys(MARKS));

/** The mark of an event; undefined for those that say nothing to duties. */
export function markOf(event: SubjectEvent): Mark | undefined {
  const { id, time, catalogue, type } = event;
  const bare = (MARKS[type] as Of<SubjectEventType> | undefined)?.(event.data, event);
  return bare && { event: id, time, catalogue, ...bare };
}

/** A mark and those before it: a list that grows at its head, as the state's list of sharings does. */
export interface Marks {
  readonly latest: Mark;
  readonly earlier: Marks | null;
}

export type Corrected = Extract<Mark, { is: 'corrected' }>;

/**
 * The marks after one more. Of what nobody got nobody has to hear that it was corrected, however often; corrections that
 * renew one another are one mark.
 */
export function withMark(marks: Marks | null, mark: Mark): Marks | null {
  if (marks === null) return mark.is === 'corrected' ? null : { latest: mark, earlier: null };
  const { latest, earlier } = marks;
  if (latest.is === 'corrected' && mark.is === 'corrected' && renews(latest, mark))
    return { latest: { ...latest, values: mark.values }, earlier };
  return { latest: mark, earlier: marks };
}

/**
 * Whether a correction that follows right upon another one is to be told as that one is: it is of the same fields, and no
 * request asks for either. Their duty has the id and the day of the first, and the versions of the second.
 */
export function renews(before: Corrected, { request, values }: Corrected): boolean {
  if (before.request !== undefined || request !== undefined) return false;
  return namesOf(before.values) === namesOf(values);
}

/** Purposes and fields, without the versions. */
function namesOf(values: Corrected['values']): string {
  return values
    .map(({ purpose, versions }) => `${purpose} ${Object.keys(versions).sort().join(' ')}`)
    .join('|');
}
