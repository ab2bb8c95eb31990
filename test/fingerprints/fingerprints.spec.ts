import { randomUUID } from 'node:crypto';
import type { RequestContent } from '#libs/commands';
import { decodeRecord, encodeRecord, type EventRecord } from '#libs/event-store';
import { accessStream } from '#libs/features/access';
import { Looks } from '#libs/features/access';
import { RecordSignIn } from '#features/portal/commands/record-sign-in';
import {
  Collect,
  Register,
  Restrict,
  StartService,
  subjectOwner,
  subjectStream,
} from '#libs/features/subjects';
import { canonicalBytes, type Json } from '#libs/kernel';
import { TEST_SECRETS } from '../../libs/vault/testing';
import { TestCore } from '../setup/core';

/** A fingerprint of a request dies with the values that it was made of (ADR 0021). */

const ADDRESS = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const CONTRACT = { familyName: 'Peeters', givenName: 'Jan', address: ADDRESS, email: 'jan@example.be' };

let own: TestCore;
beforeAll(async () => {
  // Of an installation of before: it can make fingerprints of version 1 still.
  own = await TestCore.open(undefined, undefined, TEST_SECRETS);
});
afterAll(() => own.close());

function asked(route: string, body: Json, clear: Json = {}): RequestContent {
  const whole = { body, ifMatch: null, route, params: {} };
  return { whole, before: whole, clear: { body: clear, ifMatch: null, route, params: {} } };
}

async function customer(values: object = CONTRACT, commandId = randomUUID()) {
  const subject = randomUUID();
  const collect = [{ purpose: 'contract', values }];
  const body = { kind: 'natural-person', policy: '2018-05-25', collect } as const;
  const request = asked('POST /v1/subjects', body as unknown as Json);
  await own.carryOut(Register, subject, body as never, { commandId, request });
  return { subject, body, request, commandId };
}

async function records(stream: string): Promise<EventRecord[]> {
  const stored = await own.core.store.readStream(stream, { limit: 500 });
  return stored.map(({ bytes }) => decodeRecord(bytes));
}

async function erase(subject: string): Promise<void> {
  const { vault } = own.core;
  const owner = subjectOwner(subject);
  await vault.fence(
    (await vault.keysOf(owner)).map(({ key }) => key),
    { owner, whole: true },
  );
}

/** Everything that the secrets file alone makes of a request. */
function findable({ whole, clear }: RequestContent): (string | undefined)[] {
  const { vault } = own.core;
  return [
    vault.fingerprintOfBefore(whole),
    vault.clearFingerprint(whole),
    vault.clearFingerprint(clear),
  ].flatMap(text => [text, `c-${text}`, `k-${text}`]);
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    answer => ((answer as { repeated?: boolean }).repeated ? 'repeated' : 'done'),
    (error: { code: string }) => error.code,
  );
}

describe('given a sign-in with an address (P06)', () => {
  const ipOf = (last: number): RequestContent =>
    asked('POST /v1/subjects/:subject/sign-ins', { ipAddress: `198.51.100.${last}` });

  async function signIn(subject: string, last: number, commandId: string): Promise<unknown> {
    const context = { ...own.context(commandId), request: ipOf(last) };
    return own.core.bus.execute(new RecordSignIn(subject, { ipAddress: `198.51.100.${last}` }, context));
  }

  test('the log and the secrets file do not tell it by trying; the living key does, and not after the erasure', async () => {
    const [{ subject }, command] = [await customer(), randomUUID()];
    await own.carryOut(StartService, subject, { type: 'hosting' });
    await signIn(subject, 77, command);
    const [{ fingerprint, data }] = (await records(accessStream(subject))) as [EventRecord];
    const { key } = (data as { sealed: { key: string } }).sealed;
    const all = Array.from({ length: 256 }, (_, last) => ipOf(last));

    expect(all.flatMap(findable)).not.toContain(fingerprint);
    const keyed = await Promise.all(
      all.map(async ({ whole }) => `k-${await own.core.vault.fingerprint([key], whole)}`),
    );
    expect(keyed.indexOf(fingerprint!)).toBe(77);

    await erase(subject);
    expect(await own.core.vault.fingerprint([key], all[77]!.whole)).toBeUndefined();
  });

  test('a retry is answered as before, another address under the same key is refused; once erased, nobody can tell', async () => {
    const [{ subject }, command] = [await customer(), randomUUID()];
    await own.carryOut(StartService, subject, { type: 'hosting' });
    const attempt = (last: number): Promise<string> => problemOf(signIn(subject, last, command));
    expect([await attempt(1), await attempt(1), await attempt(2)]).toEqual([
      'done',
      'repeated',
      'idempotency-key-reused',
    ]);
    await erase(subject);
    expect([await attempt(1), await attempt(2)]).toEqual(['repeated', 'repeated']);
  });
});

