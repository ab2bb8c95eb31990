import { randomUUID } from 'node:crypto';
import { QueryBus } from '@nestjs/cqrs';
import fc from 'fast-check';
import { ApproveErasure } from '#features/erasure/commands/approve-erasure';
import { ResumeErasure } from '#features/erasure/commands/resume-erasure';

import { CloseRequest } from '#features/requests/commands/close-request';
import { RegisterRequest } from '#features/requests/commands/register-request';
import { SendLetter } from '#features/requests/commands/send-letter';
import { BeginErasure, EndKeys, ReadErasure, type BeginErasureBody } from '#libs/features/erasure';
import { requestOwner, requestStream } from '#libs/features/requests';
import {
  AnnounceLifting,
  ChoosePayment,
  Collect,
  Correct,
  dutiesOf,
  LiftRestriction,
  LinkDomain,
  RecordSharingFailed,
  Register,
  Restrict,
  Share,
  sharingsOf,
  subjectStreamOf,
  type Duty,
  type SubjectState,
} from '#libs/features/subjects';
import { recordsOf } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { rebuild } from '#libs/projections/postgres';
import type { Envelope } from '#libs/vault';
import { onKeyring } from '#libs/vault/testing';
import { TestClock, TestCore } from '../../../test/setup/core';
import { withoutKeyCaches } from '../../../test/setup/fencing';
import { findPlanted } from '../../../test/setup/planted';
import { ConfirmTelling } from './commands/confirm-telling';
import { EndDutyKey } from './commands/end-duty-key';
import { RecordTellingFailed } from './commands/record-telling-failed';
import { TellRecipient } from './commands/tell-recipient';
import { WaiveDuty } from './commands/waive-duty';
import { DUTY_TABLES } from './migrations';
import { DutiesProjection } from './projection';

const DAY_MS = 86_400_000;
const GROUND = { reason: 'unlawful', finding: 'kept-too-long' } as const;
const WHY = { ground: 'disproportionate', reason: 'effort-beyond-interest' } as const;

let own: TestCore;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(new Date('2026-12-02T09:00:00Z'));
  own = await TestCore.open(clock, withoutKeyCaches());
});
afterAll(() => own.close());

const officer = (id: string) => ({ ...own.context(), actor: { role: 'privacy-officer', id } as const });

/** Kinds of values that are planted, all of which are read before they go. */
const KINDS = [
  'city',
  'domain',
  'email',
  'familyName',
  'givenName',
  'identity',
  'letter',
  'login',
  'question',
  'reference',
  'street',
  'telephone',
];
/** Shared, corrected, told, did not arrive, told again; a second name; a question. */
const EVERYTHING: Step[] = [2, 0, 7, 8, 7, 9, 11, 2, 13].map(what => [what, 1]);

type Step = readonly [what: number, which: number];

/** Somebody to whom things happen; every value of theirs is nowhere else in the world. */
class Somebody {
  readonly subject = randomUUID();
  readonly planted: Record<string, string> = {};
  private readonly mark = randomUUID().slice(0, 8);
  private values = 0;
  private readonly links: string[] = [];
  private readonly requests: string[] = [];

  async register(): Promise<void> {
    const { subject } = this;
    const person = {
      familyName: this.plant('familyName', 'Vergetelgemsé'),
      givenName: this.plant('givenName', 'Wisbertjé'),
      email: this.email(),
      telephone: this.telephone(),
      address: {
        street: this.plant('street', 'Uitgewistestraat'),
        number: '7',
        postalCode: '9000',
        city: this.plant('city', 'Vergeteghem'),
        country: 'BE',
      },
    };
    const domain = this.domain();
    const { events } = await own.carryOut(Register, subject, {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [
        { purpose: 'contract', values: person },
        { purpose: 'domain-be', values: { ...person, language: 'nl-BE' } },
      ],
      documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
      login: this.plant('login', 'w.plant'),
      identity: { issuer: 'https://issuer.example', subject: this.plant('identity', 'sub-plant') },
      domains: [{ domain, role: 'holder' }],
      services: [{ type: 'domain', domain }],
    });
    await own.carryOut(ChoosePayment, subject, { method: 'online-payment' });
    const values = { email: person.email, language: 'nl-BE' };
    await own.carryOut(Collect, subject, { purpose: 'online-payment', source: 'subject', values });
    for (const { type, data } of events)
      if (type === 'DomainLinked') this.links.push((data as { link: string }).link);
  }

