import type { FeatureTimers } from '#libs/feature';
import { addDays, brusselsDay, dayOver } from '#libs/kernel';
import type { DutyEventData, SubjectEventData } from '#libs/features/subjects';
import { cancel, schedule, type TimerChange, type TimerFunctions } from '#libs/timers';
import { TOLD_DAYS } from './key-ends';

/** What was sealed for a duty of an erasure ends, at the latest. */
const KEY_END = 'duties/key-end';
/** It ends sooner, as the recipient was told. */
const TOLD_END = 'duties/told-end';
/** What was sealed to tell who never got anything ends. */
const NOT_ARRIVED = 'duties/not-arrived';

type Stream = { readonly id: string; readonly stream: string; readonly time: string };

function subjectOf({ stream }: Stream): string {
  return stream.slice('subject-'.length);
}

function ends(key: string, at: Date, record: Stream, timer = KEY_END): TimerChange[] {
  return [schedule(timer, key, at, { subject: subjectOf(record) })];
}

const set: TimerFunctions<DutyEventData & Pick<SubjectEventData, 'SharingFailed'>> = {
  // Of a sharing before it may have turned out meanwhile that it did not arrive.
  TellingPrepared: ({ duties, until }, record) => [
    ...duties.flatMap(({ duty }) => ends(duty, dayOver(until), record)),
    ...notArrived(record.id, record),
  ],
  RecipientTold: ({ duty, of }, record) =>
    of === 'erasure'
      ? ends(duty, dayOver(addDays(brusselsDay(new Date(record.time)), TOLD_DAYS)), record, TOLD_END)
      : [],
  RecipientConfirmed: ({ duty, of }, record) => atOnce(duty, of, record),
  DutyWaived: ({ duty, of }, record) => atOnce(duty, of, record),
  // Of a correction too: what was told of it may be all that the recipient of an erasure's duty got.
  TellingFailed: (_, record) => notArrived(record.id, record),
  SharingFailed: ({ sharing }, record) => notArrived(sharing, record),
  DutyKeyEnded: ({ duty }) => [cancel(KEY_END, duty), cancel(TOLD_END, duty)],
};

/** Whichever of the subject's duties are over then. */
function notArrived(key: string, record: Stream): TimerChange[] {
  return ends(key, new Date(record.time), record, NOT_ARRIVED);
}

function atOnce(duty: string, of: string, record: Stream): TimerChange[] {
  return of === 'erasure' ? ends(duty, new Date(record.time), record) : [];
}

const endKey: FeatureTimers['due'][string] = async ({ name, key, payload, context, signal }) =>
  new (await import('#features/duties/commands/end-duty-key')).EndDutyKey(
    payload.subject!,
    name === NOT_ARRIVED ? undefined : key,
    context,
    signal,
  );

/** What sets them, and the command of each. */
export const dutyTimers: FeatureTimers = {
  set,
  due: { [KEY_END]: endKey, [TOLD_END]: endKey, [NOT_ARRIVED]: endKey },
};
