import { FIELDS } from '#libs/catalogue';
import type { EventRecord } from '#libs/event-store';
import {
  committedFields,
  namedFields,
  noEntries,
  usedFields,
  type EntryDraft,
  type EntryFunctions,
} from '#libs/register';
import { requestOf, type RequestEventData, type RequestLookEventData } from './events';

type About = NonNullable<EntryDraft['about']>;

function entry(
  kind: EntryDraft['kind'],
  { stream }: EventRecord,
  { subject }: { readonly subject?: string },
  about: About,
): EntryDraft {
  return { kind, subject, about: { request: requestOf(stream), ...about } };
}

/** Names of the vocabulary, and free text as such. */
const KEPT: readonly string[] = [...FIELDS, 'text'];

/** What the register says of requests (Art. 12 to 21). Frozen by golden bytes. */
export const requestEntries: EntryFunctions<RequestEventData & RequestLookEventData> = {
  RequestRegistered: (data, record) => {
    const { kind, channel, receivedAt, requester, purpose, basis, clock, sealed, matter } = data;
    const kept = Object.entries(sealed?.commitments ?? {}).filter(([name]) => KEPT.includes(name));
    return [
      {
        ...entry('request-registered', record, data, {
          due: clock?.due,
          holidays: clock?.holidays,
          kind,
          matter,
          receivedAt,
          requester,
        }),
        purpose,
        basis,
        channel,
        source: 'subject',
        ...(kept.length > 0 && { fields: committedFields(Object.fromEntries(kept)) }),
      },
    ];
  },
  RequestLinked: (data, record) => [entry('request-linked', record, data, {})],
  ConfirmationAsked: (data, record) => [entry('confirmation-asked', record, data, {})],
  RequestConfirmed: (data, record) => [
    { ...entry('request-confirmed', record, data, { receivedAt: data.receivedAt }), channel: data.channel },
  ],
  ProofAsked: (data, record) => [
    entry('proof-asked', record, data, { due: data.clock?.due, reason: data.reason }),
  ],
  IdentityVerified: (data, record) => [
    entry('identity-verified', record, data, {
      due: data.clock?.due,
      how: data.how,
      receivedAt: data.receivedAt,
    }),
  ],
  IdentityRejected: (data, record) => [
    entry('identity-rejected', record, data, {
      due: data.clock?.due,
      reason: data.reason,
      receivedAt: data.receivedAt,
    }),
  ],
  RequestExtended: (data, record) => [
    entry('request-extended', record, data, { due: data.clock.due, reason: data.reason }),
  ],
  RequestRefused: (data, record) => [
    entry('request-refused', record, data, {
      authority: data.authority,
      court: data.court,
      reason: data.reason,
      scope: data.scope,
    }),
  ],
  // The correction, restriction or erasure has entries of its own. Where the answer to an erasure goes is kept apart from it.
  CarryingOutBegun: (data, record) =>
    data.answerFor && data.sealed
      ? [
          {
            ...entry('answer-address-kept', record, data, {
              execution: data.execution,
              keptUntil: data.answerUntil,
            }),
            ...data.answerFor,
            fields: committedFields(data.sealed.commitments),
          },
        ]
      : [],
  CarriedOut: (data, record) => [
    entry('request-carried-out', record, data, { act: data.act, execution: data.execution }),
  ],
  CarryingOutFailed: (data, record) => [
    entry('request-failed', record, data, { act: data.act, code: data.code, execution: data.execution }),
  ],
  LetterSent: (data, record) => [
    {
      ...entry('letter-sent', record, data, { language: data.language, letter: data.letter }),
      purpose: data.purpose,
      basis: data.basis,
      channel: data.channel,
      ...usedFields(data.fields),
    },
  ],
  RequestClosed: (data, record) => [
    entry('request-closed', record, data, { keptUntil: data.keptUntil, outcome: data.outcome }),
  ],
  RequestReminded: noEntries,
  RequestLooked: data => [
    {
      kind: 'looked',
      purpose: data.purpose,
      basis: data.basis,
      about: { request: data.request, view: data.view },
      ...(data.fields && { fields: namedFields(data.fields) }),
    },
  ],
};
