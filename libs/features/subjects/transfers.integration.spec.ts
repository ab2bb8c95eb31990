import { randomUUID } from 'node:crypto';
import type { CommandContext } from '#libs/commands';
import { BeginTransfer, LinkDomain, Register, subjectStreamOf } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { TestCore } from '../../../test/setup/core';
import { ResumeTransfer } from './commands/resume-transfer';

let test1: TestCore;
beforeAll(async () => (test1 = await TestCore.open()));
afterAll(() => test1.close());

function context(): CommandContext {
  const commandId = test1.core.vault.commandId('issuer', 'client', 'route', randomUUID());
  return { commandId, actor: { role: 'staff', id: randomUUID() }, dryRun: false };
}

const values = {
  familyName: 'Peeters',
  givenName: 'Jan',
  email: 'jan@example.be',
  address: { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' },
};

async function customer(): Promise<Uuid> {
  const asked = context();
  const subject = test1.core.vault.idFrom(asked.commandId, 'subject');
  const collect = [{ purpose: 'contract', values }];
  const body = { kind: 'natural-person', policy: '2018-05-25', collect } as const;
  await test1.core.bus.execute(new Register(subject, body, asked));
  return subject;
}

const hold = (subject: Uuid, domain: string) =>
  test1.core.bus.execute(new LinkDomain(subject, { domain, role: 'holder' }, context()));

/** A holder of the name who begins to transfer it. */
async function begun(domain: string, to: Uuid): Promise<{ from: Uuid; step: ResumeTransfer }> {
  const from = await customer();
  const { events: linked } = await hold(from, domain);
  const { link } = linked[0]!.data as { link: Uuid };
  const { events } = await test1.core.bus.execute(new BeginTransfer(from, { link, to }, context()));
  return { from, step: new ResumeTransfer(events[0]!) };
}

const state = async (subject: Uuid) => (await test1.core.runner.load(subjectStreamOf(subject))).state;
const names = async (subject: Uuid): Promise<number> =>
  Object.values((await state(subject)).links).filter(({ kind, value }) => kind === 'domain' && value).length;

test('P05 P10: the name goes from one holder to the other, once, however often its steps are taken', async () => {
  const to = await customer();
  const { from, step } = await begun('eenmaal.be', to);
  for (let again = 0; again < 3; again++) expect(await test1.core.bus.execute(step)).toBe('completed');
  expect([await names(from), await names(to)]).toEqual([0, 1]);
  const received = await test1.core.store.readStream(`subject-${to}`);
  expect(received.filter(({ type }) => type === 'DomainLinked')).toHaveLength(1);
  // The claim went with it: nobody else can be its holder, the old one included.
  await expect(hold(from, 'eenmaal.be')).rejects.toMatchObject({ code: 'domain-has-holder' });
});

test('what was begun and left is resumed by the reactor', async () => {
  const to = await customer();
  const { from } = await begun('achtergelaten.be', to);
  await test1.project();
  expect([await names(from), await names(to)]).toEqual([0, 1]);
});

test('whom it cannot go to does not get it: the old holder has it still', async () => {
  const { from, step } = await begun('blijft.be', randomUUID());
  expect(await test1.core.bus.execute(step)).toBe('failed');
  expect(await test1.core.bus.execute(step)).toBe('failed');
  expect(Object.values((await state(from)).transfers)).toMatchObject([{ status: 'failed' }]);
  expect(await names(from)).toBe(1);
  await expect(hold(await customer(), 'blijft.be')).rejects.toMatchObject({ code: 'domain-has-holder' });
});
