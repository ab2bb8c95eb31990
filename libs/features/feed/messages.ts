import { purposeName, type ClientRule } from '#libs/catalogue';
import type { EventRecord } from '#libs/event-store';
import type { RequestEventData } from '#libs/features/requests';
import type { DutyKind, ErasureScope, SubjectEventData } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';

/**
 * What services are told of: ids and names of the catalogue, no value. The names are the interface's for ever: they are
 * added to, never changed.
 */
export const MESSAGE_TYPES = [
  'subject.corrected',
  'subject.erased',
  'duty.opened',
  'request.changed',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** A purpose (without version) that it is about; of a correction, field → the version that holds now. */
export interface ConcernedPurpose {
  readonly purpose: string;
  readonly fields?: Readonly<Record<string, number>>;
}

export interface MessageData {
  readonly subject?: Uuid;
  readonly purposes?: readonly ConcernedPurpose[];
  /** `subject.erased`. */
  readonly erasure?: Uuid;
  readonly scope?: ErasureScope['of'];
  readonly field?: string;
  readonly period?: string;
  /** `duty.opened`. */
  readonly duty?: Uuid;
  readonly kind?: DutyKind;
  readonly recipient?: string;
  readonly instance?: string;
  readonly link?: Uuid;
  /** `request.changed`. */
  readonly request?: Uuid;
  readonly change?: string;
}

/** Of which purposes it is, and what it says. */
export interface Told {
  readonly type: MessageType;
  readonly purposes: readonly string[];
  readonly data: MessageData;
}

type Data = SubjectEventData & RequestEventData;
type TellingOf = { readonly [T in keyof Data]?: (data: Data[T], id: Uuid) => Told };

/** Requests are handled for this purpose: who acts for it is told how they go. */
const REQUESTS = 'data-subject-request';

const changed =
  (change: string) =>
  (data: { readonly subject?: Uuid }, request: Uuid): Told => ({
    type: 'request.changed',
    purposes: [REQUESTS],
    data: { request, ...(data.subject !== undefined && { subject: data.subject }), change },
  });

const TELLINGS: TellingOf = {
  DataCorrected: ({ purposes }, subject) => ({
    type: 'subject.corrected',
    purposes: purposes.map(({ purpose }) => purposeName(purpose)),
    data: {
      subject,
      purposes: purposes.map(({ purpose, versions }) => ({
        purpose: purposeName(purpose),
        fields: versions,
      })),
    },
  }),
  // From here on nothing uses it; that all fences stand follows within seconds.
  ErasureBegun: ({ erasure, scope, keys }, subject) => {
    const names = [...new Set(keys.filter(isOf(subject)).map(({ purpose }) => purpose))];
    return {
      type: 'subject.erased',
      purposes: names,
      data: {
        subject,
        erasure,
        scope: scope.of,
        ...(scope.of === 'field' && { field: scope.field }),
        ...(scope.of === 'period' && { period: scope.period }),
        purposes: names.map(purpose => ({ purpose })),
      },
    };
  },
  RequestRegistered: changed('registered'),
  RequestLinked: changed('linked'),
  ConfirmationAsked: changed('confirmation-asked'),
  RequestConfirmed: changed('confirmed'),
  ProofAsked: changed('proof-asked'),
  IdentityVerified: changed('identity-verified'),
  IdentityRejected: changed('identity-rejected'),
  RequestExtended: changed('extended'),
  RequestRefused: changed('refused'),
  CarriedOut: changed('carried-out'),
  CarryingOutFailed: changed('carrying-out-failed'),
  LetterSent: changed('letter-sent'),
  RequestClosed: changed('closed'),
};

function isOf(subject: Uuid): (key: { readonly owner: string }) => boolean {
  return ({ owner }) => owner === `subject:${subject}`;
}

/** What services are told of an event; undefined where it is nothing of theirs. */
export function toldOf({ type, stream, data }: EventRecord): Told | undefined {
  if (!/^(subject|request)-/.test(stream)) return undefined;
  const telling = TELLINGS[type as keyof Data] as ((data: unknown, id: Uuid) => Told) | undefined;
  return telling?.(data, stream.slice(stream.indexOf('-') + 1));
}

/** Event types that services may be told of. */
export const TOLD: ReadonlySet<string> = new Set(Object.keys(TELLINGS));

/**
 * What a client is told of it: what its purposes let it know, and of duties what it may tell itself (P04, P10). Undefined:
 * nothing.
 * @param rule undefined: the catalogue names no clients, and scopes alone say what they may
 */
export function toldTo(
  rule: Pick<ClientRule, 'purposes' | 'recipients'> | undefined,
  { purposes, data }: Pick<Told, 'purposes' | 'data'>,
): MessageData | undefined {
  if (!rule) return data;
  const may = (purpose: string): boolean => rule.purposes.includes(purpose);
  if (!purposes.some(may)) return undefined;
  if (data.recipient !== undefined && !rule.recipients.includes(data.recipient)) return undefined;
  return { ...data, ...(data.purposes && { purposes: data.purposes.filter(each => may(each.purpose)) }) };
}
