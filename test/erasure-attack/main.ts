import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { QueryBus } from '@nestjs/cqrs';
import { Client } from 'pg';
import { RecordSignIn } from '#features/portal/commands/record-sign-in';
import type { RequestContent } from '#libs/commands';
import { readConfig } from '#libs/config';
import { decodeRecord, encodeRecord } from '#libs/event-store';
import { FEATURES } from '#libs/features';
import { accessStream, Looks } from '#libs/features/access';
import { ApproveErasure, BeginErasure, ResumeErasure, ReadErasure } from '#libs/features/erasure';
import { AttestDestruction, RecordActivation, RecordRetirement } from '#libs/features/master-keys';
import { lookupValues } from '#libs/features/records';
import {
  Correct,
  LinkLogin,
  Register,
  StartService,
  subjectOwner,
  subjectStream,
  subjectStreamOf,
} from '#libs/features/subjects';
import { type Json } from '#libs/kernel';
import { migrateAll, projectionRunner } from '#libs/platform';
import { createSecretsFile, type Envelope } from '#libs/vault';
import { Rotation } from '#libs/vault/postgres';
import { startEmbedded } from '#tools/embedded-postgres';
import { decodeSecrets, type Secrets } from '../../libs/vault/secrets';
import { TEST_SECRETS } from '../../libs/vault/testing';
import { temporaryFolder } from '../setup/app';
import { Core } from '../setup/core';
import { until } from '../setup/until';
import { attack, type Found, type Target } from './attack';

/**
 * What a copy of everything still gives back of people who were erased: database files, write-ahead log, dumps of the keyring
 * and secrets files of four moments. More than nothing at the control moment, nothing at the last, or it fails.
 */
