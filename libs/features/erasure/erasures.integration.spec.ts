import { randomUUID } from 'node:crypto';
import { QueryBus } from '@nestjs/cqrs';
import { readRecord, type CustomerRecord } from '#libs/features/records';
import { allEntries } from '#libs/register/postgres';
import {
  AnnounceLifting,
  Collect,
  Correct,
  EndService,
  LiftRestriction,
  LinkDomain,
  LinkIdentity,
  LinkLogin,
  Register,
  Restrict,
  StartService,
  UseFurther,
  lookupForm,
  subjectOwner,
  subjectStreamOf,
} from '#libs/features/subjects';
import { KeyFenced } from '#libs/vault';
import { TestClock, TestCore } from '../../../test/setup/core';
import { withoutKeyCaches } from '../../../test/setup/fencing';
import { until } from '../../../test/setup/until';
import { ApproveErasure } from './commands/approve-erasure';
import { BeginErasure, type BeginErasureBody } from './commands/begin-erasure';
import { ResumeErasure } from './commands/resume-erasure';
import { ExpireSubject } from './commands/expire-subject';
import { ReviewRetention } from './commands/review-retention';
import type { ErasureStep } from './fencing';
import { ForecastRetention } from './queries/forecast-retention';
import { ReadErasure } from './queries/read-erasure';

const START = new Date('2026-11-24T09:00:00Z');
const ADDRESS = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const CONTRACT = { familyName: 'Peeters', givenName: 'Jan', address: ADDRESS };

class Crash extends Error {}
/** The step at which erasures end as if their process did. */
let dying: ErasureStep | undefined;

let own: TestCore;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(START);
  own = await TestCore.open(
    clock,
    withoutKeyCaches(step => {
      if (step === dying) throw new Crash();
    }),
  );
});
afterAll(() => own.close());

/** A customer with a contract, a login, an identity, a .be name and books for the year. */
async function customer(name = `c${randomUUID().slice(0, 8)}`): Promise<string> {
  const subject = randomUUID();
  const email = `${name}@example.be`;
  const collect = [{ purpose: 'contract', values: { ...CONTRACT, email, telephone: '+3292251234' } }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  await own.carryOut(LinkLogin, subject, { login: name });
  await own.carryOut(LinkIdentity, subject, { issuer: 'https://issuer.example', subject: name });
  await own.carryOut(LinkDomain, subject, { domain: `${name}.be`, role: 'holder' });
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'bookkeeping' });
  return subject;
}

const by = (role: 'staff' | 'privacy-officer', id: string) => ({ ...own.context(), actor: { role, id } });

async function begin(subject: string, scope: BeginErasureBody['scope']): Promise<string> {
  const ground = { reason: 'unlawful', finding: 'kept-too-long' } as const;
  const { state } = await own.core.runner.load(subjectStreamOf(subject));
  const approved = { ...ground, ...(scope.of !== 'subject' && { scope }) };
  if (state.erasure === 'none')
    await own.core.bus.execute(new ApproveErasure(subject, approved, by('staff', 'an')));
  const begun = new BeginErasure(subject, { scope, ...ground }, by('privacy-officer', 'olivia'));
  const { events } = await own.core.bus.execute(begun);
  return (events.at(-1)!.data as { erasure: string }).erasure;
}
const resume = (subject: string, erasure: string, by = own): Promise<void> =>
  by.core.bus.execute(new ResumeErasure(subject, erasure, own.context()));

async function erase(subject: string, scope: BeginErasureBody['scope']): Promise<string> {
  const erasure = await begin(subject, scope);
  await resume(subject, erasure);
  return erasure;
}

const record = (subject: string): Promise<CustomerRecord | undefined> =>
  readRecord(own.core.pool, own.core.vault, subject);
const sorted = (values: CustomerRecord['values']): string[] =>
  values.map(value => JSON.stringify(Object.entries(value).sort())).sort();
const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: Error & { code?: unknown }) => error.code ?? `${error.constructor.name}: ${error.message}`,
  );

async function register(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { bytes } of allEntries(own.core.pool, {})) texts.push(bytes.toString('utf8'));
  return texts;
}

