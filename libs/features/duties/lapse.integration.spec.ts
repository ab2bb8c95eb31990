import { randomUUID } from 'node:crypto';
import { ApproveErasure } from '#features/erasure/commands/approve-erasure';
import { BeginErasure } from '#libs/features/erasure';
import {
  ChoosePayment,
  Collect,
  dutiesOf,
  RecordSharingFailed,
  Register,
  Share,
  sharingsOf,
  subjectStreamOf,
  tellingOwner,
  type Duty,
} from '#libs/features/subjects';
import { KeyUnavailable } from '#libs/vault';
import { onKeyring } from '#libs/vault/testing';
import { TestClock, TestCore } from '../../../test/setup/core';
import { fireDutyTimers } from '../../../test/setup/duty-timers';
import { withoutKeyCaches } from '../../../test/setup/fencing';
import { EndDutyKey } from './commands/end-duty-key';
import { RecordTellingFailed } from './commands/record-telling-failed';
import { TellRecipient } from './commands/tell-recipient';

const DAY_MS = 86_400_000;
const address = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const VALUES = { familyName: 'Peeters', givenName: 'Jan', email: 'jan@example.be', address };

let own: TestCore;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(new Date('2026-12-02T09:00:00Z'));
  own = await TestCore.open(clock, withoutKeyCaches());
});
afterAll(() => own.close());

const by = (role: 'staff' | 'privacy-officer', id: string) => ({ ...own.context(), actor: { role, id } });

