import type { Day } from '#libs/kernel';
import { list, paragraph, type Block } from '#libs/letters';
import {
  dayText,
  wordsOf,
  type Editions,
  type Language,
  type Say,
  type Values,
  type Word,
} from '#libs/words';
import type {
  ExtensionReason,
  LetterName,
  ProofReason,
  RefusalReason,
  RequestChannel,
  RequestKind,
} from '../codes';

/** What a letter says; what a part of it needs and is not there was never decided, and then that part is not written. */
export interface LetterFacts {
  readonly kind: RequestKind;
  readonly channel: RequestChannel;
  readonly received: Day;
  readonly due?: Day;
  readonly contact: string;
  readonly doubt?: ProofReason;
  readonly extension?: ExtensionReason;
  readonly refusal?: RefusalReason;
  readonly partly: boolean;
  /** Free text of an officer. */
  readonly text?: string;
  /** Recipients who have to hear of it (Art. 19). */
  readonly told?: readonly string[];
  /** The disclosed data, written out. */
  readonly disclosed?: readonly Block[];
}

/** A letter as it is written: of what, and with which words. */
interface Writing {
  readonly facts: LetterFacts;
  readonly say: Say<'requests'>;
  readonly day: (day: Day) => string;
}
type Part = (writing: Writing) => readonly Block[];

/** A paragraph; none where nothing is said. */
const text = (said: string | undefined): Block[] => (said ? [paragraph(said)] : []);

/** A paragraph of this word. @param needs what it is filled in with, undefined where it is not written */
const of =
  (word: Word<'requests'>, needs: (writing: Writing) => Values | undefined = () => ({})): Part =>
  writing => {
    const values = needs(writing);
    return values ? text(writing.say(word, values)) : [];
  };

const received = of('received', ({ facts: { kind, channel, received }, say, day }) => ({
  day: day(received),
  channel: say(`channel.${channel}`),
  kind: say(`kind.${kind}`),
}));
const until = of('until', ({ facts: { due }, day }) => (due === undefined ? undefined : { day: day(due) }));
const free: Part = ({ facts }) => text(facts.text);
const remedies = of('remedies');
const partlyRefused = of('partly-refused', ({ facts: { refusal, partly }, say }) =>
  refusal && partly ? { reason: say(`reason.${refusal}`), remedies: say('remedies') } : undefined,
);
/** Recipients are told, where there are any: what is not to be done is not promised. */
const told: Part = ({ facts: { told = [] }, say }) =>
  told.length > 0 ? [...text(say('told')), list(told)] : [];
const disclosed: Part = ({ facts }) => facts.disclosed ?? [];

/** What stands in each letter, in order. */
const PARTS: Readonly<Record<LetterName, readonly Part[]>> = {
  confirmation: [received, until, free],
  'confirmation-asked': [
    received,
    of('confirmation-asked.body', ({ facts: { contact } }) => ({ contact })),
    until,
    free,
  ],
  'proof-asked': [
    received,
    of('proof-asked.body', ({ facts: { doubt }, say }) => doubt && { doubt: say(`doubt.${doubt}`) }),
    of('proof-asked.how'),
    free,
  ],
  extension: [
    received,
    of(
      'extension.body',
      ({ facts: { extension }, say }) => extension && { reason: say(`extension.${extension}`) },
    ),
    free,
    until,
  ],
  refusal: [
    received,
    of(
      'refusal.body',
      ({ facts: { refusal, partly }, say }) =>
        refusal && { scope: partly ? 'part' : 'whole', reason: say(`reason.${refusal}`) },
    ),
    free,
    remedies,
  ],
  'access-answer': [received, of('access-answer.body'), free, partlyRefused, disclosed],
  'portability-answer': [received, of('portability-answer.body'), free, partlyRefused, disclosed],
  'rectification-done': [received, of('rectification-done.body'), told, free, partlyRefused],
  'erasure-done': [received, of('erasure-done.body'), told, free, partlyRefused],
  'restriction-done': [received, of('restriction-done.body'), told, free, partlyRefused],
  'objection-done': [received, of('objection-done.body'), free, partlyRefused],
  'question-answer': [of('question-answer.body', ({ facts, day }) => ({ day: day(facts.received) })), free],
  'nothing-held': [received, of('nothing-held.body'), free, remedies],
};

/** A letter's subject and body. @param words editions that it is of; the newest, where left out */
export function written(
  name: LetterName,
  facts: LetterFacts,
  language: Language,
  words?: Editions,
): { readonly subject: string; readonly body: readonly Block[] } {
  const say = wordsOf('requests', language, words);
  const writing: Writing = { facts, say, day: day => dayText(day, language) };
  return {
    subject: say(`${name}.subject`, { kind: say(`kind.${facts.kind}`) }),
    body: PARTS[name].flatMap(part => part(writing)),
  };
}
