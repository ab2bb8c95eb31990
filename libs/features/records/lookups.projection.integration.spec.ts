import type { Pool } from 'pg';
import { createPool, Leases } from '#libs/database';
import { encodeRecord, EventTypes, type EventRecord } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { derivedId, randomId, type Json } from '#libs/kernel';
import { projectionState, type ProjectionHooks } from '#libs/projections';
import { ProjectionRunner, Progress } from '#libs/projections/postgres';
import {
  lookupForm,
  SUBJECT_EVENTS,
  type SubjectEventData,
  type SubjectEventType,
} from '#libs/features/subjects';
import type { PostgresVault } from '#libs/vault/postgres';
import { onKeyring, testVault } from '#libs/vault/testing';
import { migratedDatabase, type TestDatabase } from '../../../test/setup/database';
import { until } from '../../../test/setup/until';
import { LookupsProjection } from './lookups.projection';
import { RecordsProjection } from './projection';
import { sealed } from './testing/sealing';

const types = new EventTypes(SUBJECT_EVENTS);
const JAN = derivedId(Buffer.from('x'), 'jan');
const OWNER = `subject:${JAN}`;
const HOME = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };

let database: TestDatabase;
let pool: Pool;
let store: PostgresEventStore;
let vault: PostgresVault;
let progress: Progress;
let runner: ProjectionRunner;
let revision: number;

beforeEach(async () => {
  database = await migratedDatabase();
  pool = createPool(database.serviceUrl, 'test');
  store = await PostgresEventStore.open({ url: database.serviceUrl });
  vault = await testVault(database.keyringUrl, { cacheMs: 0 });
  progress = new Progress(pool);
  revision = -1;
  start();
});

afterEach(async () => {
  await runner.stop();
  await store.close();
  await vault.close();
  await pool.end();
  await database.drop();
});

function start(hooks: ProjectionHooks = {}): void {
  const projections = [new RecordsProjection(), new LookupsProjection(vault, pool, progress)];
  const leases = new Leases(pool, { askMs: 20 });
  const options = { backOffMs: 1, maxBackOffMs: 20, retryFailedMs: 50, leases, hooks };
  runner = new ProjectionRunner(pool, store, stored => types.read(stored), projections, progress, options);
  runner.start();
}

/** Given an event with these values, appended and sealed. */
async function given<T extends SubjectEventType>(
  type: T,
  data: SubjectEventData[T],
  values: Readonly<Record<string, Json>> = {},
): Promise<EventRecord> {
  const record: EventRecord = {
    id: randomId(),
    type,
    v: 1,
    stream: `subject-${JAN}`,
    time: '2026-11-24T10:00:00.000Z',
    command: randomId(),
    fingerprint: 'Zmlyc3Q',
    actor: { role: 'service', id: 'webshop' },
    catalogue: '2018-05-25',
    data,
  };
  const [one] = await sealed(vault, [record], values);
  await store.append(record.stream, revision < 0 ? 'no-stream' : revision, [encodeRecord(one!)]);
  revision += 1;
  return one!;
}

const envelope = (purpose: string, ...names: string[]) => ({
  key: '',
  box: '',
  purpose,
  period: 'contract',
  commitments: Object.fromEntries(names.map(name => [name, ''])),
});

function ofContract(version: number, values: Readonly<Record<string, Json>>) {
  const names = Object.keys(values);
  return {
    purpose: 'contract/1',
    basis: 'A6-1-b' as const,
    versions: Object.fromEntries(names.map(name => [name, version])),
    sealed: envelope('contract', ...names),
  };
}

async function collected(values: Readonly<Record<string, Json>>): Promise<EventRecord> {
  return given('DataCollected', { source: 'subject', purposes: [ofContract(1, values)] }, values);
}

async function corrected(version: number, values: Readonly<Record<string, Json>>): Promise<EventRecord> {
  const purposes = [ofContract(version, values)];
  return given('DataCorrected', { source: 'subject', channel: 'application', purposes }, values);
}

async function foundBy(familyName: string, postalCode: string): Promise<boolean> {
  await progress.waitFor('lookups', (await store.head())!, 10_000);
  const found = await vault.find('name-postcode', lookupForm('name-postcode', { familyName, postalCode }));
  return found.some(({ owner }) => owner === OWNER);
}

test('P05: a subject is found by what it gave, in whatever form it is asked for', async () => {
  await given('SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25' });
  await collected({
    familyName: 'Peeters',
    address: HOME,
    email: 'Jan@Example.be',
    telephone: '+3291234567',
  });
  await given(
    'DomainLinked',
    { link: randomId(), role: 'payer', extension: 'be', sealed: envelope('contract', 'domain') },
    { domain: 'peeters.be' },
  );
  expect(await foundBy('PEETERS', '9000')).toBe(true);
  for (const [kind, value] of [
    ['email', lookupForm('email', 'jan@example.be')],
    ['telephone', '+3291234567'],
    ['domain-payer', 'peeters.be'],
  ] as const) {
    expect(await vault.find(kind, value)).toEqual([{ owner: OWNER }]);
  }
});

test('P05: after name and address were corrected apart, it is found by the two together', async () => {
  await given('SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25' });
  await collected({ familyName: 'Peeters', address: HOME });
  await corrected(2, { familyName: 'Janssens' });
  expect(await foundBy('Janssens', '9000')).toBe(true);
  await corrected(2, { address: { ...HOME, postalCode: '2000' } });
  expect(await foundBy('Janssens', '2000')).toBe(true);
  expect(await foundBy('Peeters', '2000')).toBe(false);
});

test('applied again, it changes nothing', async () => {
  await given('SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25' });
  await collected({ familyName: 'Peeters', address: HOME, email: 'jan@example.be' });
  expect(await foundBy('Peeters', '9000')).toBe(true);
  const rows = () => onKeyring(database.keyringUrl, 'select to_jsonb(l) as row from lookups l order by 1');
  const before = await rows();
  await runner.stop();
  await pool.query("update checkpoints set position = null where projection = 'lookups'");
  progress = new Progress(pool);
  start();
  expect(await foundBy('Peeters', '9000')).toBe(true);
  expect(await rows()).toEqual(before);
  expect(before).toHaveLength(2);
});

test('a fenced key leaves no look-up; a missing key is an outage that all see, no event is at fault, and it recovers with the key', async () => {
  await given('SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25' });
  await runner.stop();
  await collected({ familyName: 'Peeters', address: HOME, email: 'jan@example.be' });
  const keys = await onKeyring<object>(database.keyringUrl, 'delete from keys returning *');
  const troubles: { outage: boolean }[] = [];
  start({ troubled: trouble => troubles.push(trouble) });
  await expect(progress.waitFor('lookups', (await store.head())!, 10_000)).rejects.toMatchObject({
    code: 'projection-behind',
  });
  const { failure } = await projectionState(pool, 'lookups');
  expect(failure).toEqual({ error: 'KeyUnavailable' });
  expect(troubles).not.toEqual([]);
  expect(troubles.filter(({ outage }) => !outage)).toEqual([]);
  expect((await projectionState(pool, 'records')).status).toBe('running');

  const row = JSON.stringify(keys);
  await onKeyring(
    database.keyringUrl,
    'insert into keys select * from json_populate_recordset(null::keys, $1)',
    [row],
  );
  const found = await vault.keysOf(OWNER);
  await vault.fence([found[0]!.key], { owner: OWNER });
  await until(
    () => projectionState(pool, 'lookups'),
    ({ status }) => status === 'running',
    10_000,
  );
  expect(await foundBy('Peeters', '9000')).toBe(false);
});