/** All envelopes in the log of a subject, and whether they open. */
async function opened(subject: string): Promise<Record<string, number>> {
  const { store, types, vault } = own.core;
  const counts = { open: 0, erased: 0 };
  for (const name of [`subject-${subject}`, `access-${subject}`]) {
    for (const stored of await store.readStream(name)) {
      const found: { key: string; box: string }[] = [];
      JSON.stringify(types.read(stored).data, (_, value: unknown) => {
        if (typeof value === 'object' && value !== null && 'box' in value) found.push(value as never);
        return value;
      });
      for (const envelope of found) counts[(await vault.open(stored.id, envelope)).state] += 1;
    }
  }
  return counts;
}

describe('Art. 17: a subject is erased', () => {
  test('but for what a law keeps; nothing else opens, nothing finds it, and its register stays', async () => {
    const subject = await customer('gone');
    const other = await customer('stays');
    await own.core.vault.pseudonym('https://issuer.example', 'gone');
    await own.project();
    const [before, others] = [await register(), await record(other)];

    const erasure = await erase(subject, { of: 'subject' });
    await own.project();
    const shown = (await record(subject))!;
    expect(shown.values.map(({ field, purpose }) => `${purpose} ${field}`).sort()).toEqual([
      'bookkeeping/1 address',
      'bookkeeping/1 familyName',
      'bookkeeping/1 givenName',
    ]);
    expect(shown.values.every(value => 'value' in value)).toBe(true);
    expect(shown.erasure).toMatchObject({
      erasure,
      state: 'fenced',
      kept: [{ purpose: 'bookkeeping', period: 'fy-2026', until: '2036-12-31' }],
    });
    expect(await opened(subject)).toEqual({ open: 1, erased: 4 });
    const { vault } = own.core;
    for (const [kind, value] of [
      ['login', 'gone'],
      ['domain-holder', 'gone.be'],
      ['identity', lookupForm('identity', { issuer: 'https://issuer.example', subject: 'gone' })],
      ['email', lookupForm('email', 'gone@example.be')],
    ] as const)
      expect(await vault.find(kind, value)).toEqual([]);
    expect(await vault.actorKey('https://issuer.example', 'gone')).toBeUndefined();

    const after = await register();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(text => (JSON.parse(text) as { kind: string }).kind)).toEqual([
      'erasure-approved',
      'erasure-begun',
      'erased',
    ]);
    expect(await record(other)).toEqual(others);
  });

  test('no command, retry or new key brings it back', async () => {
    const subject = await customer('late');
    const key = randomUUID();
    const body = { purpose: 'contract', source: 'subject' as const, values: { language: 'nl-BE' } };
    await own.carryOut(Collect, subject, body, { commandId: key });
    await erase(subject, { of: 'subject' });

    expect(await own.carryOut(Collect, subject, body, { commandId: key })).toMatchObject({
      repeated: true,
    });
    expect(await code(own.carryOut(Collect, subject, body))).toBe('subject-erased');
    const register = { kind: 'natural-person' as const, policy: '2018-05-25', collect: [] };
    expect(await code(own.carryOut(Register, subject, register))).toBe('subject-erased');
    expect(await code(own.carryOut(LinkLogin, subject, { login: 'late' }))).toBe('subject-erased');
    const owner = subjectOwner(subject);
    await expect(
      own.core.vault.seal(randomUUID(), [{ owner, purpose: 'fraud', period: '2026-11', values: {} }]),
    ).rejects.toThrow(KeyFenced);
    // The login name is free for another.
    const other = await customer('other');
    expect(await own.carryOut(LinkLogin, other, { login: 'late' })).toMatchObject({ outcome: 'done' });
  });

  test('what is in flight conflicts, decides again and is refused', async () => {
    const subject = await customer();
    let tried = 0;
    const client = async (): Promise<void> => {
      for (let last: unknown = 'done'; last !== 'subject-erased';) {
        last = await code(own.carryOut(LinkLogin, subject, { login: `flight-${subject}-${tried++}` }));
        expect(['done', 'subject-erased', 'conflict-retry']).toContain(last);
      }
    };
    const clients = [client(), client(), client(), client()];
    await until(
      () => tried,
      count => count >= 12,
    );
    await erase(subject, { of: 'subject' });
    await Promise.all(clients);
    const types = (await own.core.store.readStream(`subject-${subject}`)).map(({ type }) => type);
    expect(types.slice(types.indexOf('ErasureBegun'))).toEqual(['ErasureBegun', 'SubjectErased']);
    expect(types.filter(type => type === 'LoginLinked').length).toBeGreaterThan(4);
    expect(await opened(subject)).toMatchObject({ open: 1 });
    for (let i = 0; i < tried; i++)
      expect(await own.core.vault.find('login', `flight-${subject}-${i}`)).toEqual([]);
  });

  test('what was kept goes when its time is over', async () => {
    const subject = await customer();
    await erase(subject, { of: 'subject' });
    clock.pass(11 * 366 * 86_400_000);
    await erase(subject, { of: 'subject' });
    clock.pass(-11 * 366 * 86_400_000);
    await own.project();
    expect(await opened(subject)).toMatchObject({ open: 0 });
    expect((await record(subject))!.values).toEqual([]);
  });
});