  /** What comes of a step is in the log; what is refused is not. */
  async step([what, which]: Step): Promise<void> {
    const { subject } = this;
    const state = await this.state();
    const duties = dutiesOf(state).all();
    const one = (status: Duty['status']): string | undefined => {
      const fitting = duties.filter(duty => duty.status === status);
      return fitting[which % Math.max(1, fitting.length)]?.duty;
    };
    const correct = (values: Readonly<Record<string, string>>) =>
      own.carryOut(Correct, subject, { values, channel: 'application' }, { version: state.version });
    const link = this.links[which % this.links.length]!;
    const steps: readonly (() => Promise<unknown>)[] = [
      () => correct({ email: this.email() }),
      () => correct({ familyName: this.plant('familyName', 'Anders'), telephone: this.telephone() }),
      () => this.share({ purpose: 'domain-be', recipient: 'dns-belgium', link }),
      () => this.share({ purpose: 'online-payment', recipient: 'ingenico' }),
      () => this.fail([...sharingsOf(state)][which % 3]?.sharing),
      () => own.carryOut(Restrict, subject, { ground: 'unlawful' }),
      () => this.lift(state),
      () => this.tell(one('open')),
      async () =>
        own.core.bus.execute(
          new RecordTellingFailed(subject, one('told')!, { reason: 'rejected' }, own.context()),
        ),
      async () => own.core.bus.execute(new ConfirmTelling(subject, one('told')!, own.context())),
      () => this.waive(one('open')),
      async () => {
        const { events } = await own.carryOut(LinkDomain, subject, { domain: this.domain(), role: 'holder' });
        this.links.push((events[0]!.data as { link: string }).link);
      },
      () => this.erase({ of: 'field', purpose: 'domain-be', field: 'telephone' }),
      () => this.ask(),
    ];
    await allowRefused(steps[what]!());
  }

  async erase(scope: BeginErasureBody['scope']): Promise<string> {
    const part = scope.of === 'subject' ? {} : { scope };
    const { subject } = this;
    await own.core.bus.execute(new ApproveErasure(subject, { ...GROUND, ...part }, officer('an')));
    const begin = new BeginErasure(subject, { scope, ...GROUND }, officer('olivia'));
    const { erasure } = (await own.core.bus.execute(begin)).events.at(-1)!.data as { erasure: string };
    await own.core.bus.execute(new ResumeErasure(subject, erasure, own.context()));
    return erasure;
  }

  async lift({ restrictions }: SubjectState): Promise<void> {
    for (const restriction of Object.keys(restrictions)) {
      const lifting = { restriction, reason: 'subject-asked' } as const;
      await own.carryOut(AnnounceLifting, this.subject, { ...lifting, channel: 'letter' });
      await own.carryOut(LiftRestriction, this.subject, lifting);
    }
  }

  /** A question, answered by a letter; what was written is kept for a year. */
  async ask(): Promise<void> {
    const { subject } = this;
    const request = randomUUID();
    this.requests.push(request);
    const asked = {
      kind: 'question',
      channel: 'letter',
      subject,
      text: this.plant('question', 'Waarom-'),
      reference: this.plant('reference', 'brief/'),
    } as const;
    await own.core.bus.execute(new RegisterRequest(request, asked, own.context()));
    const text = this.plant('letter', 'Daarom-');
    const answer = { letter: 'question-answer', channel: 'letter', text } as const;
    await own.core.bus.execute(new SendLetter(request, answer, officer('olivia')));
    await own.core.bus.execute(new CloseRequest(request, {}, officer('olivia')));
  }

  /** Ends what was written with requests, as their timer does. */
  async endRequests(): Promise<void> {
    clock.pass(366 * DAY_MS);
    for (const request of this.requests)
      await own.core.bus.execute(new EndKeys(requestOwner(request), request, own.context()));
  }