/** Somebody of whom the payment provider got the e-mail address, erased. */
async function erased(): Promise<{ subject: string; duty: string }> {
  const subject = randomUUID();
  const collect = [{ purpose: 'contract', values: VALUES }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  await own.carryOut(ChoosePayment, subject, { method: 'online-payment' });
  const values = { language: 'nl-BE', email: VALUES.email };
  await own.carryOut(Collect, subject, { purpose: 'online-payment', source: 'subject', values });
  await own.carryOut(Share, subject, { purpose: 'online-payment', recipient: 'ingenico' });
  const ground = { reason: 'unlawful', finding: 'kept-too-long' } as const;
  await own.core.bus.execute(new ApproveErasure(subject, ground, by('staff', 'an')));
  const body = { scope: { of: 'subject' }, ...ground } as const;
  await own.core.bus.execute(new BeginErasure(subject, body, by('privacy-officer', 'olivia')));
  const [duty] = await duties(subject);
  return { subject, duty: duty!.duty };
}

async function duties(subject: string): Promise<Duty[]> {
  return dutiesOf((await own.core.runner.load(subjectStreamOf(subject))).state).all();
}

const end = (subject: string, duty: string, { core } = own) =>
  core.bus.execute(new EndDutyKey(subject, duty, own.context()));
const tell = (subject: string, duty: string, { core } = own) =>
  core.bus.execute(new TellRecipient(subject, duty, { channel: 'email' }, own.context()));
const keys = (subject: string) =>
  onKeyring<{ fenced: boolean }>(
    own.database.keyringUrl,
    `select wrapped is null as fenced from keys where owner = $1`,
    [tellingOwner(subject)],
  );

test('Art. 19 what nobody told of an erasure in ninety days cannot be told any more, and says so', async () => {
  const { subject, duty } = await erased();
  const [begun] = await duties(subject);
  expect(begun).toMatchObject({ kind: 'erasure', status: 'open', until: '2027-03-02' });
  expect(await end(subject, duty)).toEqual(new Date('2027-03-02T23:00:00Z'));
  expect(await duties(subject)).toEqual([begun]);

  clock.pass(91 * DAY_MS);
  await end(subject, duty);
  expect(await duties(subject)).toMatchObject([{ status: 'impossible', keyEnded: { epoch: 1 } }]);
  await expect(tell(subject, duty)).rejects.toMatchObject({ code: 'duty-closed' });
  expect(await end(subject, duty)).toBeUndefined();
  expect((await keys(subject)).filter(({ fenced }) => !fenced)).toEqual([]);
});

test('Art. 17, 19 who turns out never to have got anything is not told of the erasure, and what was sealed for that goes at once', async () => {
  const { subject, duty } = await erased();
  const { state } = await own.core.runner.load(subjectStreamOf(subject));
  const { sharing } = [...sharingsOf(state)][0]!;
  await own.carryOut(RecordSharingFailed, subject, { sharing, reason: 'rejected' });
  expect(await duties(subject)).toMatchObject([{ duty, status: 'not-arrived' }]);
  await expect(tell(subject, duty)).rejects.toMatchObject({ code: 'duty-closed' });

  await fireDutyTimers(own, clock, subject);
  expect(await duties(subject)).toMatchObject([{ duty, status: 'not-arrived', keyEnded: { epoch: 1 } }]);
  expect((await keys(subject)).filter(({ fenced }) => !fenced)).toEqual([]);
});

test('Art. 17, 19 nor is anything kept to tell who was told, and turns out to have got neither the data nor the telling', async () => {
  const { subject, duty } = await erased();
  const { state } = await own.core.runner.load(subjectStreamOf(subject));
  const { sharing } = [...sharingsOf(state)][0]!;
  await tell(subject, duty);
  await own.carryOut(RecordSharingFailed, subject, { sharing, reason: 'rejected' });
  expect(await fireDutyTimers(own, clock, subject)).toBeGreaterThan(0);
  expect(await duties(subject)).toMatchObject([{ duty, status: 'told' }]);

  await own.core.bus.execute(
    new RecordTellingFailed(subject, duty, { reason: 'unreachable' }, own.context()),
  );
  await fireDutyTimers(own, clock, subject);
  expect(await duties(subject)).toMatchObject([{ duty, status: 'not-arrived', keyEnded: { epoch: 1 } }]);
  expect((await keys(subject)).filter(({ fenced }) => !fenced)).toEqual([]);
});

test('Art. 19 a key that is missing without a fence stops a duty, and closes nothing', async () => {
  const { subject, duty } = await erased();
  await onKeyring(own.database.keyringUrl, 'delete from keys where owner = $1', [tellingOwner(subject)]);
  // One that has no key in its memory.
  const other = await own.another(clock);
  await expect(tell(subject, duty, other)).rejects.toBeInstanceOf(KeyUnavailable);
  clock.pass(91 * DAY_MS);
  await expect(end(subject, duty, other)).rejects.toBeInstanceOf(KeyUnavailable);
  await other.close();
  const [after] = await duties(subject);
  expect(after!.status).toBe('open');
  expect(after).not.toHaveProperty('keyEnded');
});

test('Art. 17, 19 nor is it silent of one whose recipient never got anything: its timer fails until the key is back', async () => {
  const { subject } = await erased();
  const { state } = await own.core.runner.load(subjectStreamOf(subject));
  const { sharing } = [...sharingsOf(state)][0]!;
  await own.carryOut(RecordSharingFailed, subject, { sharing, reason: 'rejected' });
  await onKeyring(own.database.keyringUrl, 'delete from keys where owner = $1', [tellingOwner(subject)]);
  const whichever = new EndDutyKey(subject, undefined, own.context());
  await expect(own.core.bus.execute(whichever)).rejects.toBeInstanceOf(KeyUnavailable);
  const [after] = await duties(subject);
  expect(after!.status).toBe('not-arrived');
  expect(after).not.toHaveProperty('keyEnded');
});

test('timers of one subject that fire together do not wait for each other: one ends what is over, the others come again', async () => {
  const { subject, duty } = await erased();
  clock.pass(91 * DAY_MS);
  const again = new Date(clock.now().getTime() + 30_000);
  expect(await Promise.all([end(subject, duty), end(subject, duty)])).toEqual([undefined, again]);
  expect(await duties(subject)).toMatchObject([{ keyEnded: { epoch: 1 } }]);
  expect(await end(subject, duty)).toBeUndefined();
});