describe('Art. 17: a part is erased', () => {
  test('a field: what else its envelope held stays readable, with the same commitments, and is found', async () => {
    const name = 'field';
    const subject = await customer(name);
    await own.project();
    const before = (await record(subject))!;
    await erase(subject, { of: 'field', purpose: 'contract', field: 'telephone' });
    await own.project();
    const after = (await record(subject))!;
    const isPhone = ({ field }: { field: string }): boolean => field === 'telephone';
    expect(after.values.filter(value => !isPhone(value))).toEqual(
      before.values.filter(value => !isPhone(value)),
    );
    expect(after.values.find(isPhone)).toMatchObject({ erased: true, version: 1 });
    expect(after.links).toEqual(before.links);
    expect(after.version).toBe(before.version + 1);
    const owner = subjectOwner(subject);
    const { vault } = own.core;
    expect(await vault.find('email', lookupForm('email', `${name}@example.be`))).toEqual([{ owner }]);
    const telephone = await vault.find('telephone', '+3292251234');
    expect(telephone.some(found => found.owner === owner)).toBe(false);
  });

  test('a purpose: and when it is needed again, it is collected again', async () => {
    const subject = await customer();
    await own.carryOut(StartService, subject, { type: 'hosting' });
    const hosting = { purpose: 'hosting', source: 'subject' as const };
    await own.carryOut(Collect, subject, { ...hosting, values: { email: 'one@example.be' } });
    await erase(subject, { of: 'purpose', purpose: 'hosting' });
    await own.project();
    const gone = (await record(subject))!.values.filter(({ purpose }) => purpose === 'hosting/1');
    expect(gone).toMatchObject([{ field: 'email', erased: true }]);

    await own.carryOut(Collect, subject, { ...hosting, values: { email: 'two@example.be' } });
    await own.carryOut(Collect, subject, { ...hosting, values: { language: 'nl-BE' } });
    await own.project();
    const again = (await record(subject))!.values.filter(({ purpose }) => purpose === 'hosting/1');
    expect(again.sort((a, b) => (a.field < b.field ? -1 : 1))).toMatchObject([
      { field: 'email', value: 'two@example.be', version: 2 },
      { field: 'language', value: 'nl-BE', version: 1 },
    ]);
  });

  test('superseded values: the current ones stay', async () => {
    const subject = await customer();
    const { state } = await own.core.runner.load(subjectStreamOf(subject));
    const values = { telephone: '+3292254321' };
    await own.carryOut(
      Correct,
      subject,
      { values, channel: 'application', purposes: ['contract'] },
      { version: state.version },
    );
    await own.project();
    const before = (await record(subject))!;
    await erase(subject, { of: 'superseded', purpose: 'contract' });
    await own.project();
    expect(sorted((await record(subject))!.values)).toEqual(sorted(before.values));
    // Both envelopes that the old key sealed are closed, with the superseded number in one of them.
    expect(await opened(subject)).toMatchObject({ erased: 2 });
  });
});

describe('a sequence that resumes', () => {
  const steps: readonly ErasureStep[] = [
    'begun',
    'prepared',
    'barred',
    'journaled',
    'fenced',
    'settled',
    'erased',
  ];

  test.each(steps)('after a crash at the step "%s"', async at => {
    const subject = await customer();
    dying = at;
    await expect(erase(subject, { of: 'subject' })).rejects.toThrow(Crash);
    dying = undefined;
    const { state } = await own.core.runner.load(subjectStreamOf(subject));
    const [erasure] = Object.keys(state.erasures);
    // As often as need be, by whoever.
    for (let i = 0; i < 2; i++) await resume(subject, erasure!);
    expect(await own.core.get(QueryBus).execute(new ReadErasure(subject, erasure!))).toMatchObject({
      state: 'fenced',
      wanting: [{ what: 'next-epoch', epoch: 1, by: 'operator' }],
    });
    expect(await opened(subject)).toEqual({ open: 1, erased: 4 });
    const types = (await own.core.store.readStream(`subject-${subject}`)).map(({ type }) => type);
    expect(types.filter(type => type === 'SubjectErased')).toHaveLength(1);
    const fences = (await own.core.store.readStream('erasures')).map(
      stored => own.core.types.read(stored).data,
    );
    expect(fences.filter(data => (data as { cause: string }).cause === erasure)).toHaveLength(1);
  });

  test('many at once, by two processes each', async () => {
    const subjects = await Promise.all(Array.from({ length: 20 }, () => customer()));
    const second = await own.another(clock);
    await Promise.all(
      subjects.map(async subject => {
        const erasure = await begin(subject, { of: 'subject' });
        await Promise.all([own, second].map(each => resume(subject, erasure, each)));
      }),
    );
    for (const subject of subjects) expect(await opened(subject)).toEqual({ open: 1, erased: 4 });
    await second.close();
  });
});

