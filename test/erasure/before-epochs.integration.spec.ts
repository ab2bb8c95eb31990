import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { QueryBus } from '@nestjs/cqrs';
import { readConfig } from '#libs/config';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { ReadErasure } from '#libs/features/erasure';
import { AttestDestruction, RecordActivation, RecordRetirement } from '#libs/features/master-keys';
import { lookupValues } from '#libs/features/records';
import { subjectOwner, subjectStream, subjectStreamOf } from '#libs/features/subjects';
import { decodeRecord, encodeRecord } from '#libs/event-store';
import { migrateAll, openLog } from '#libs/platform';
import { createSecretsFile } from '#libs/vault';
import { Rotation } from '#libs/vault/postgres';
import { keyringMigrations, migrateKeyring } from '../../libs/vault/migrations';
import { decodeSecrets } from '../../libs/vault/secrets';
import { onKeyring } from '../../libs/vault/testing';
import { temporaryFolder } from '../setup/app';
import { Core } from '../setup/core';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { until } from '../setup/until';

/**
 * An installation of before the epochs of the master key (ADR 0026), as the program of then left it: log, keyring and secrets
 * file. Of its two subjects the first was erased, and of the second one field.
 */
const BEFORE = JSON.parse(readFileSync(join(__dirname, 'before-epochs.json'), 'utf8')) as {
  readonly log: string;
  readonly secrets: object;
  readonly subjects: readonly [string, string];
  readonly events: readonly { readonly stream: string; readonly text: string }[];
  readonly keyring: Readonly<Record<string, readonly string[]>>;
};
const [GONE, PART] = BEFORE.subjects;

let database: TestDatabase;
let folder: string;
let core: Core;
let rotation: Rotation;

beforeAll(async () => {
  database = await freshDatabase();
  folder = temporaryFolder();
  const { ownerUrl, serviceUrl, superUrl, keyringUrl } = database;
  const urls = { owner: ownerUrl, service: serviceUrl, keyring: keyringUrl };
  const epochs = keyringMigrations.findIndex(({ name }) => name.startsWith('MasterKeyEpochs'));
  await migrateKeyring(keyringUrl, keyringMigrations.slice(0, epochs));
  for (const [table, rows] of Object.entries(BEFORE.keyring))
    for (const row of rows)
      await onKeyring(keyringUrl, `insert into ${table} select (r).* from (select $1::${table} as r) t`, [
        row,
      ]);
  await migrateAll(urls, FEATURES);
  await onKeyring(superUrl, 'update log set id = $1', [BEFORE.log]);
  const secretsFile = join(folder, 'secrets.json');
  await createSecretsFile(
    secretsFile,
    decodeSecrets(JSON.stringify(BEFORE.secrets), 'the secrets of before'),
  );
  const store = await openLog({}, urls, new Composition(FEATURES));
  for (const stream of new Set(BEFORE.events.map(event => event.stream)))
    await store.append(
      stream,
      'no-stream',
      BEFORE.events
        .filter(event => event.stream === stream)
        .map(({ text }) => ({ ...encodeRecord(decodeRecord(Buffer.from(text))), bytes: Buffer.from(text) })),
    );
  await store.close();
  const settings = { INZAGE_DATA_DIR: folder, INZAGE_SECRETS_FILE: secretsFile };
  core = await Core.open(readConfig('development', settings), urls);
  rotation = new Rotation({ keyringUrl, secretsFile, logId: BEFORE.log });
});
afterAll(async () => {
  await rotation.close();
  await core.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Of each event of a subject that has an envelope: its type and whether it opens. */
async function opened(subject: string): Promise<string[]> {
  const found: string[] = [];
  for (const { id, type, bytes } of await core.store.readStream(subjectStream(subject))) {
    const envelopes: { key: string; box: string }[] = [];
    JSON.parse(bytes.toString('utf8'), (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'box' in value) envelopes.push(value as never);
      return value;
    });
    for (const envelope of envelopes) found.push(`${type} ${(await core.vault.open(id, envelope)).state}`);
  }
  return found;
}

async function reached(subject: string): Promise<{ state: string; wanting: readonly object[] }> {
  const { erasures } = (await core.runner.load(subjectStreamOf(subject))).state;
  const [erasure] = Object.keys(erasures) as [string];
  const { state, wanting } = await core.get(QueryBus).execute(new ReadErasure(subject, erasure));
  return { state, wanting };
}

/** A key of the contract's was fenced with the field; what stays of its values was sealed anew. */
const OPEN = ['DataCollected erased', 'LoginLinked open', 'DataResealed open'];

test('events of version 1 are read as version 2, with the epoch that they have; their bytes stay', async () => {
  const ends: unknown[] = [];
  for (const subject of BEFORE.subjects)
    for (const stored of await core.store.readStream(subjectStream(subject))) {
      if (!stored.type.endsWith('Erased')) continue;
      const { type, v, data } = core.types.read(stored);
      ends.push([type, decodeRecord(stored.bytes).v, v, (data as { epoch: number }).epoch]);
      expect(BEFORE.events.map(({ text }) => text)).toContain(stored.bytes.toString('utf8'));
    }
  expect(ends).toEqual([
    ['SubjectErased', 1, 2, 1],
    ['DataErased', 1, 2, 1],
  ]);
});

test('who was erased stays erased; what was not is read, and found by its look-up of before', async () => {
  expect(await opened(GONE)).toEqual(['DataCollected erased', 'LoginLinked erased']);
  expect(await opened(PART)).toEqual(OPEN);
  expect(await core.vault.find('login', 'part')).toEqual([{ owner: subjectOwner(PART) }]);
  expect(await core.vault.find('login', 'gone')).toEqual([]);
});

test('it waits for the end of the old fingerprints, and of the one epoch that there was', async () => {
  for (const subject of BEFORE.subjects)
    expect(await reached(subject)).toEqual({
      state: 'fenced',
      wanting: [
        { what: 'fingerprints', by: 'operator' },
        { what: 'next-epoch', epoch: 1, by: 'operator' },
      ],
    });
});

test('after a rotation, with the fingerprints ended and the epoch attested, no copy undoes it; the rest is read', async () => {
  const epoch = await rotation.announce();
  await until(
    () => rotation.readyToActivate().catch(() => undefined),
    ready => ready === epoch,
  );
  await core.bus.execute(new RecordActivation(epoch));
  await rotation.activate(epoch);
  const values = (owner: string): ReturnType<typeof lookupValues> =>
    lookupValues(core.store, core.vault, owner);
  expect(await rotation.rewrap(values, () => undefined)).toBe(0);
  await rotation.endFingerprints();
  await rotation.retire();
  await core.bus.execute(new RecordRetirement(1));
  await until(
    () => core.vault.holdersOf(1),
    holders => holders.length === 0,
  );
  for (const id of [randomUUID(), randomUUID()])
    await core.bus.execute(
      new AttestDestruction(1, {
        commandId: randomUUID(),
        actor: { role: 'privacy-officer', id },
        dryRun: false,
      }),
    );
  for (const subject of BEFORE.subjects)
    expect(await reached(subject)).toEqual({ state: 'irrecoverable', wanting: [] });
  expect(await opened(PART)).toEqual(OPEN);
  expect(await core.vault.find('login', 'part')).toEqual([{ owner: subjectOwner(PART) }]);
});
