import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, EXAMPLE_ID, IsId, Nested } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { PARTS, type Part } from '../criteria';
import { event, requireAssessed, words, type BreachOutcome, type BreachYields } from '../guards';
import { BreachLetterTexts, LETTER_AREAS } from '../letter';
import { breachStreamOf, type BreachState } from '../state';

@Example({
  affected: EXAMPLE_ID,
  part: 'held',
  nl: {
    nature: 'Een uitvoer met uw naam en e-mailadres stond een dag open op onze website.',
    consequences: 'U kunt ongewenste post krijgen, of e-mail die vraagt naar uw wachtwoord.',
    measures: 'Wij hebben de uitvoer weggehaald. Uitvoer vervalt voortaan na een dag.',
    advice: 'Geef uw wachtwoord aan niemand, ook niet als de vraag van ons lijkt te komen.',
  },
  fr: {
    nature: 'Un export contenant votre nom et votre adresse e-mail est resté ouvert un jour sur notre site.',
    consequences:
      'Vous pouvez recevoir du courrier indésirable, ou des e-mails demandant votre mot de passe.',
    measures: 'Nous avons supprimé l’export. Les exports expirent désormais après un jour.',
    advice: 'Ne donnez votre mot de passe à personne, même si la demande semble venir de nous.',
  },
  en: {
    nature: 'An export with your name and e-mail address lay open on our website for a day.',
    consequences: 'You may get unwanted mail, or mail that asks for your password.',
    measures: 'We removed the export. From now on exports expire after a day.',
    advice: 'Tell nobody your password, even where the question seems to come from us.',
  },
})
export class WriteLetterBody {
  @Describe('The determination by whose list it goes out.')
  @IsId()
  readonly affected!: Uuid;

  @Describe('Which of its two lists.')
  @IsIn(PARTS)
  readonly part!: Part;

  @Nested(() => BreachLetterTexts)
  readonly nl!: BreachLetterTexts;

  @Nested(() => BreachLetterTexts)
  readonly fr!: BreachLetterTexts;

  @Nested(() => BreachLetterTexts)
  readonly en!: BreachLetterTexts;

  @Describe(
    'Who can say more (Art. 33(3)(b)); the contact of the catalogue, where it is left out. Kept encrypted.',
  )
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/^\S.*$/)
  readonly contact?: string;

  @Describe(
    'The last letter to the same list of the same determination, which this one corrects or adds to. Whether somebody is on ' +
      'another list as well is not asked.',
  )
  @IsOptional()
  @IsId()
  readonly after?: Uuid;
}

export class WriteLetterAnswer {
  @Describe('By it the letters to the persons are read; absent on a dry run.')
  @IsOptional()
  @IsId()
  readonly letter?: Uuid;
}

/** One text for all the persons of a list, in each language (Art. 34(2)). */
export class WriteLetter extends Command<BreachOutcome<'BreachLetterWritten'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: WriteLetterBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** It tells of consequences and measures: they were assessed before. Whoever it goes to is determined before, too. */
export function decideWriteLetter(
  state: BreachState,
  { affected, part, after, contact, nl, fr, en }: WriteLetterBody,
  { id, catalogue, words: editions }: Pick<DecisionContext, 'id' | 'catalogue' | 'words'>,
): BreachYields<'BreachLetterWritten'> {
  requireAssessed(state);
  const determination = state.determinations.find(each => each.affected === affected);
  if (!determination) throw malformed({ pointer: '/affected', rule: 'unknown' });
  if (!determination[part]) throw malformed({ pointer: '/part', rule: 'not-determined' });
  const last = state.letters.findLast(each => each.affected === affected && each.part === part);
  if (after !== undefined && after !== last?.letter)
    throw malformed({ pointer: '/after', rule: 'not-the-last-letter' });
  if (last && after === undefined) throw new DomainError('breach-letter-written', { letter: last.letter });
  return [
    event('BreachLetterWritten', {
      letter: id('letter'),
      affected,
      part,
      ...(after !== undefined && { after }),
      words: editions(...LETTER_AREAS),
      sealed: words({
        nl: { ...nl },
        fr: { ...fr },
        en: { ...en },
        contact: contact ?? catalogue.controller.contact,
      }),
    }),
  ];
}

@CommandHandler(WriteLetter)
export class WriteLetterHandler implements ICommandHandler<WriteLetter> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context }: WriteLetter) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: (state, given) => decideWriteLetter(state, body, given),
    });
  }
}