/** The clock goes on from here: these are the last. */
describe('Art. 5(1)(e): what is kept no longer', () => {
  const DAY_MS = 86_400_000;
  /** The day on which something may be due again. */
  const retire = async (subject: string): Promise<string | undefined> =>
    (await own.core.bus.execute(new ReviewRetention(subject, own.context())))?.toISOString().slice(0, 10);

  test('restricted, it waits although its time is over (Art. 18), and goes once that is lifted', async () => {
    const subject = await customer();
    const { events } = await own.carryOut(StartService, subject, { type: 'hosting' });
    const { service } = events[0]!.data as { service: string };
    await own.carryOut(EndService, subject, { service });
    const restricted = await own.carryOut(Restrict, subject, { ground: 'unlawful' });
    const { restriction } = restricted.events[0]!.data as { restriction: string };
    expect(await retire(subject)).toBe('2027-11-25');
    expect(await opened(subject)).toMatchObject({ erased: 0 });

    clock.pass(366 * DAY_MS);
    expect(await retire(subject)).toBe('2027-11-26');
    expect(await opened(subject)).toMatchObject({ erased: 0 });
    const lifting = { restriction, reason: 'subject-asked' } as const;
    await own.carryOut(AnnounceLifting, subject, { ...lifting, channel: 'letter' });
    await own.carryOut(LiftRestriction, subject, lifting);
    expect(await retire(subject)).toBeUndefined();
    const { state } = await own.core.runner.load(subjectStreamOf(subject));
    expect(Object.values(state.erasures)).toMatchObject([
      { scope: { of: 'subject' }, reason: 'retention-ended', kept: [{ purpose: 'bookkeeping' }] },
    ]);
    // Again is the same.
    await retire(subject);
    expect(Object.keys((await own.core.runner.load(subjectStreamOf(subject))).state.erasures)).toHaveLength(
      1,
    );
  });

  test('Art. 5(1)(d), (e): earlier values go when their time is over, as was told, and the present ones stay', async () => {
    clock.pass(30 * DAY_MS);
    const subject = await customer();
    const { state: before } = await own.core.runner.load(subjectStreamOf(subject));
    const values = { telephone: '+3292259999' };
    await own.carryOut(Correct, subject, { values, channel: 'application' }, { version: before.version });
    const queries = own.core.get(QueryBus);
    const today = clock.now().toISOString().slice(0, 10);
    const told = await queries.execute(new ForecastRetention(subject, { from: today, until: '2099-01-01' }));
    expect(told[0]).toMatchObject({ scope: 'superseded', purpose: 'contract', rule: { duration: 'P90D' } });
    const due = told[0]!.day;
    expect(await retire(subject)).toBe(due);
    expect(await opened(subject)).toMatchObject({ erased: 0 });

    clock.pass(91 * DAY_MS);
    expect(clock.now().toISOString().slice(0, 10)).toBe(due);
    await retire(subject);
    const { state } = await own.core.runner.load(subjectStreamOf(subject));
    expect(Object.values(state.erasures)).toMatchObject([
      { scope: { of: 'superseded', purpose: 'contract' }, reason: 'retention-ended' },
    ]);
    expect(Object.keys(state.purposes.contract!).sort()).toEqual(
      Object.keys(before.purposes.contract!).sort(),
    );
    expect(await retire(subject)).not.toBe(due);
  });

  test('P05: one that was linked meanwhile does not expire', async () => {
    const linked = await customer();
    await own.core.bus.execute(new ExpireSubject(linked));
    expect((await own.core.runner.load(subjectStreamOf(linked))).state.erasure).toBe('none');
  });
});