  /** Ends each of its duties in one of the ways that there are, the last of them by time. */
  async endDuties(ways: number): Promise<void> {
    const { subject } = this;
    const duties = dutiesOf(await this.state()).all();
    for (const [i, { duty, kind }] of duties.entries()) {
      const way = (ways + i) % 4;
      if (way < 2) await allowRefused(this.tell(duty));
      if (way === 1)
        await allowRefused(own.core.bus.execute(new ConfirmTelling(subject, duty, own.context())));
      if (way === 2) await allowRefused(this.waive(duty));
      if (kind !== 'erasure' && way === 3) await allowRefused(this.tell(duty));
    }
    clock.pass(91 * DAY_MS);
    for (const { duty, kind } of duties)
      if (kind === 'erasure') await own.core.bus.execute(new EndDutyKey(subject, duty, own.context()));
  }

  async state(): Promise<SubjectState> {
    return (await own.core.runner.load(subjectStreamOf(this.subject))).state;
  }

  /** All that can be read of all that was sealed. */
  async legible(): Promise<string> {
    const { store, types, vault } = own.core;
    let text = '';
    const kinds = ['subject', 'access', 'refusal'].map(kind => `${kind}-${this.subject}`);
    for (const name of [...kinds, ...this.requests.map(requestStream)])
      for await (const { id, data } of recordsOf(store, types, name))
        for (const envelope of envelopesIn(data)) {
          const opened = await vault.open(id, envelope);
          if (opened.state === 'open') text += JSON.stringify(opened.values);
        }
    return text;
  }

  private share(body: object): Promise<unknown> {
    const reference = this.plant('reference', 'order/');
    return own.carryOut(Share, this.subject, { ...body, reference } as never);
  }

  private async fail(sharing: string | undefined): Promise<void> {
    if (sharing) await own.carryOut(RecordSharingFailed, this.subject, { sharing, reason: 'rejected' });
  }

  private async tell(duty: string | undefined): Promise<void> {
    const body = { channel: 'email', reference: this.plant('reference', 'telling/') } as const;
    if (duty) await own.core.bus.execute(new TellRecipient(this.subject, duty, body, own.context()));
  }

  private async waive(duty: string | undefined): Promise<void> {
    if (!duty) return;
    for (const who of ['olivia', 'pieter'])
      await own.core.bus.execute(new WaiveDuty(this.subject, duty, WHY, officer(who)));
  }

  private email(): string {
    return this.plant('email', 'wisbert.').concat('@uitgewist.example');
  }

  private telephone(): string {
    const digits = String(parseInt(this.mark, 16) % 100_000).padStart(5, '0');
    const number = `+3292${digits}${++this.values % 10}`;
    this.planted[`telephone ${number}`] = number;
    return number;
  }

  private domain(): string {
    return `${this.plant('domain', 'gewist-')}.be`;
  }

  /** A value of its own. */
  private plant(label: string, text: string): string {
    const value = `${text}${this.mark}${++this.values}`;
    this.planted[`${label} ${value}`] = value;
    return value;
  }
}

function* envelopesIn(data: unknown): Generator<Envelope> {
  if (typeof data !== 'object' || data === null) return;
  if ('box' in data) yield data as Envelope;
  else for (const value of Object.values(data)) yield* envelopesIn(value);
}

async function allowRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

