import { randomUUID } from 'node:crypto';
import { QueryBus } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { Correct, Register, subjectOwner, subjectStreamOf } from '#libs/features/subjects';
import { KeyUnavailable } from '#libs/vault';
import { onKeyring } from '#libs/vault/testing';
import { TestClock, TestCore } from '../../../test/setup/core';
import { AssessBreach } from './commands/assess-breach';
import { DetermineAffected } from './commands/determine-affected';
import { RecordBreach } from './commands/record-breach';
import { WriteLetter } from './commands/write-letter';
import { ReadBreachLetter } from './queries/read-breach-letter';
import {
  printedLetters,
  ReadBreachLetters,
  shownLetters,
  type MadeLetters,
} from './queries/read-breach-letters';

const address = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
const TEXTS = {
  nature: 'Een bestand stond open.',
  consequences: 'Ongewenste post.',
  measures: 'Weggehaald.',
};

let own: TestCore;
let clock: TestClock;
let breach: string;
let letter: string;
let jan: string;
let marie: string;
beforeAll(async () => {
  clock = new TestClock(new Date('2026-12-02T09:00:00Z'));
  own = await TestCore.open(clock);
  [jan, marie] = [await customer('Jan'), await customer('Marie')];
  clock.pass(3_600_000);
  [breach, letter] = await writtenTo();
});
afterAll(() => own.close());

async function customer(givenName: string): Promise<string> {
  const subject = randomUUID();
  const values = { familyName: 'Peeters', givenName, email: `${givenName}@example.be`, address };
  const collect = [{ purpose: 'contract', values }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  return subject;
}

const officer = (): CommandContext => ({
  ...own.context(),
  actor: { role: 'privacy-officer', id: 'olivia' },
});

/** A breach, and a letter to all of whom something was held. */
async function writtenTo(): Promise<[breach: string, letter: string]> {
  const id = randomUUID();
  const { bus } = own.core;
  const [from, to] = ['2026-12-02T09:00:00Z', '2026-12-02T09:30:00Z'];
  const facts = { happenedAt: from, foundAt: to, knownAt: to, description: 'Een bestand stond open.' };
  await bus.execute(new RecordBreach(id, facts, officer()));
  const assessment = {
    natures: ['confidentiality'],
    causes: ['human-error'],
    persons: ['customers'],
    data: ['email'],
    numberOfPersons: 2,
    numberOfRecords: 2,
    consequences: TEXTS.consequences,
    measuresTaken: TEXTS.measures,
    measuresProposed: 'Geen.',
    risk: 'high-risk',
    riskReasons: 'Het werd gekopieerd.',
  } as const;
  await bus.execute(new AssessBreach(id, assessment, officer(), 1));
  await own.project();
  const determined = await bus.execute(
    new DetermineAffected(id, { from, to, purpose: 'contract' }, officer()),
  );
  const { affected } = determined.events[0]!.data as { affected: string };
  const body = { affected, part: 'held', nl: TEXTS, fr: TEXTS, en: TEXTS } as const;
  const { events } = await bus.execute(new WriteLetter(id, body, officer()));
  await own.project();
  return [id, (events[0]!.data as { letter: string }).letter];
}

/** Each is a look, which the register has yet to read: it is as new as the log when they are asked for. */
async function made({ core } = own): Promise<MadeLetters> {
  await own.project();
  return core.get(QueryBus).execute(new ReadBreachLetters(breach, letter, {}, officer()));
}
const looks = async (subject: string): Promise<number> => {
  const events = await own.core.store.readStream(`access-${subject}`);
  return events.filter(({ type }) => type === 'RecordLooked').length;
};

test('P09: the same values shown again are the same look; an address that was corrected since is another', async () => {
  const before = await made();
  expect(await made()).toEqual(before);
  expect([await looks(jan), await looks(marie)]).toEqual([1, 1]);

  const values = { address: { ...address, number: '2' } };
  const body = { channel: 'application', source: 'subject', values } as const;
  const { state } = await own.core.runner.load(subjectStreamOf(jan));
  await own.carryOut(Correct, jan, body, { version: state.version });
  const after = await made();
  const of = ({ persons }: MadeLetters, subject: string) => persons.find(each => each.subject === subject);
  expect(of(after, marie)).toEqual(of(before, marie));
  expect(of(after, jan)).not.toEqual(of(before, jan));
  expect([await looks(jan), await looks(marie)]).toEqual([2, 1]);
});

test('Art. 34: a key that is missing stops the letter to one person, and not those to the others', async () => {
  await onKeyring(own.database.keyringUrl, 'delete from keys where owner = $1', [subjectOwner(marie)]);
  // One that has no key in its memory.
  const other = await own.another(clock);
  const page = await made(other);
  const { persons } = page;
  expect(persons.find(({ subject }) => subject === marie)).toEqual({
    subject: marie,
    made: 'key-unavailable',
  });
  expect(persons.find(({ subject }) => subject === jan)!.made).toMatchObject({ language: 'nl' });
  expect(shownLetters(page).lacking).toEqual([{ reason: 'key-unavailable', count: 1 }]);
  const { pdf, lacking } = await printedLetters(page, { letter });
  expect([lacking, pdf.subarray(0, 8).toString()]).toEqual(['key-unavailable=1', '%PDF-1.7']);
  await own.project();
  const alone = new ReadBreachLetter(breach, letter, marie, officer());
  await expect(other.core.get(QueryBus).execute(alone)).rejects.toBeInstanceOf(KeyUnavailable);
  await other.close();
});
