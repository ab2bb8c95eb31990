import { Inject, Injectable } from '@nestjs/common';
import { Catalogues, contractOf, purposeName, type Catalogue, type Field } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Looks, type Lens } from '#libs/features/access';
import {
  envelopesOf,
  fieldsToReach,
  heldRefs,
  openedValues,
  subjectStreamOf,
  type HeldRef,
  type SubjectState,
} from '#libs/features/subjects';
import { brusselsDay, Clock, DomainError, type Uuid } from '#libs/kernel';
import { languageOf, type Language, type Letter } from '#libs/letters';
import { Vault } from '#libs/vault';
import type { Editions } from '#libs/words';
import { Affected } from './affected';
import { Breaches } from './breaches';
import { PURPOSE, requireDetermination } from './guards';
import type { NotWritten } from './lacking';
import { breachLetter, type BreachLetterTexts } from './letter';
import type { BreachState } from './state';

/** What somebody is written to by. */
const WRITTEN_TO_BY = [...new Set([...fieldsToReach('letter'), ...fieldsToReach('email')])];

/** A letter as officers wrote it, with the list that it goes to. */
export interface WrittenLetter {
  readonly breach: Uuid;
  readonly letter: Uuid;
  readonly writtenAt: Date;
  readonly texts: Readonly<Record<Language, BreachLetterTexts>>;
  readonly contact: string;
  /** Editions of the words that stand around them. */
  readonly words: Editions;
  /** Whom it goes to, in the order of their pseudonyms: who may know now why they are on the list (P16). */
  readonly persons: readonly Uuid[];
  /** What of them its reader is shown. */
  readonly lens: Pick<Lens, 'shows'>;
}

/** Makes the letters to the persons of a breach, each when it is asked for: nowhere is one kept. */
@Injectable()
export class BreachLetters {
  constructor(
    private readonly runner: CommandRunner,
    private readonly breaches: Breaches,
    private readonly affected: Affected,
    private readonly looks: Looks,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll' | 'idFrom'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /**
   * @param subject where the letter to one person alone is made; they are in `persons`, or nobody is
   * @throws DomainError `not-found`, `breach-words-ended`, `affected-differs`, `projection-behind`; those of {@link Looks.lens}
   */
  async open(
    { breach, letter }: Pick<WrittenLetter, 'breach' | 'letter'>,
    context: CommandContext,
    subject?: Uuid,
  ): Promise<WrittenLetter> {
    const { state, said } = await this.breaches.open(breach);
    const { event, affected, part, words, writtenAt } = requireLetter(state, letter);
    const sealed = said.get(event) as (WrittenLetter['texts'] & Pick<WrittenLetter, 'contact'>) | undefined;
    if (!sealed) throw new DomainError('breach-words-ended');
    const lens = await this.looks.lens(undefined, PURPOSE, context);
    const determination = requireDetermination(state, affected);
    const persons = await this.affected.knowing(determination, part, this.clock.now(), subject);
    const { contact, ...texts } = sealed;
    return { breach, letter, writtenAt: new Date(writtenAt), texts, contact, words, persons, lens };
  }

  /**
   * The letter to one of its persons, in their language. Their name and address are opened for it, which is on record before
   * anything is answered (P09): once for a letter, an officer and the values that are shown.
   * @throws DomainError those of {@link Looks.record}; KeyUnavailable, KeyringUnavailable
   */
  async to(written: WrittenLetter, subject: Uuid, context: CommandContext): Promise<Letter | NotWritten> {
    const { state } = await this.runner.load(subjectStreamOf(subject));
    // What a law keeps of who was erased is kept for that law alone.
    if (state.erasure !== 'none') return 'erased';
    const catalogue = this.catalogues.current(written.writtenAt);
    const refs = refsOf(state, catalogue, written.lens);
    const person = await this.opened(refs);
    if (!person.address && !person.email) return 'no-address';
    const shown = refs.filter(
      ({ field }) => person[field] !== undefined && !(field === 'email' && person.address),
    );
    await this.record(written, subject, shown, context);
    const language = languageOf(person.language as string | undefined);
    return breachLetter({
      texts: written.texts[language],
      contact: written.contact,
      language,
      on: brusselsDay(written.writtenAt),
      sender: catalogue.controller,
      breach: written.breach,
      person,
      words: written.words,
    });
  }

  private async opened(refs: readonly HeldRef[]): Promise<Readonly<Partial<Record<Field, unknown>>>> {
    const value = openedValues(refs, await this.vault.openAll(envelopesOf(refs)));
    return Object.fromEntries(refs.map(({ purpose, field }) => [field, value(purpose, field)]));
  }

  /** The same values shown again to the same officer are the same use. */
  private async record(
    { letter }: WrittenLetter,
    subject: Uuid,
    shown: readonly HeldRef[],
    context: CommandContext,
  ): Promise<void> {
    const values = shown.map(({ purpose, field, held }) => `${purpose}/${field}:${held.version}`);
    const role = ['letter-to', subject, context.actor.id, ...values].join(' ');
    const use = { ...context, commandId: this.vault.idFrom(letter, role) };
    const fields = shown.map(({ field }) => field);
    await this.looks.record(subject, 'letter', PURPOSE, use, fields);
  }
}

/** @throws DomainError `not-found` */
function requireLetter(
  { letters }: Pick<BreachState, 'letters'>,
  letter: Uuid,
): BreachState['letters'][number] {
  const found = letters.find(each => each.letter === letter);
  if (!found) throw new DomainError('not-found');
  return found;
}

/** What somebody is written to by, of what the look shows: as their contract has it, or another purpose where it has not. */
function refsOf(state: SubjectState, catalogue: Catalogue, lens: Pick<Lens, 'shows'>): HeldRef[] {
  const contract = purposeName(contractOf(catalogue)?.id ?? '');
  const others = Object.keys(state.purposes).filter(name => name !== contract);
  const refs = heldRefs(state, WRITTEN_TO_BY, [contract, ...others]).filter(lens.shows);
  return WRITTEN_TO_BY.flatMap(field => refs.find(ref => ref.field === field) ?? []);
}
