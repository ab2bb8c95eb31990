import { randomUUID } from 'node:crypto';
import type { Outcome } from '#libs/commands';
import { signInAddresses } from '#libs/features/access';
import { Register } from '#libs/features/subjects';
import { TestCore } from '../../../test/setup/core';
import { RecordSignIn } from './commands/record-sign-in';

let own: TestCore;
beforeAll(async () => {
  own = await TestCore.open();
});
afterAll(() => own.close());

test('P06: a sign-in that is not in the read model yet is not told to be erased', async () => {
  const subject = randomUUID();
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect: [] });
  await own.project();
  const signIn = new RecordSignIn(subject, { ipAddress: '203.0.113.7' }, own.context());
  const { events } = (await own.core.bus.execute(signIn)) as Outcome;
  const id = events[0]!.id;
  const addresses = () => signInAddresses(own.core.pool, own.core.vault, [id]);
  expect(await addresses()).toEqual(new Map());
  await own.project();
  expect(await addresses()).toEqual(new Map([[id, { ipAddress: '203.0.113.7' }]]));
});
