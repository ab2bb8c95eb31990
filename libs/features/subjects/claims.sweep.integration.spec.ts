import { randomUUID } from 'node:crypto';
import { firstEventOf } from '#libs/commands';
import { TestClock, TestCore } from '../../../test/setup/core';
import { ABANDONED_MS } from './claims';
import { ClaimSweep } from './claims.sweep';
import { LinkLogin, Register, subjectOwner, type RegisterBody } from '.';

const clock = new TestClock();
let own: TestCore;
beforeAll(async () => void (own = await TestCore.open(clock)));
afterAll(() => own.close());

async function registered(): Promise<string> {
  const subject = randomUUID();
  const body: RegisterBody = { kind: 'natural-person', policy: '2018-05-25', collect: [] };
  await own.carryOut(Register, subject, body);
  return subject;
}

test('a claim whose command was interrupted ends as its stream says, and not while it may be at work', async () => {
  const { vault } = own.core;
  const [subject, command, login] = [await registered(), randomUUID(), 'jan'];
  const owner = subjectOwner(subject);

  // Interrupted between claim and append: the key is there, no event has it.
  const [sealed] = await vault.seal(randomUUID(), [
    { owner, purpose: 'contract', period: 'contract', values: {} },
  ]);
  await vault.claim('login', 'lost', owner, command, sealed!.key);
  // Interrupted between append and confirmation.
  await own.carryOut(LinkLogin, subject, { login });
  const sweep = own.core.get(ClaimSweep);

  await sweep.run();
  expect(await vault.find('login', 'lost')).toEqual([{ owner, pendingCommand: command }]);
  clock.pass(ABANDONED_MS + 1);
  await sweep.run();
  expect(await vault.find('login', 'lost')).toEqual([]);
  expect(await vault.find('login', login)).toEqual([{ owner }]);
});

test('a claim whose event is in the log is confirmed', async () => {
  const { vault, store } = own.core;
  const [subject, command] = [await registered(), randomUUID()];
  await own.carryOut(LinkLogin, subject, { login: 'marie' }, { commandId: command });
  const [event] = await store.findAppend(`subject-${subject}`, firstEventOf(vault, command));
  const { key } = (own.core.types.read(event!).data as { sealed: { key: string } }).sealed;
  // As it was before the confirmation.
  await vault.releaseClaim('login', 'marie', subjectOwner(subject));
  await vault.claim('login', 'marie', subjectOwner(subject), command, key);
  clock.pass(ABANDONED_MS + 1);
  await own.core.get(ClaimSweep).run();
  expect(await vault.find('login', 'marie')).toEqual([{ owner: subjectOwner(subject) }]);
});
