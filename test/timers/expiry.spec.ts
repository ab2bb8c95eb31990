import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { ExpirySweep } from '#features/oversight/expiry.sweep';
import { ExpireSubject } from '#libs/features/erasure';
import { projectionRunner } from '#libs/platform';
import { LinkLogin, Register, UnlinkLogin, subjectStreamOf } from '#libs/features/subjects';
import { TestClock, TestCore } from '../setup/core';

const DAY_MS = 86_400_000;
const VALUES = {
  familyName: 'Peeters',
  givenName: 'Jan',
  email: 'jan@example.be',
  address: { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' },
};

let own: TestCore;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock(new Date('2026-11-24T09:00:00Z'));
  own = await TestCore.open(clock);
});
afterEach(() => own.close());

async function unused(): Promise<string> {
  const subject = randomUUID();
  const collect = [{ purpose: 'contract', values: VALUES }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  return subject;
}
const linksCurrent = async (): Promise<void> =>
  own.core.progress.waitFor('subject-links', (await own.core.store.head())!, 20_000);
async function projecting(work: () => Promise<void>): Promise<void> {
  const runner = projectionRunner(own.core.container);
  runner.start();
  await work();
  await runner.stop();
}
const erasureOf = async (subject: string): Promise<string> =>
  (await own.core.runner.load(subjectStreamOf(subject))).state.erasure;

test('P05: one that fails keeps none of the others, and the failure is told at the end', async () => {
  const subjects = [await unused(), await unused(), await unused()];
  await projecting(linksCurrent);
  clock.pass(100 * DAY_MS);
  const [failing] = subjects;
  const { pool, store, progress, bus } = own.core;
  class FailingBus extends CommandBus {
    override async execute(command: object): Promise<never> {
      if (command instanceof ExpireSubject && command.subject === failing)
        throw new RangeError('not this one');
      return bus.execute(command);
    }
  }
  const failingBus = Object.create(FailingBus.prototype) as CommandBus;
  const swept = new ExpirySweep(pool, clock, store, progress, failingBus).run();
  await projecting(async () => expect(swept).rejects.toThrow('not this one'));
  expect(await Promise.all(subjects.map(erasureOf))).toEqual(['none', 'begun', 'begun']);
});

test('P05: who was linked and unlinked since the read model last looked does not expire', async () => {
  const [linked, loose] = [await unused(), await unused()];
  await projecting(linksCurrent);
  clock.pass(100 * DAY_MS);
  const { events } = await own.carryOut(LinkLogin, linked, { login: 'jan' });
  const { link } = events[0]!.data as { link: string };
  await own.carryOut(UnlinkLogin, linked, { link });

  const swept = own.core.get(ExpirySweep).run();
  await projecting(async () => void (await swept));
  expect(await erasureOf(linked)).toBe('none');
  expect(await erasureOf(loose)).toBe('begun');
});
