import { randomUUID } from 'node:crypto';
import {
  AcceptDocument,
  Collect,
  dutiesOf,
  LinkDomain,
  LINKS_PERIOD,
  RecordSharingFailed,
  Register,
  sharingsOf,
  StartService,
  subjectOwner,
  subjectStream,
  subjectStreamOf,
  tellingOwner,
  type Duty,
  type SubjectEventData,
} from '#libs/features/subjects';
import { EndDutyKey } from '#features/duties/commands/end-duty-key';
import { TellRecipient } from '#features/duties/commands/tell-recipient';
import { Notices } from '#features/duties/notices';
import { encodeRecord, recordsOf } from '#libs/event-store';
import { onKeyring } from '#libs/vault/testing';
import { TestClock, TestCore } from '../../../test/setup/core';
import { fireDutyTimers } from '../../../test/setup/duty-timers';
import { withoutKeyCaches } from '../../../test/setup/fencing';
import { ApproveErasure } from './commands/approve-erasure';
import { BeginErasure } from './commands/begin-erasure';
import { ResumeErasure } from './commands/resume-erasure';
import type { ErasureStep } from './fencing';

/** Letters of four bytes, as many as a field may have: a few hundred duties fill an append. */
const LONG = '𐐀'.repeat(100);
/** More than two appends hold. */
const NAMES = Number(process.env['DUTIES'] ?? 620);
const EVENTS_OF_APPEND = 50;
const DAY_MS = 86_400_000;
const GROUND = { reason: 'unlawful', finding: 'kept-too-long' } as const;
const VALUES = {
  familyName: LONG,
  givenName: LONG,
  email: 'jan@example.be',
  telephone: '+3292251234',
  language: 'nl-BE',
  address: { street: LONG, number: '1', postalCode: '9000', city: LONG, country: 'BE' },
};

class Crash extends Error {}
/** The step at which erasures end as if their process did. */
let dying: ErasureStep | undefined;
let own: TestCore;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(new Date('2026-12-02T09:00:00Z'));
  own = await TestCore.open(
    clock,
    withoutKeyCaches(step => {
      if (step === dying) throw new Crash();
    }),
  );
});
afterAll(() => own.close());

const by = (role: 'staff' | 'privacy-officer', id: string) => ({ ...own.context(), actor: { role, id } });

