import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryBus } from '@nestjs/cqrs';
import { decodeRecord, UnknownEventType, type StoredEvent, type Upcaster } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { findEntries } from '#libs/register/postgres';
import { onKeyring, TEST_SECRETS } from '#libs/vault/testing';
import { TestClock, TestCore } from '../../../test/setup/core';
import { OpenMediation } from './commands/open-mediation';
import { TellThirdParty } from './commands/tell-third-party';
import { MEDIATION_EVENTS } from './events';
import { mediation } from './mediation.feature';
import { ListMediations } from './queries/list-mediations';
import { ReadMediation } from './queries/read-mediation';
import { mediationStreamOf } from './state';

/**
 * How an event gets another version: what was stored stays as it is, ciphertext and all, and an upcaster makes it what
 * every reader knows. Here as if `MediationOpened` had had another shape once: days by other names, and no language.
 */

const MEDIATION = 'c1f0a3d2-6b7e-8a41-9c52-0d1e2f3a4b5c';
/** The event as a program of then wrote it: canonical JSON, the third party's values sealed. */
const STORED = readFileSync(join(__dirname, 'testing/mediation-opened.v1.ndjson')).subarray(0, -1);
/** The row of the keyring with the key of those values, wrapped under the test's master key. */
const KEY = {
  id: '0afcae16-a747-8bbb-8ed6-1693df7e04c8',
  wrapped: 'AexQFBbAlAZO6E7TePz83hfpFdZKbIxMewzc5UfTrRfOH85rg9F0Ht+aWwEuT2LSmAiX/mAfyJkA8OiA/A==',
};

/** Version 1 to version 2. It sees what is sealed as bytes, and keeps it. */
const toSecond: Upcaster = data => {
  const { answerUntil, ends, ...rest } = data as { answerUntil: string; ends: string };
  return { ...rest, language: 'nl', until: answerUntil, latest: ends };
};
/** Those that the program has by itself: what they take for version 1 is version 2 here. */
const OURS = MEDIATION_EVENTS.MediationOpened;
/** The program after the walk "a version of an event": one upcaster more. */
const raised = new Composition(
  FEATURES.map(feature =>
    feature === mediation
      ? { ...feature, events: { ...feature.events, MediationOpened: [toSecond, ...OURS] } }
      : feature,
  ),
);

const clock = new TestClock(new Date('2026-03-04T10:00:00.000Z'));
let own: TestCore;
let stored: StoredEvent;
beforeAll(async () => {
  own = await TestCore.open(
    clock,
    builder => builder.overrideProvider(Composition).useValue(raised),
    TEST_SECRETS,
  );
  await onKeyring(
    own.database.keyringUrl,
    `insert into keys (key_id, owner, purpose, period, generation, wrapped, epoch, created_at)
     values ($1, $2, 'mediation', 'matter', 1, decode($3, 'base64'), 1, '2026-03-02T09:15:00Z')`,
    [KEY.id, `mediation:${MEDIATION}`, KEY.wrapped],
  );
  const { id, type, stream, command } = decodeRecord(STORED);
  const event = { id, type, bytes: STORED, commandId: command, fingerprint: '-' };
  await own.core.store.append(stream, 'no-stream', [event]);
  [stored] = (await own.core.store.readStream(stream, { from: 0, limit: 1 })) as [StoredEvent];
});
afterAll(() => own?.close());

const ask = <T>(query: object): Promise<T> => own.core.container.get(QueryBus).execute(query as never);

test('the log holds the old bytes, and its reader gives the shape of today', () => {
  expect(stored.bytes.equals(STORED)).toBe(true);
  const { v, data } = own.core.types.read(stored);
  expect(v).toBe(OURS.length + 2);
  expect(data).toMatchObject({ language: 'nl', until: '2026-03-23', latest: '2026-04-06' });
  expect(data).toHaveProperty('sealed', (decodeRecord(STORED).data as { sealed: object }).sealed);
});

test('without the upcaster the same bytes say nothing of the days', () => {
  const { data } = new Composition(FEATURES).eventTypes().read(stored);
  expect(data).not.toHaveProperty('until');
});

test('a decision stands on it, and its values open', async () => {
  const { state } = await own.core.runner.load(mediationStreamOf(MEDIATION));
  expect(state).toMatchObject({ status: 'open', language: 'nl', until: '2026-03-23', latest: '2026-04-06' });
  const body = { channel: 'email', on: '2026-03-04' } as const;
  const told = await own.core.bus.execute(new TellThirdParty(MEDIATION, body, own.context()));
  expect(told).toMatchObject({ outcome: 'done', state: { told: '2026-03-04', until: '2026-03-23' } });
  const opened = await ask(new ReadMediation(MEDIATION, 'mediation', own.context()));
  expect(opened).toMatchObject({
    thirdParty: {
      domain: 'bakkerij-peeters.be',
      familyName: 'Declercq',
      givenName: 'An',
      email: 'an.declercq@example.be',
      message: 'Is deze naam te koop?',
    },
  });
});

test('the list, the timers and the register are those of an event of today; the register hashes what is stored', async () => {
  await own.project();
  expect(await ask(new ListMediations({}, undefined))).toEqual({
    mediations: [
      {
        mediation: MEDIATION,
        opened: '2026-03-02T09:15:00.000Z',
        until: '2026-03-23',
        latest: '2026-04-06',
        status: 'waiting',
        informed: false,
      },
    ],
  });
  const { rows: timers } = await own.core.pool.query<{ name: string; due: Date }>(
    'select name, due from timers where key = $1 order by name',
    [MEDIATION],
  );
  expect(timers.map(({ name, due }) => [name, due.toISOString()])).toEqual([
    ['mediation/answer-period', '2026-03-23T23:00:00.000Z'],
    ['mediation/latest', '2026-04-06T22:00:00.000Z'],
  ]);
  const { entries } = await findEntries(own.core.pool, { kind: 'mediation-opened' }, { limit: 2 });
  const { commitments } = (decodeRecord(STORED).data as { sealed: { commitments: Record<string, string> } })
    .sealed;
  expect(entries.map(({ entry }) => entry)).toMatchObject([
    {
      event: stored.id,
      eventHash: createHash('sha256').update(STORED).digest('base64url'),
      about: { mediation: MEDIATION, until: '2026-03-23', latest: '2026-04-06' },
      fields: { email: { commitment: commitments.email } },
    },
  ]);
});

test('what is written from now on has the new version, and stops a program that does not know it', async () => {
  const another = randomUUID();
  const body = { domain: 'slagerij-claes.be', familyName: 'Maes', email: 'maes@example.be' };
  await own.core.bus.execute(new OpenMediation(another, body, own.context()));
  const [written] = await own.core.store.readStream(`mediation-${another}`, { from: 0, limit: 1 });
  expect(decodeRecord(written!.bytes)).toMatchObject({ v: OURS.length + 2, data: { language: 'nl' } });
  expect(own.core.types.read(written!)).toEqual(decodeRecord(written!.bytes));
  expect(() => new Composition(FEATURES).eventTypes().read(written!)).toThrow(UnknownEventType);
});
