import type { EventRecord } from '#libs/event-store';
import type { RequestEventData, RequestLookEventData } from '#libs/features/requests';
import type { Sealed } from '#libs/vault';
import { sampleRecords, SUBJECT } from '../register/samples';

const REQUEST = '1d000000-0000-8000-8000-000000000006';
const EXECUTION = '1d000000-0000-8000-8000-000000000055';
const TIME = '2026-11-24T10:00:00.000Z';
const clock = { due: '2026-12-24', unpaused: '2026-12-24', holidays: 'BE/1' };

function sealed(...names: string[]): Sealed {
  const commitments = Object.fromEntries(names.map(name => [name, 'Y29tbWl0bWVudA']));
  return { key: REQUEST, box: 'AQ', purpose: 'data-subject-request', period: 'matter', commitments };
}

type Samples = {
  readonly [T in keyof (RequestEventData & RequestLookEventData)]: readonly (RequestEventData &
    RequestLookEventData)[T][];
};

/** Every event type of a request, with each of its optional members. */
const REQUESTS: Samples = {
  RequestRegistered: [
    {
      kind: 'access',
      channel: 'letter',
      requester: 'former-customer',
      subject: SUBJECT,
      receivedAt: TIME,
      language: 'nl',
      purpose: 'data-subject-request/1',
      basis: 'A6-1-c',
      clock,
      matter: EXECUTION,
      sealed: sealed('familyName', 'email', 'text', 'reference'),
    },
  ],
  RequestLinked: [{ subject: SUBJECT }],
  ConfirmationAsked: [{ subject: SUBJECT }],
  RequestConfirmed: [{ subject: SUBJECT, channel: 'letter', receivedAt: TIME }],
  ProofAsked: [
    {
      subject: SUBJECT,
      reason: 'by-telephone',
      clock: { unpaused: '2026-12-24', holidays: 'BE/1' },
      sealed: sealed('note'),
    },
  ],
  IdentityRejected: [{ subject: SUBJECT, reason: 'expired', receivedAt: TIME, clock }],
  IdentityVerified: [{ subject: SUBJECT, how: 'in-person', receivedAt: TIME, clock }],
  RequestExtended: [{ subject: SUBJECT, reason: 'complexity', clock, sealed: sealed('note') }],
  RequestReminded: [{ subject: SUBJECT, about: 'due-soon', due: '2026-12-24' }],
  CarryingOutBegun: [
    {
      execution: EXECUTION,
      subject: SUBJECT,
      act: 'correct',
      version: 1,
      purposes: ['contract'],
      ground: 'unlawful',
      purpose: 'fraud',
      sealed: sealed('values'),
    },
    {
      execution: EXECUTION,
      subject: SUBJECT,
      act: 'erase',
      answerUntil: '2026-12-24',
      answerFor: { purpose: 'data-subject-request/1', basis: 'A6-1-c' },
      language: 'fr',
      sealed: sealed('familyName', 'address'),
    },
  ],
  CarriedOut: [{ execution: EXECUTION, subject: SUBJECT, act: 'correct' }],
  CarryingOutFailed: [{ execution: EXECUTION, subject: SUBJECT, act: 'correct', code: 'stale-version' }],
  RequestRefused: [
    {
      subject: SUBJECT,
      reason: 'identity-not-shown',
      scope: 'part',
      authority: 'GBA/APD',
      court: 'court-of-first-instance',
      sealed: sealed('note'),
    },
  ],
  LetterSent: [
    {
      subject: SUBJECT,
      letter: 'access-answer',
      channel: 'email',
      language: 'fr',
      words: ['letters/1', 'requests/1'],
      purpose: 'data-subject-request/1',
      basis: 'A6-1-c',
      fields: { email: { commitment: 'Y29tbWl0bWVudA', version: 1 } },
      sealed: sealed('text'),
    },
  ],
  RequestClosed: [{ subject: SUBJECT, outcome: 'answered', keptUntil: '2027-11-24' }],
  RequestLooked: [{ request: REQUEST, purpose: 'data-subject-request/1', basis: 'A6-1-c', view: 'request' }],
};

/** A record of every event type of every feature, some in several forms, in the streams in which they are. */
export function recordsOfEveryType(): EventRecord[] {
  const model = sampleRecords()[0]!;
  const requests = Object.entries(REQUESTS).flatMap(([type, list]) =>
    (list as readonly unknown[]).map(data => ({
      ...model,
      type,
      stream: type === 'RequestLooked' ? `look-request-${REQUEST}` : `request-${REQUEST}`,
      data,
    })),
  );
  // Those of the golden entries are of no one request that could have been.
  const others = sampleRecords()
    .filter(({ type }) => !(type in REQUESTS))
    .map(record => (record.type === 'KeysFenced' ? { ...record, stream: 'erasures' } : record));
  // Nothing is of a subject before it is registered; secrecy that was lifted is not extended any more.
  const first = ({ type }: EventRecord): boolean => type === 'SubjectRegistered';
  const last = ({ type }: EventRecord): boolean => type === 'SecrecyLifted';
  const between = others.filter(record => !first(record) && !last(record));
  return [...others.filter(first), ...between, ...requests, ...others.filter(last)];
}
