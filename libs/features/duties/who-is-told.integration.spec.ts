import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApproveErasure } from '#features/erasure/commands/approve-erasure';
import { ApproveOrder } from '#features/orders/commands/approve-order';
import { DiscloseOrder } from '#features/orders/commands/disclose-order';
import { RegisterOrder } from '#features/orders/commands/register-order';
import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { BeginErasure } from '#libs/features/erasure';
import {
  ChoosePayment,
  Collect,
  Correct,
  dutiesOf,
  LinkDomain,
  Register,
  Share,
  subjectStreamOf,
} from '#libs/features/subjects';
import { temporaryFolder } from '../../../test/setup/app';
import { TestClock, TestCore } from '../../../test/setup/core';
import { PROSECUTORS_ORDER } from '../../../test/setup/orders';

const DAY_MS = 86_400_000;
const address = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const VALUES = { familyName: 'Peeters', givenName: 'Jan', email: 'jan@example.be', address };
const UNLAWFUL = { reason: 'unlawful', finding: 'kept-too-long' } as const;

let clock: TestClock;
let own: TestCore;
beforeAll(async () => {
  clock = new TestClock(new Date('2026-12-02T09:00:00Z'));
  own = await TestCore.open(clock);
});
afterAll(() => own.close());

const by = (id: string, role: 'staff' | 'privacy-officer' = 'privacy-officer') => ({
  ...own.context(),
  actor: { role, id },
});

async function customer(): Promise<string> {
  const subject = randomUUID();
  const collect = [{ purpose: 'contract', values: VALUES }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  return subject;
}

/** Somebody of whom the payment provider got the e-mail address. */
async function payer(): Promise<string> {
  const subject = await customer();
  await own.carryOut(ChoosePayment, subject, { method: 'online-payment' });
  const values = { language: 'nl-BE', email: VALUES.email };
  await own.carryOut(Collect, subject, { purpose: 'online-payment', source: 'subject', values });
  await own.carryOut(Share, subject, { purpose: 'online-payment', recipient: 'ingenico' });
  return subject;
}

/** Who is to be told of what, by the log. */
async function told(subject: string): Promise<(readonly [kind: string, recipient: string])[]> {
  const { state } = await own.core.runner.load(subjectStreamOf(subject));
  return dutiesOf(state)
    .all()
    .map(({ kind, recipient }) => [kind, recipient] as const);
}

test('Art. 4(9), 19 a body that got data in an inquiry is no recipient: nobody tells it of a correction or an erasure', async () => {
  const subject = await payer();
  const domain = `${randomUUID()}.be`;
  await own.carryOut(LinkDomain, subject, { domain, role: 'holder' });
  const order = randomUUID();
  const body = {
    ...PROSECUTORS_ORDER,
    issuedOn: '2026-12-01',
    concerns: { domains: [domain] },
    fields: ['familyName', 'email'],
  } as const;
  await own.core.bus.execute(new RegisterOrder(order, body, by('olivia')));
  await own.core.bus.execute(new ApproveOrder(order, by('pieter')));
  const { events } = await own.core.bus.execute(new DiscloseOrder(order, by('olivia')));
  expect(events[0]!.data).toMatchObject({
    body: 'public-prosecutor',
    values: expect.arrayContaining([
      expect.objectContaining({ field: 'email', heldFor: 'contract/1' }),
    ]) as unknown,
  });

  const { state } = await own.core.runner.load(subjectStreamOf(subject));
  const correction = { values: { email: 'nieuw@example.be' }, channel: 'application' } as const;
  await own.carryOut(Correct, subject, correction, { version: state.version });
  expect(await told(subject)).toEqual([['correction', 'ingenico']]);
  await erase(subject);
  expect(await told(subject)).toEqual([
    ['correction', 'ingenico'],
    ['erasure', 'ingenico'],
  ]);
});

test('Art. 19 of which erasures recipients are told the catalogue says: one that leaves a reason out has nobody told', async () => {
  const before = await payer();
  await erase(before);
  expect(await told(before)).toEqual([['erasure', 'ingenico']]);

  const folder = temporaryFolder();
  const shipped = shippedCatalogues();
  const last = shipped.at(-1)!;
  const telling = { ...last.telling!, erasures: last.telling!.erasures.filter(each => each !== 'unlawful') };
  const fewer: Catalogue = { ...last, version: '2027-01-01', from: '2027-01-01', telling };
  for (const each of [...shipped, fewer])
    writeFileSync(join(folder, `${each.version}.json`), JSON.stringify(each));
  const other = await own.another(clock, { INZAGE_CATALOGUES: folder });
  const since = await payer();
  clock.pass(31 * DAY_MS);
  await erase(since, other);
  await other.close();
  rmSync(folder, { recursive: true });
  expect(await told(since)).toEqual([]);
});

async function erase(subject: string, { core } = own): Promise<void> {
  await core.bus.execute(new ApproveErasure(subject, UNLAWFUL, by('an', 'staff')));
  const body = { scope: { of: 'subject' }, ...UNLAWFUL } as const;
  const { events } = await core.bus.execute(new BeginErasure(subject, body, by('olivia')));
  expect(events.at(-1)!.type).toBe('ErasureBegun');
}
