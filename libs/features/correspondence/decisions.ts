import { Type, type Static } from '@sinclair/typebox';
import { purposeName, purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, ToSeal, type Decided, type Given } from '#libs/commands';
import { closed, DayText, described, oneOf, TimeText, UuidText } from '#libs/http/schema';
import { addDays, brusselsDay, DomainError, type Day, type Json, type Uuid } from '#libs/kernel';
import { parseEmail, parseText } from '#libs/features/subjects';
import { MAX_TEXT, type MatterEventData } from './events';
import { latestOf, type MatterState } from './state';

/** The only purpose that a matter's content is for (P07). */
export const PURPOSE = 'correspondence';
/** Days that a matter stands if nobody says otherwise, and at most. The policy names none: the controller's decision. */
const DAYS = 90;
const MOST_DAYS = 365;

export type MatterDecided = Decided<MatterEventData>;

const Mailbox = Type.String({
  pattern: '^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$',
  description: 'The contact address by its name, such as `info`.',
});
const Latest = described(
  DayText,
  `Last day on which the matter stands: ${DAYS} days from now if left out, ${MOST_DAYS} at most.`,
);

export const OpenBody = closed(
  {
    mailbox: Mailbox,
    sender: closed({
      email: Type.String({ maxLength: 254 }),
      name: Type.Optional(Type.String({ maxLength: 400 })),
    }),
    subject: Type.Optional(Type.String({ maxLength: 998 })),
    text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
    receivedAt: Type.Optional(described(TimeText, 'When it came in; now, where it is left out.')),
    latest: Type.Optional(Latest),
  },
  { $id: 'OpenMatter', description: 'Everything of the sender is kept encrypted, for this matter only.' },
);
export const NoteBody = closed(
  { text: Type.String({ minLength: 1, maxLength: 16_000, description: 'Work note; kept encrypted.' }) },
  { $id: 'MatterNote' },
);
export const CloseBody = closed(
  {
    into: Type.Optional(
      closed(
        { kind: oneOf(['request', 'mediation'] as const), id: UuidText },
        { description: 'What the matter goes on as.' },
      ),
    ),
  },
  { $id: 'CloseMatter' },
);
export type Open = Static<typeof OpenBody> & Imported;
/** What an imported message adds to what is entered by hand. */
export interface Imported {
  readonly form?: 'imported';
  readonly dropped?: number;
  readonly cut?: boolean;
}
export type Note = Static<typeof NoteBody>;
export type Close = Static<typeof CloseBody>;

export function decideOpen(
  state: MatterState,
  command: Open,
  given: Given,
  catalogue: Catalogue,
): MatterDecided[] {
  if (state.status !== 'none') throw new DomainError('conflict-retry');
  const purpose = correspondence(catalogue);
  const email = parseEmail(command.sender.email);
  if (!email.ok) throw malformed('/sender/email', email.rule);
  const values: Record<string, Json> = { email: email.value, message: command.text };
  if (command.sender.name !== undefined) values.familyName = line(command.sender.name, '/sender/name', 100);
  if (command.subject !== undefined) values.topic = line(command.subject, '/subject', 500);
  const data = {
    purpose: purpose.id,
    basis: purpose.basis,
    mailbox: command.mailbox,
    form: command.form ?? ('entered' as const),
    receivedAt: receivedAt(command.receivedAt, given),
    latest: latest(command.latest, brusselsDay(given.now)),
    ...(command.dropped !== undefined && { dropped: command.dropped }),
    ...(command.cut && { cut: true as const }),
    sealed: new ToSeal(purposeName(purpose.id), 'matter', values),
  };
  return [decided<MatterEventData, 'MatterOpened'>('MatterOpened', data)];
}

export function decideNote(state: MatterState, command: Note, catalogue: Catalogue): MatterDecided[] {
  requireOpen(state);
  const { id, basis } = correspondence(catalogue);
  const sealed = new ToSeal(purposeName(id), 'matter', { note: command.text });
  return [decided<MatterEventData, 'MatterNoted'>('MatterNoted', { purpose: id, basis, sealed })];
}

/** @param known whether what the matter goes on as is there */
export function decideClose(state: MatterState, { into }: Close, known: boolean): MatterDecided[] {
  requireOpen(state);
  if (into && !known) throw malformed('/into/id', 'unknown');
  return [
    decided<MatterEventData, 'MatterEnded'>('MatterEnded', { outcome: 'closed', ...(into && { into }) }),
  ];
}

/** The latest date has passed: a matter that still stands ends by itself. */
export function decideLapse(state: MatterState, given: Pick<Given, 'now'>): MatterDecided[] {
  const last = latestOf(state);
  if (state.status !== 'open' || last === undefined || brusselsDay(given.now) <= last) return [];
  return [decided<MatterEventData, 'MatterEnded'>('MatterEnded', { outcome: 'lapsed' })];
}

/**
 * P07: what came by mail is processed no further than to handle the matter. Any other purpose is refused, on record.
 */
export function requireOwnPurpose(catalogue: Catalogue, purpose: string, command: string): Purpose {
  const asked = purposeOf(catalogue, purpose);
  if (!asked) throw new DomainError('purpose-unknown');
  const own = correspondence(catalogue);
  if (asked.id !== own.id)
    throw new DomainError(
      'matter-purpose-only',
      { purpose: own.id, command },
      { reason: 'condition-unmet', purpose: asked.id, condition: 'own-matter' },
    );
  return own;
}

function correspondence(catalogue: Catalogue): Purpose {
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

/** A matter that stands. */
function requireOpen(state: MatterState): void {
  if (state.status === 'none') throw new DomainError('not-found');
  if (state.status === 'ended') throw new DomainError('matter-ended');
}

function latest(asked: Day | undefined, today: Day): Day {
  if (asked === undefined) return addDays(today, DAYS);
  if (asked < today || asked > addDays(today, MOST_DAYS)) throw malformed('/latest', 'day-range');
  return asked;
}

function receivedAt(text: string | undefined, { now }: Given): string {
  if (text === undefined) return now.toISOString();
  const at = new Date(text).toISOString();
  if (at > now.toISOString()) throw malformed('/receivedAt', 'not-in-the-future');
  return at;
}

function line(value: string, pointer: string, max: number): string {
  const text = parseText(value, max);
  if (!text.ok) throw malformed(pointer, text.rule);
  return text.value;
}

function malformed(pointer: string, rule: string): DomainError {
  return new DomainError('malformed-value', { errors: [{ pointer, rule }] });
}

/** The stream of what a matter goes on as. */
export function streamInto(into: NonNullable<Close['into']>): string {
  return `${into.kind}-${into.id satisfies Uuid}`;
}
