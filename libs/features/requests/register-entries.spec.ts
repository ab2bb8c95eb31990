import { ToSeal } from '#libs/commands';
import { testId } from '#libs/commands/testing';
import type { StoredEvent } from '#libs/event-store';
import { entryText } from '#libs/register';
import type { RequestEvent, RequestEventType } from './events';
import type { RequestYields } from './guards';
import { requestEntries } from './register-entries';
import { given, SUBJECT } from './testing';

const TIME = '2026-01-31T10:00:00.000Z';

/** The bytes that an event leaves in the register. */
function bytesOf(decided: RequestYields<RequestEventType>[number]): string[] {
  const [record] = given().after([decided], TIME).events as [RequestEvent];
  const make = requestEntries[record.type] as (data: unknown, record: unknown) => readonly never[];
  const event = { bytes: Buffer.from('event') } as StoredEvent;
  return make(record.data, record).map((draft, i) => entryText(7 + i, event, record, draft));
}

const FIXED = `"actor":{"id":"${testId('officer')}","role":"privacy-officer"}`;
const TAIL = `"event":"${testId('event', 0)}","eventHash":"uOH4C9cK4HhMeFWkUXMbdF_dtndJ0j9je-kIK3XpV1s"`;

test('a registered request: the fields that it brought, never their values', () => {
  const [text] = bytesOf({
    type: 'RequestRegistered',
    data: {
      kind: 'access',
      channel: 'letter',
      requester: 'customer',
      subject: SUBJECT,
      receivedAt: TIME,
      language: 'nl',
      purpose: 'data-subject-request/1',
      basis: 'A6-1-c',
      clock: { due: '2026-03-02', unpaused: '2026-03-02', holidays: 'BE/1' },
      sealed: new ToSeal('data-subject-request', 'matter', {
        email: 'jan@example.be',
        text: 'x',
        reference: 'r',
      }),
    },
  });
  expect(JSON.parse(text!)).toMatchObject({
    kind: 'request-registered',
    processing: 'dpv:Collect',
    fields: { email: { commitment: 'c-email' }, text: { commitment: 'c-text' } },
  });
  expect(text).not.toMatch(/example|c-reference/);
  expect(text).toBe(
    `{"about":{"due":"2026-03-02","holidays":"BE/1","kind":"access","receivedAt":"${TIME}",` +
      `"request":"${testId('request')}","requester":"customer"},${FIXED},"basis":"eu-gdpr:A6-1-c",` +
      `"catalogue":"2018-05-25","channel":"letter","dpv":"2.3",${TAIL},` +
      `"fields":{"email":{"commitment":"c-email"},"text":{"commitment":"c-text"}},"kind":"request-registered","n":7,` +
      `"processing":"dpv:Collect","purpose":"data-subject-request/1","source":"subject","subject":"${SUBJECT}",` +
      `"time":"${TIME}","v":1}`,
  );
});

test('a refusal: reason, authority and court', () => {
  const [text] = bytesOf({
    type: 'RequestRefused',
    data: {
      reason: 'legal-duty',
      scope: 'part',
      authority: 'GBA/APD',
      court: 'court-of-first-instance',
      subject: SUBJECT,
    },
  });
  expect(text).toBe(
    `{"about":{"authority":"GBA/APD","court":"court-of-first-instance","reason":"legal-duty",` +
      `"request":"${testId('request')}","scope":"part"},${FIXED},"catalogue":"2018-05-25",${TAIL},` +
      `"kind":"request-refused","n":7,"subject":"${SUBJECT}","time":"${TIME}","v":1}`,
  );
});

test('Art. 12(3), 17: where the answer to an erasure goes is kept under the request’s key, through a day', () => {
  const erase = { execution: testId('execution'), subject: SUBJECT, act: 'erase' } as const;
  const sealed = new ToSeal('data-subject-request', 'answer-1', {
    familyName: 'Peeters',
    email: 'j@example.be',
  });
  const [text] = bytesOf({
    type: 'CarryingOutBegun',
    data: {
      ...erase,
      sealed,
      answerUntil: '2026-03-02',
      answerFor: { purpose: 'data-subject-request/1', basis: 'A6-1-c' },
    },
  });
  expect(JSON.parse(text!)).toMatchObject({
    kind: 'answer-address-kept',
    processing: 'dpv:Store',
    subject: SUBJECT,
    purpose: 'data-subject-request/1',
    basis: 'eu-gdpr:A6-1-c',
    fields: { email: { commitment: 'c-email' }, familyName: { commitment: 'c-familyName' } },
    about: { request: testId('request'), keptUntil: '2026-03-02' },
  });
  expect(text).not.toMatch(/Peeters|example/);
  // What versions 1 and 2 say makes the entries that it always made.
  expect(
    bytesOf({ type: 'CarryingOutBegun', data: { ...erase, sealed, answerUntil: '2026-03-02' } }),
  ).toEqual([]);
});

test('P19 a check of identity: how and when; the beginning of a step and a reminder leave nothing', () => {
  const [text] = bytesOf({
    type: 'IdentityVerified',
    data: { how: 'identity-card-seen', receivedAt: TIME, subject: SUBJECT },
  });
  expect(JSON.parse(text!)).toMatchObject({
    kind: 'identity-verified',
    about: { how: 'identity-card-seen', receivedAt: TIME },
  });
  const begun = { execution: testId('execution'), subject: SUBJECT, act: 'disclose' } as const;
  expect(bytesOf({ type: 'CarryingOutBegun', data: begun })).toEqual([]);
  expect(bytesOf({ type: 'RequestReminded', data: { about: 'overdue', due: '2026-03-02' } })).toEqual([]);
});