/** Every row of every table, as a dump has them. */
async function dump(url: string): Promise<string> {
  const tables = await onKeyring<{ name: string }>(
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  let text = '';
  for (const { name } of tables) {
    const rows = await onKeyring<{ row: string }>(url, `select t::text as row from ${name} t`);
    text += rows.map(({ row }) => row).join('\n');
  }
  return text;
}

/** All rows of a subject's duties, open or not. */
const listedOf = async (subject: string): Promise<string[]> =>
  (
    await own.core.pool.query<{ row: string }>(
      `select concat_ws(' ', duty, status, array_to_string(fields, ' ')) as row from duties where subject = $1`,
      [subject],
    )
  ).rows
    .map(({ row }) => row)
    .sort();

const openIn = async (subject: string): Promise<string[]> =>
  (
    await own.core.pool.query<{ duty: string }>(
      `select duty from duties where subject = $1 and status = 'open' order by duty`,
      [subject],
    )
  ).rows.map(({ duty }) => duty);

test('Art. 17, 19 for any history nothing that was planted is left once all is erased and every duty has ended', async () => {
  const step: fc.Arbitrary<Step> = fc.tuple(fc.nat(13), fc.nat(5));
  const all: Record<string, string> = {};
  const seen = new Set<string>();
  let told = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 24, size: 'max' }),
      fc.nat(3),
      async (steps, ways) => {
        const one = new Somebody();
        await one.register();
        // What can be found at all is found before anything is erased.
        const first = await findPlanted(one.planted, { folders: [], texts: { log: await one.legible() } });
        expect(new Set(first.map(({ label }) => label))).toEqual(new Set(Object.keys(one.planted)));
        for (const each of steps) await one.step(each);
        await own.project();
        const folded = dutiesOf(await one.state())
          .all()
          .map(({ duty, status, versions }) => `${duty} ${status} ${Object.keys(versions).join(' ')}`);
        expect(await listedOf(one.subject)).toEqual(folded.sort());

        const before = await findPlanted(one.planted, { folders: [], texts: { log: await one.legible() } });
        for (const { label } of before) seen.add(label.split(' ')[0]!);
        await one.lift(await one.state());
        const erasure = await one.erase({ of: 'subject' });
        told += dutiesOf(await one.state())
          .all()
          .filter(({ kind }) => kind === 'erasure').length;
        await one.endDuties(ways);
        await one.endRequests();
        expect([...dutiesOf(await one.state()).open()]).toEqual([]);
        const reached = await own.core.get(QueryBus).execute(new ReadErasure(one.subject, erasure));
        expect(reached).toMatchObject({ state: 'fenced', duties: [] });
        const texts = { log: await one.legible() };
        expect(await findPlanted(one.planted, { folders: [], texts })).toEqual([]);
        Object.assign(all, one.planted);
      },
    ),
    { numRuns: 8, endOnFailure: true, examples: [[EVERYTHING, 3]] },
  );
  expect(told).toBeGreaterThan(4);
  expect([...seen].sort()).toEqual(KINDS);

  await own.project();
  const texts = { log: await dump(own.database.superUrl), keyring: await dump(own.database.keyringUrl) };
  expect(texts.log).toContain('TellingPrepared');
  expect(await findPlanted(all, { folders: [own.folder], texts })).toEqual([]);
}, 300_000);

test('a correction of what nobody got leaves nothing among the duties, nor does one that renews a duty', async () => {
  const one = new Somebody();
  await one.register();
  const marks = async (): Promise<unknown[]> => {
    await own.project();
    const sql = `select mark->>'is' as is from duty_marks where subject = $1 order by revision`;
    return (await own.core.pool.query<{ is: string }>(sql, [one.subject])).rows.map(({ is }) => is);
  };
  await one.step([0, 0]);
  expect(await marks()).toEqual([]);
  await one.step([2, 0]);
  await one.step([0, 0]);
  await one.step([0, 0]);
  await one.step([0, 0]);
  expect(await marks()).toEqual(['shared', 'corrected']);
  expect(await openIn(one.subject)).toHaveLength(1);
});

test('the list of duties that is built anew from the log is the one that there was', async () => {
  const one = new Somebody();
  await one.register();
  for (const step of EVERYTHING) await one.step(step);
  await one.step([0, 0]);
  await one.step([0, 0]);
  const rows = async (): Promise<object[][]> => {
    const all = (table: string) => own.core.pool.query<object>(`select * from ${table} t order by t::text`);
    return (await Promise.all(DUTY_TABLES.map(all))).map(table => table.rows);
  };
  await own.project();
  const before = await rows();
  expect(before.map(table => table.length > 0)).toEqual(DUTY_TABLES.map(() => true));
  const { store, types } = own.core;
  await rebuild({
    store,
    read: stored => types.read(stored),
    ownerUrl: own.database.ownerUrl,
    projection: new DutiesProjection(),
  });
  expect(await rows()).toEqual(before);
  // And goes on from there.
  await one.step([2, 0]);
  await own.project();
  expect(await openIn(one.subject)).toEqual([...dutiesOf(await one.state()).open()].sort());
});
