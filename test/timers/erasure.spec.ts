import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Catalogues, shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { Leases } from '#libs/database';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { migrateAll, Pools } from '#libs/platform';
import { rebuild } from '#libs/projections/postgres';
import {
  EndService,
  Register,
  StartService,
  type SubjectState,
  UseFurther,
  subjectStreamOf,
} from '#libs/features/subjects';
import { TimersProjection } from '#libs/timers';
import { TimerWorker } from '#libs/timers/postgres';
import { TestClock, TestCore } from '../setup/core';
import { withoutKeyCaches } from '../setup/fencing';
import { until } from '../setup/until';

const DAY_MS = 86_400_000;
const ADDRESS = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const CONTRACT = { familyName: 'Peeters', givenName: 'Jan', address: ADDRESS, email: 'jan@example.be' };

let own: TestCore;
let clock: TestClock;
let worker: TimerWorker;
beforeEach(async () => {
  clock = new TestClock(new Date('2026-11-24T09:00:00Z'));
  // Keys are cached nowhere, so that nothing is waited out.
  own = await TestCore.open(clock, withoutKeyCaches());
  const { container, vault, bus } = own.core;
  const handlers = container.get(Composition).timerHandlers(command => bus.execute(command));
  const { workers } = container.get(Pools);
  const leases = new Leases(workers, { ttlMs: 500, askMs: 10 });
  worker = new TimerWorker(workers, clock, vault, handlers, [], { pollMs: 5, leases });
  worker.start();
});
afterEach(async () => {
  await worker.stop();
  await own.close();
});

async function customer(): Promise<string> {
  const subject = randomUUID();
  const collect = [{ purpose: 'contract', values: CONTRACT }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  return subject;
}
async function serviceOf(subject: string, type: 'hosting' | 'dns'): Promise<string> {
  const { events } = await own.carryOut(StartService, subject, { type });
  return (events[0]!.data as { service: string }).service;
}
const stateOf = async (subject: string): Promise<SubjectState> =>
  (await own.core.runner.load(subjectStreamOf(subject))).state;
/** Purposes whose keys live. */
const living = async (subject: string): Promise<string[]> =>
  (await own.core.vault.keysOf(`subject:${subject}`))
    .filter(({ fenced }) => !fenced)
    .map(({ purpose, period }) => `${purpose} ${period}`)
    .sort();
/** Projects and fires until no timer is due any more and all that they appended is projected. */
async function settled(by = own): Promise<void> {
  const { store, pool } = by.core;
  await until(
    async () => {
      const head = await store.head();
      await by.project();
      const { rows } = await pool.query('select name from timers where due <= $1', [clock.now()]);
      return { due: rows, more: (await store.head()) !== head };
    },
    ({ due, more }) => due.length === 0 && !more,
  );
}

async function law(duration: string, from: string): Promise<void> {
  const [shipped] = shippedCatalogues() as [Catalogue];
  const purposes = shipped.purposes.map(each =>
    each.id === 'bookkeeping/1'
      ? { ...each, id: 'bookkeeping/2', retention: { ...each.retention, duration } }
      : each,
  );
  await Catalogues.start(own.core.store, [{ ...shipped, version: from, from, purposes }], clock);
  await own.core.catalogues.refresh();
}

test('P21: books that were kept go on the day that was told, also when the law asks for more since', async () => {
  const subject = await customer();
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'bookkeeping' });
  clock.pass(366 * DAY_MS);
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'bookkeeping' });
  const service = await serviceOf(subject, 'hosting');
  await own.carryOut(EndService, subject, { service });
  clock.pass(368 * DAY_MS);
  await settled();
  expect((await stateOf(subject)).erasure).toBe('erased');
  expect(await living(subject)).toEqual(['bookkeeping fy-2026', 'bookkeeping fy-2027']);

  await law('P30Y', '2030-01-01');
  clock.pass(Date.parse('2037-01-01T01:00:00Z') - clock.now().getTime());
  await settled();
  expect(await living(subject)).toEqual(['bookkeeping fy-2027']);
  clock.pass(365 * DAY_MS);
  await settled();
  expect(await living(subject)).toEqual([]);
});

test('P22: a service that is to end later does not put off what has ended', async () => {
  const subject = await customer();
  const [hosting, dns] = [await serviceOf(subject, 'hosting'), await serviceOf(subject, 'dns')];
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'hosting', fields: ['email'] });
  await own.carryOut(EndService, subject, { service: hosting });
  await own.carryOut(EndService, subject, { service: dns, on: '2027-11-24' });
  await settled();
  expect(await living(subject)).toContain('hosting contract');
  clock.pass(32 * DAY_MS);
  await settled();
  expect(await living(subject)).not.toContain('hosting contract');
  expect(await living(subject)).toContain('contract contract');
});

test('P22: an upgrade sets timers for what happened before it', async () => {
  const subject = await customer();
  const hosting = await serviceOf(subject, 'hosting');
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'hosting', fields: ['email'] });
  await own.carryOut(EndService, subject, { service: hosting });
  await settled();
  // As a program left it that knew of no retention.
  await own.core.pool.query('delete from timers');
  const { ownerUrl, serviceUrl, keyringUrl } = own.database;
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("delete from migrations where name like 'TimersAnew%'");
  await owner.end();
  clock.pass(32 * DAY_MS);
  await settled();
  expect(await living(subject)).toContain('hosting contract');

  await migrateAll({ owner: ownerUrl, service: serviceUrl, keyring: keyringUrl }, FEATURES);
  const upgraded = await own.another(clock);
  await settled(upgraded);
  await upgraded.close();
  expect(await living(subject)).not.toContain('hosting contract');
});

test('timers that are made anew from the log do nothing twice', async () => {
  const subject = await customer();
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'bookkeeping' });
  await own.carryOut(EndService, subject, { service: await serviceOf(subject, 'hosting') });
  clock.pass(366 * DAY_MS);
  await settled();
  const { store, types, pool } = own.core;
  const before = await store.head();
  const timers = 'select name, key, due from timers order by name, key';
  const { rows: standing } = await pool.query(timers);

  const projection = new TimersProjection(own.core.container.get(Composition).timers());
  await rebuild({ store, read: stored => types.read(stored), ownerUrl: own.database.ownerUrl, projection });
  await settled();
  expect(await store.head()).toEqual(before);
  expect((await pool.query(timers)).rows).toEqual(standing);
});
