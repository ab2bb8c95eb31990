import { randomUUID } from 'node:crypto';
import { Composition } from '#libs/feature';
import type { MadeKey } from '#libs/vault';
import { TestCore } from '../../../test/setup/core';
import { OrphanSweep } from './orphans.sweep';
import { Register } from '#libs/features/subjects';

let own: TestCore;
beforeAll(async () => void (own = await TestCore.open()));
afterAll(() => own.close());

/** What a day's pause between the looks stands for is provoked here, not waited for. */
const sweep = () => Object.assign(own.core.get(OrphanSweep), { ageMs: 0 });

async function minted(owner: string, purpose = 'contract'): Promise<string> {
  const [sealed] = await own.core.vault.seal(randomUUID(), [
    { owner, purpose, period: 'contract', values: { email: 'jan@example.be' } },
  ]);
  return sealed!.key;
}

async function registered(): Promise<string> {
  const subject = randomUUID();
  const values = {
    familyName: 'Peeters',
    givenName: 'Jan',
    email: 'jan@example.be',
    address: { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' },
  };
  await own.carryOut(Register, subject, {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
  });
  return subject;
}

const keysOf = async (owner: string): Promise<string[]> =>
  (await own.core.vault.keysOf(owner)).map(({ key }) => key);

test('a key that no event names is retired, then removed; one that is used stays', async () => {
  const subject = await registered();
  const owner = `subject:${subject}`;
  const [used] = await keysOf(owner);
  const [orphan, nobody] = [await minted(owner, 'hosting'), `subject:${randomUUID()}`];
  await minted(nobody);
  const mark = await sweep().run(null);
  expect((await keysOf(owner)).sort()).toEqual([used, orphan].sort());
  expect(await own.core.vault.keysRetiredFor(0, 10)).toHaveLength(2);
  await sweep().run(mark ?? null);
  expect(await keysOf(owner)).toEqual([used]);
  expect(await keysOf(nobody)).toEqual([]);
});

test('what was in flight when its key was retired opens, and the key is as before', async () => {
  const subject = await registered();
  const owner = `subject:${subject}`;
  const eventId = randomUUID();
  const request = { owner, purpose: 'hosting', period: 'contract', values: { email: 'jan@example.be' } };
  const [inFlight] = await own.core.vault.seal(eventId, [request]);
  const mark = await sweep().run(null);

  // Who seals after that gets another key.
  const [later] = await own.core.vault.seal(randomUUID(), [request]);
  expect(later!.key).not.toBe(inFlight!.key);

  // The event comes after all.
  const { runner, vault, store } = own.core;
  await runner.note<{ SignedIn: unknown }>({ name: `access-${subject}`, owner }, own.context(), () => [
    { type: 'SignedIn', data: { sealed: inFlight } },
  ]);
  expect((await store.readStream(`access-${subject}`)).length).toBe(1);
  await sweep().run(mark ?? null);
  expect(await keysOf(owner)).toContain(inFlight!.key);
  expect((await vault.keysRetiredFor(0, 10)).map(({ key }) => key)).not.toContain(inFlight!.key);
  expect(await vault.open(eventId, inFlight!)).toMatchObject({ state: 'open' });
});

test('each key is looked at once, and none of other owners', async () => {
  const looked: string[] = [];
  const { vault, store, clock } = own.core;
  await vault.pseudonym('https://issuer.example', 'an.staff');
  const reading = {
    readStream: (...args: Parameters<typeof store.readStream>) => {
      looked.push(args[0]);
      return store.readStream(...args);
    },
  };
  const features = own.core.container.get(Composition);
  const watched = Object.assign(new OrphanSweep(vault, reading, clock, features), { ageMs: 0 });
  const mark = await watched.run(null);
  expect(looked.length).toBeGreaterThan(0);
  expect(looked.some(stream => stream.includes('actor'))).toBe(false);
  looked.length = 0;
  await watched.run(mark ?? null);
  expect(looked).toEqual([]);
  const all: MadeKey[] = await vault.keysMadeBefore(new Date(), 1_000);
  expect(all.some(({ owner }) => owner.startsWith('actor:'))).toBe(true);
});