/** Somebody with so many names, each of which DNS Belgium got. */
async function holderOf(many: number): Promise<string> {
  const subject = randomUUID();
  const { language: _, ...contract } = VALUES;
  const collect = [{ purpose: 'contract', values: contract }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  const linked = await own.carryOut(LinkDomain, subject, { domain: 'first.be', role: 'holder' });
  const { link } = linked.events[0]!.data as { link: string };
  const terms = { document: 'terms:be', version: '2018-05-25', channel: 'application' } as const;
  await own.carryOut(AcceptDocument, subject, terms);
  await own.carryOut(StartService, subject, { type: 'domain', link });
  await own.carryOut(Collect, subject, { purpose: 'domain-be', source: 'subject', values: VALUES });
  for (let from = 0; from < many; from += EVENTS_OF_APPEND / 2)
    await append(
      subject,
      Array.from({ length: Math.min(EVENTS_OF_APPEND / 2, many - from) }, (_, i) => from + i),
    );
  return subject;
}

/** As their commands would have written them. */
async function append(subject: string, names: readonly number[]): Promise<void> {
  const { store, vault, types, runner } = own.core;
  const { revision, lastTime } = await runner.load(subjectStreamOf(subject));
  const command = randomUUID();
  const record = <T extends 'DomainLinked' | 'DataShared'>(type: T, id: string, data: SubjectEventData[T]) =>
    encodeRecord({
      id,
      type,
      v: types.currentVersion(type),
      stream: subjectStream(subject),
      time: lastTime,
      command,
      actor: { role: 'service', id: 'webshop' },
      catalogue: '2018-05-25',
      data,
    });
  const events = await Promise.all(
    names.map(async n => {
      const [id, link] = [randomUUID(), randomUUID()];
      const scope = { owner: subjectOwner(subject), purpose: 'contract', period: LINKS_PERIOD };
      const [sealed] = await vault.seal(id, [{ ...scope, values: { domain: nameOf(n) } }]);
      const origin = { purpose: 'contract/1', basis: 'A6-1-b', source: 'subject' } as const;
      const shared = {
        sharing: randomUUID(),
        recipient: 'dns-belgium',
        purpose: 'domain-be/1',
        basis: 'A6-1-b',
        link,
        versions: Object.fromEntries(Object.keys(VALUES).map(field => [field, 1])),
        commitments: {},
        transit: [],
      } as const;
      return [
        record('DomainLinked', id, { link, role: 'holder', extension: 'be', ...origin, sealed: sealed! }),
        record('DataShared', randomUUID(), shared),
      ];
    }),
  );
  await store.append(subjectStream(subject), revision, events.flat());
}

const nameOf = (n: number): string => `naam-${n}-van-een-handelaar.be`;
const load = async (subject: string) => own.core.runner.load(subjectStreamOf(subject));
const duties = async (subject: string): Promise<Duty[]> => dutiesOf((await load(subject)).state).all();
const count = (of: readonly Duty[], status: Duty['status']): number =>
  of.filter(each => each.status === status).length;

test(`Art. 17, 19: who has ${NAMES} recipients is erased, and each of them can be told`, async () => {
  const subject = await holderOf(NAMES);
  await own.core.bus.execute(new ApproveErasure(subject, GROUND, by('staff', 'an')));
  const begun = new BeginErasure(
    subject,
    { scope: { of: 'subject' }, ...GROUND },
    by('privacy-officer', 'olivia'),
  );
  const { events, state } = await own.core.bus.execute(begun);
  // As many as the append has room for are sealed in it; of the others nothing is gone yet.
  expect(events.at(-1)!.type).toBe('ErasureBegun');
  const first = dutiesOf(state).all();
  expect(first.length).toBeGreaterThan(100);
  expect(first.length).toBeLessThan(NAMES);
  const { erasure } = events.at(-1)!.data as { erasure: string };

  const resume = (core = own): Promise<void> =>
    core.core.bus.execute(new ResumeErasure(subject, erasure, own.context()));
  const commands = async (): Promise<number> => {
    const found = new Set<string>();
    for await (const { type, command } of recordsOf(own.core.store, own.core.types, subjectStream(subject)))
      if (type === 'TellingPrepared') found.add(command);
    return found.size;
  };
  // It dies between two appends of what there was no room for.
  expect(await commands()).toBe(1);
  dying = 'preparing';
  await expect(resume()).rejects.toThrow(Crash);
  expect(await commands()).toBe(2);
  const between = (await duties(subject)).length;
  expect(between).toBeGreaterThan(first.length);
  expect(between).toBeLessThan(NAMES);

  // Two processes resume it at once; both end before a key goes, and another resumes it.
  const other = await own.another(clock);
  dying = 'prepared';
  for (const each of await Promise.allSettled([resume(), resume(other)]))
    expect(each).toMatchObject({ status: 'rejected', reason: expect.any(Crash) as unknown });
  await other.close();
  dying = undefined;
  await resume();
  expect((await load(subject)).state.erasure).toBe('erased');

  const all = await duties(subject);
  expect(await commands()).toBeGreaterThanOrEqual(3);
  expect(all).toHaveLength(NAMES);
  expect(new Set(all.map(({ link }) => link)).size).toBe(NAMES);
  expect(count(all, 'open')).toBe(NAMES);
  expect(new Set(all.map(({ until }) => until))).toEqual(new Set(['2027-03-02']));
  expect(all.slice(0, first.length)).toEqual(first);

  // What the last of them is told is what it got, of a person who is gone.
  const last = all.at(-1)!;
  const { state: erased, revision } = await load(subject);
  const { known } = await own.core.get(Notices).material(erased, revision, last);
  expect(known).toMatchObject({ fields: VALUES, domain: expect.stringMatching(/^naam-\d+-van-/) as string });
  await own.core.bus.execute(new TellRecipient(subject, last.duty, { channel: 'email' }, own.context()));

  // Ninety days later what is over ends together, some hundreds at a time.
  clock.pass(91 * DAY_MS);
  await own.core.bus.execute(new EndDutyKey(subject, all[0]!.duty, own.context()));
  const ended = (await duties(subject)).filter(({ keyEnded }) => keyEnded);
  expect(ended).toHaveLength(250);
  expect(count(ended, 'impossible')).toBe(250);
  const keys = await onKeyring<{ n: number }>(
    own.database.keyringUrl,
    'select count(*)::int as n from keys where owner = $1 and wrapped is not null',
    [tellingOwner(subject)],
  );
  expect(keys).toEqual([{ n: NAMES - 250 }]);

  await own.project();
  const listed = `select status, count(*)::int as n from duties where subject = $1 group by 1 order by 1`;
  expect((await own.core.pool.query(listed, [subject])).rows).toEqual([
    { status: 'impossible', n: 250 },
    { status: 'open', n: NAMES - 251 },
    { status: 'told', n: 1 },
  ]);
}, 300_000);

test('Art. 19: no key goes while another erasure of the subject needs it for its duties', async () => {
  const many = 300;
  const subject = await holderOf(many);
  const begin = async (purpose: string): Promise<string> => {
    const scope = { of: 'purpose', purpose } as const;
    await own.core.bus.execute(new ApproveErasure(subject, { scope, ...GROUND }, by('staff', 'an')));
    const begun = new BeginErasure(subject, { scope, ...GROUND }, by('privacy-officer', 'olivia'));
    const { events } = await own.core.bus.execute(begun);
    return (events.at(-1)!.data as { erasure: string }).erasure;
  };
  // The first has more duties than its append has room for; the second takes the key of the domain names.
  await begin('domain-be');
  expect((await duties(subject)).length).toBeLessThan(many);
  // Before a duty is named, it turns out that its recipient never got anything.
  const { sharing } = [...sharingsOf((await load(subject)).state)][0]!;
  await own.carryOut(RecordSharingFailed, subject, { sharing, reason: 'rejected' });
  expect(await fireDutyTimers(own, clock, subject)).toBeGreaterThan(0);
  const second = await begin('contract');
  await own.core.bus.execute(new ResumeErasure(subject, second, own.context()));

  const all = await duties(subject);
  expect(all).toHaveLength(many);
  const { state, revision } = await load(subject);
  expect(state.erasures[second]!.fenced).toBeDefined();
  const { known } = await own.core.get(Notices).material(state, revision, all.at(-2)!);
  expect(known).toMatchObject({ fields: VALUES, domain: expect.stringMatching(/^naam-\d+-van-/) as string });

  // What was sealed for that one goes at once.
  expect(all.filter(({ status }) => status !== 'open')).toMatchObject([{ status: 'not-arrived' }]);
  await fireDutyTimers(own, clock, subject);
  const ended = (await duties(subject)).filter(({ keyEnded }) => keyEnded);
  expect(ended).toMatchObject([{ status: 'not-arrived' }]);
}, 300_000);