const PEOPLE = 6;
const RANGE = 256;
const ADDRESS = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(json: string | undefined): Promise<boolean> {
  const folder = temporaryFolder();
  const secretsFile = join(folder, 'secrets.json');
  const dataDir = join(folder, 'data');
  const postgres = await startEmbedded({ dataDir, say: () => undefined, syncFirst: false });
  let core: Core | undefined;
  try {
    await migrateAll(postgres.urls, FEATURES);
    // An installation of before, so that its old fingerprints and its old look-up key are attacked too.
    await createSecretsFile(secretsFile, TEST_SECRETS);
    const config = readConfig('development', {
      INZAGE_DATA_DIR: dataDir,
      INZAGE_SECRETS_FILE: secretsFile,
      LOG_LEVEL: 'silent',
    });
    core = await Core.open(config, postgres.urls);
    const people: Person[] = [];
    for (let number = 0; number < PEOPLE; number++) people.push(await person(core, number));
    await project(core);

    const moments: { name: string; found: Found }[] = [];
    const copies: { folder: string; dump: Buffer }[] = [];
    const targets = await Promise.all(people.map(each => targetOf(core!, each)));
    const secrets = (): Secrets => decodeSecrets(readFileSync(secretsFile, 'utf8'), secretsFile);
    const moment = async (name: string): Promise<void> => {
      copies.push(await copyOf(postgres.superuserUrl, postgres.urls.keyring, dataDir, join(folder, name)));
      const found = attack(
        targets,
        secrets(),
        copies.map(each => each.folder),
        copies.map(each => each.dump),
      );
      moments.push({ name, found });
      say(`${name.padEnd(10)} ${JSON.stringify(found)}`);
    };

    await moment('control');
    await Promise.all(people.map(({ subject }) => erase(core!, subject)));
    await moment('fenced');
    const rotation = new Rotation({
      keyringUrl: postgres.urls.keyring,
      secretsFile,
      logId: core.store.logId,
    });
    const { bus } = core;
    await rotation.announce();
    await until(
      () => rotation.readyToActivate().catch(() => undefined),
      ready => ready === 2,
    );
    await bus.execute(new RecordActivation(2));
    await rotation.activate(2);
    const left = await rotation.rewrap(
      owner => lookupValues(core!.store, core!.vault, owner),
      () => undefined,
    );
    if (left > 0) throw new Error(`${left} look-up rows could not be made anew`);
    await moment('rewrapped');
    await rotation.endFingerprints();
    await rotation.retire();
    await bus.execute(new RecordRetirement(1));
    await until(
      () => core!.vault.holdersOf(1),
      holders => holders.length === 0,
    );
    for (const officer of [randomUUID(), randomUUID()])
      await bus.execute(
        new AttestDestruction(1, {
          commandId: randomUUID(),
          actor: { role: 'privacy-officer', id: officer },
          dryRun: false,
        }),
      );
    const [{ state, erasure }] = (await reached(core, people)) as [{ state: string; erasure: string }];
    // Attested: of the secrets file every copy with the old epoch is gone. All other copies are still there.
    await moment('attested');
    await rotation.close();

    const [control, last] = [moments[0]!.found, moments.at(-1)!.found];
    const passed =
      Object.values(control).every(count => count > 0) &&
      Object.values(last).every(count => count === 0) &&
      state === 'irrecoverable';
    say(`${passed ? 'passed' : 'FAILED'}: erasure ${erasure} is ${state}`);
    if (json)
      writeFileSync(
        json,
        `${JSON.stringify({ people: PEOPLE, range: RANGE, moments, state, passed }, null, 2)}\n`,
      );
    return passed;
  } finally {
    await core?.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Person {
  readonly subject: string;
  readonly email: string;
  readonly login: string;
  readonly ip: number;
}

function asked(route: string, body: Json): RequestContent {
  const whole = { body, ifMatch: null, params: {}, route };
  return { whole, before: whole, clear: { body: {}, ifMatch: null, params: {}, route } };
}

const signInOf = (last: number): RequestContent => asked('sign-in', { ipAddress: `198.51.100.${last}` });

async function person(core: Core, number: number): Promise<Person> {
  const subject = randomUUID();
  const made = {
    subject,
    email: `an${number}@example.be`,
    login: `login${number}`,
    ip: (number * 37 + 5) % RANGE,
  };
  const actor = { role: 'service', id: 'webshop' } as const;
  const context = (request?: RequestContent) => ({ commandId: randomUUID(), actor, dryRun: false, request });
  const values = {
    familyName: `Peeters${number}`,
    givenName: 'An',
    address: ADDRESS,
    email: `old${number}@example.be`,
  };
  const asking = (name: string, body: object) => context(asked(name, body as Json));
  const registration = {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
  } as const;
  await core.bus.execute(new Register(subject, registration, asking('register', registration)));
  const hosting = { type: 'hosting' } as const;
  await core.bus.execute(new StartService(subject, hosting, asking('start-service', hosting)));
  const link = { login: made.login };
  await core.bus.execute(new LinkLogin(subject, link, asking('link-login', link)));
  const { version } = (await core.runner.load(subjectStreamOf(subject))).state;
  const correction = { values: { email: made.email }, channel: 'application' } as const;
  await core.bus.execute(new Correct(subject, correction, asking('correct', correction), version));
  const signIn = { ipAddress: `198.51.100.${made.ip}` };
  await core.bus.execute(new RecordSignIn(subject, signIn, context(signInOf(made.ip))));
  await core.get(Looks).search('email', [subject], 'customer-care', context());
  await oldSignIn(core, made);
  return made;
}

/** As the service wrote it before: a fingerprint of version 1 over the whole request. */
async function oldSignIn(core: Core, { subject, ip }: Person): Promise<void> {
  const stream = accessStream(subject);
  const before = await core.store.readStream(stream, { direction: 'backwards', limit: 1 });
  const record = decodeRecord(
    (await core.store.readStream(stream)).find(({ type }) => type === 'SignedIn')!.bytes,
  );
  const id = randomUUID();
  const { sealed } = record.data as { sealed: { purpose: string; period: string } };
  const [anew] = await core.vault.seal(id, [
    {
      owner: subjectOwner(subject),
      purpose: sealed.purpose,
      period: sealed.period,
      values: { ipAddress: `198.51.100.${ip}` },
    },
  ]);
  const old = {
    ...record,
    id,
    command: randomUUID(),
    fingerprint: core.vault.fingerprintOfBefore(signInOf(ip).whole)!,
    data: { ...(record.data as object), sealed: anew },
  };
  await core.store.append(stream, before[0]!.revision, [encodeRecord(old)]);
}

async function project(core: Core): Promise<void> {
  const runner = projectionRunner(core.container);
  runner.start();
  const head = (await core.store.head())!;
  for (const name of ['records', 'lookups']) await core.progress.waitFor(name, head, 30_000);
  await runner.stop();
}

/** All that an attacker knows or may think likely, from the log that everybody may have. */
async function targetOf(core: Core, { subject, email, login, ip }: Person): Promise<Target> {
  const owner = subjectOwner(subject);
  const envelopes: { eventId: string; envelope: Envelope; scope: Target['envelopes'][number]['scope'] }[] =
    [];
  const fingerprints: Target['fingerprints'][number][] = [];
  for (const stream of [subjectStream(subject), accessStream(subject)])
    for (const { bytes } of await core.store.readStream(stream, { limit: 500 })) {
      const { id, type, data, fingerprint } = decodeRecord(bytes);
      const sealed = sealedIn(data);
      for (const { key, box, purpose, period } of sealed)
        envelopes.push({ eventId: id, envelope: { key, box }, scope: { owner, purpose, period } });
      if (type === 'SignedIn' && fingerprint)
        fingerprints.push({
          kept: fingerprint,
          keys: [...new Set(sealed.map(({ key }) => key))].sort(),
          requests: Array.from({ length: RANGE }, (_, last) => signInOf(last)),
        });
    }
  const lookups = await lookupValues(core.store, core.vault, owner);
  return { owner, values: [email, login, `198.51.100.${ip}`], lookups, envelopes, fingerprints };
}

interface SealedIn extends Envelope {
  readonly purpose: string;
  readonly period: string;
}

function sealedIn(data: unknown): SealedIn[] {
  if (typeof data !== 'object' || data === null) return [];
  return 'box' in data ? [data as SealedIn] : Object.values(data).flatMap(sealedIn);
}

async function erase({ bus }: Core, subject: string): Promise<void> {
  const context = (id = 'olivia') => ({
    commandId: randomUUID(),
    actor: { role: 'privacy-officer', id } as const,
    dryRun: false,
  });
  const ground = { reason: 'unlawful', finding: 'kept-too-long' } as const;
  await bus.execute(new ApproveErasure(subject, ground, context('pieter')));
  const body = { scope: { of: 'subject' }, ...ground } as const;
  const { events } = await bus.execute(new BeginErasure(subject, body, context()));
  const { erasure } = events.find(({ type }) => type === 'ErasureBegun')!.data as { erasure: string };
  await bus.execute(new ResumeErasure(subject, erasure, context()));
}

async function reached(core: Core, people: readonly Person[]): Promise<unknown[]> {
  return Promise.all(
    people.map(async ({ subject }) => {
      const { state } = await core.runner.load(subjectStreamOf(subject));
      const [erasure] = Object.keys(state.erasures) as [string];
      const { state: how, wanting } = await core.get(QueryBus).execute(new ReadErasure(subject, erasure));
      return { erasure, state: how, wanting };
    }),
  );
}

/** The files of the whole server as they stand, and what a dump of the keyring has. */
async function copyOf(
  superuserUrl: string,
  keyringUrl: string,
  dataDir: string,
  to: string,
): Promise<{ folder: string; dump: Buffer }> {
  await sql(superuserUrl, 'checkpoint');
  const cluster = join(dataDir, 'postgres', 'cluster');
  if (!existsSync(cluster)) throw new Error('the files of the embedded PostgreSQL are elsewhere');
  mkdirSync(to);
  for (const part of ['base', 'pg_wal']) cpSync(join(cluster, part), join(to, part), { recursive: true });
  const rows = [
    ...(await sql(keyringUrl, 'select wrapped as bytes from keys')),
    ...(await sql(keyringUrl, 'select blind as bytes from lookups union all select blind from actors')),
    ...(await sql(keyringUrl, 'select box as bytes from lookups where box is not null')),
  ] as { bytes: Buffer }[];
  // With the header that a row in a file has, so that all are looked for alike.
  const dump = Buffer.concat(rows.flatMap(({ bytes }) => [Buffer.of(((bytes.length + 1) << 1) | 1), bytes]));
  return { folder: to, dump };
}

async function sql(url: string, text: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as object[];
  } finally {
    await client.end();
  }
}

const { values } = parseArgs({ options: { json: { type: 'string' } } });
void main(values.json).then(
  passed => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