describe('given a command whose values are sealed under several keys', () => {
  test('its fingerprint ends with the first of them', async () => {
    const { subject, request } = await customer();
    const [first] = (await records(subjectStream(subject))) as [EventRecord];
    const keys = (await own.core.vault.keysOf(subjectOwner(subject))).map(({ key }) => key).sort();
    const { vault } = own.core;
    const other = (
      await vault.renewKey({ owner: subjectOwner(subject), purpose: 'other', period: 'contract' }, 0)
    ).key;
    expect(first.fingerprint).toBe(`k-${await vault.fingerprint(keys, request.whole)}`);
    const both = await vault.fingerprint([...keys, other], request.whole);
    expect(await vault.fingerprint([other, ...keys], request.whole)).toBe(both);
    expect(both).not.toBe(await vault.fingerprint(keys, request.whole));
    await vault.fence([other], { owner: subjectOwner(subject) });
    expect(await vault.fingerprint([...keys, other], request.whole)).toBeUndefined();
  });

  test('a retry after its scope got another key is the same request still', async () => {
    const { subject, body, request, commandId } = await customer();
    const { vault } = own.core;
    const { purpose, period, generation } = (await vault.keysOf(subjectOwner(subject)))[0]!;
    await vault.renewKey({ owner: subjectOwner(subject), purpose, period }, generation);
    const again = (asking: RequestContent): Promise<string> =>
      problemOf(own.carryOut(Register, subject, body as never, { commandId, request: asking }));
    expect(await again(request)).toBe('repeated');
    expect(await again({ ...request, whole: 'another' })).toBe('idempotency-key-reused');
    // Another process, which does not have the stream in memory, appends and is told by the log.
    const another = await own.another();
    const elsewhere = another.carryOut(Register, subject, body as never, { commandId, request });
    expect(await problemOf(elsewhere)).toBe('repeated');
    await another.close();
  });
});

describe('given a command that seals nothing', () => {
  test('its fingerprint is made of what can hold nothing personal, and tells a retry by that', async () => {
    const [{ subject }, commandId] = [await customer(), randomUUID()];
    const body = { ground: 'accuracy-contested' } as const;
    const restrict = (clear: Json): Promise<string> =>
      problemOf(
        own.carryOut(Restrict, subject, body, {
          commandId,
          request: asked('restrict', 'Jan Peeters', clear),
        }),
      );
    expect(await restrict({ ground: 'a' })).toBe('done');
    const last = (await records(subjectStream(subject))).at(-1)!;
    expect(last.fingerprint).toBe(
      `c-${own.core.vault.clearFingerprint(asked('restrict', null, { ground: 'a' }).clear)}`,
    );
    expect([await restrict({ ground: 'a' }), await restrict({ ground: 'b' })]).toEqual([
      'repeated',
      'idempotency-key-reused',
    ]);
  });

  test('looks, searches and refusals keep none', async () => {
    const { subject } = await customer();
    const looks = own.core.get(Looks);
    await looks.record(subject, 'record', 'customer-care', own.context());
    await looks.search('email', [], 'customer-care', own.context());
    const collect = own.carryOut(
      Collect,
      subject,
      { purpose: 'contract', source: 'subject', values: { dateOfBirth: '1980-01-01' } } as never,
      { request: asked('collect', { dateOfBirth: '1980-01-01' }) },
    );
    await expect(collect).rejects.toMatchObject({ code: 'field-not-needed' });
    const kept = [
      ...(await records(accessStream(subject))),
      ...(await records('access-searches-webshop')),
      ...(await records(`refusal-${subject}`)),
    ];
    expect(kept.map(({ type, fingerprint }) => [type, fingerprint])).toEqual([
      ['RecordLooked', undefined],
      ['SubjectsSearched', undefined],
      ['ProcessingRefused', undefined],
    ]);
  });
});

describe('given an event of before, with a fingerprint of version 1', () => {
  test('a retry is compared as then, while the old key is there', async () => {
    const { subject } = await customer();
    const { store, vault, clock } = own.core;
    const commandId = randomUUID();
    const request = asked('POST /v1/subjects/:subject/restrict', { ground: 'accuracy-contested' });
    // The bytes that the service wrote before: all members in order, the fingerprint 43 characters.
    const record: EventRecord = {
      actor: { id: 'webshop', role: 'service' },
      catalogue: '2018-05-25',
      command: commandId,
      data: { ground: 'accuracy-contested' },
      fingerprint: vault.fingerprintOfBefore(request.before!)!,
      id: vault.idFrom(commandId, 'event'),
      stream: subjectStream(subject),
      time: clock.now().toISOString(),
      type: 'ProcessingRestricted',
      v: 1,
    };
    const before = canonicalBytes(record);
    await store.append(record.stream, (await records(record.stream)).length - 1, [encodeRecord(record)]);
    const again = (asking: RequestContent): Promise<string> =>
      problemOf(
        own.carryOut(Restrict, subject, { ground: 'accuracy-contested' }, { commandId, request: asking }),
      );
    expect(await again(request)).toBe('repeated');
    expect(await again(asked('POST /v1/subjects/:subject/restrict', { ground: 'objection' }))).toBe(
      'idempotency-key-reused',
    );
    const [stored] = await store.findAppend(record.stream, record.id);
    expect(stored!.bytes.equals(before)).toBe(true);
  });
});
