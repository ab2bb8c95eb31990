import { randomUUID } from 'node:crypto';
import { CATALOGUE_STREAM, digestOf, shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { decodeRecord, encodeRecord } from '#libs/event-store';
import { Register } from '#libs/features/subjects';
import { TestClock, TestCore } from '../../../test/setup/core';
import { RecordLook } from './commands/record-look';
import { RecordSearch } from './commands/record-search';

const DAY_MS = 86_400_000;
const last = shippedCatalogues().at(-1)!;
const NEW = '2026-12-03';
/** Why officers look has another number. */
const next: Catalogue = {
  ...last,
  version: NEW,
  from: NEW,
  purposes: last.purposes.map(each => (each.id === 'audit/1' ? { ...each, id: 'audit/2' } : each)),
};

let own: TestCore;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(new Date('2026-12-01T09:00:00Z'));
  own = await TestCore.open(clock);
});
afterAll(() => own.close());

/** What two officers published in another process, of which this one has heard nothing. */
async function publishElsewhere(): Promise<void> {
  const { store } = own.core;
  const stored = (await store.readStream(CATALOGUE_STREAM)).at(-1)!;
  const data = { version: NEW, from: NEW, digest: digestOf(next), catalogue: next };
  const by = { draft: randomUUID(), draftedBy: randomUUID() };
  const record = { ...decodeRecord(stored.bytes), id: randomUUID(), command: randomUUID() };
  await store.append(CATALOGUE_STREAM, stored.revision, [
    encodeRecord({ ...record, type: 'CatalogueDraftPublished', data: { ...data, ...by } }),
  ]);
}

test('P09, P21 a look is decided and stamped by the version in force, in a process that stood still', async () => {
  const subject = randomUUID();
  const address = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
  const values = { familyName: 'Peeters', givenName: 'Jan', email: 'jan@example.be', address };
  await own.carryOut(Register, subject, {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
  });
  await publishElsewhere();
  const by = () => ({ ...own.context(), actor: { role: 'privacy-officer', id: randomUUID() } as const });
  const audit = { purpose: 'audit' };
  const stamped = async (look: RecordLook | RecordSearch): Promise<unknown> => {
    const [event] = (await own.core.bus.execute(look)).events;
    return [event!.catalogue, (event!.data as { purpose: string }).purpose];
  };
  const search = (): RecordSearch => new RecordSearch({ by: 'email', found: [], ...audit }, by());
  expect(await stamped(search())).toEqual([last.version, 'audit/1']);
  clock.pass(2 * DAY_MS);
  expect(await stamped(new RecordLook(subject, { view: 'record', ...audit }, by()))).toEqual([
    NEW,
    'audit/2',
  ]);
  expect(await stamped(search())).toEqual([NEW, 'audit/2']);
});
