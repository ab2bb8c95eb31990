import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import type { Letter } from '#libs/letters';
import { LookAtBreach } from '../commands/look-at-breach';
import { BreachLetters } from '../letters';

export class ReadBreachLetterQuery {
  @IsIn(['text', 'html', 'pdf'])
  readonly format!: 'text' | 'html' | 'pdf';
}

/** Makes the letter to one person of a breach; a look at the breach, and at the person (P09). */
export class ReadBreachLetter extends Query<Letter> {
  constructor(
    readonly breach: Uuid,
    readonly letter: Uuid,
    readonly subject: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadBreachLetter)
export class ReadBreachLetterHandler implements IQueryHandler<ReadBreachLetter> {
  constructor(
    private readonly letters: BreachLetters,
    private readonly commands: CommandBus,
  ) {}

  /** @throws DomainError `not-found` also of who may not know yet; `person-not-written-to` */
  async execute({ breach, letter, subject, context }: ReadBreachLetter): Promise<Letter> {
    const written = await this.letters.open({ breach, letter }, context, subject);
    if (!written.persons.includes(subject)) throw new DomainError('not-found');
    await this.commands.execute(new LookAtBreach(breach, 'letters', context));
    const made = await this.letters.to(written, subject, context);
    if (typeof made === 'string') throw new DomainError('person-not-written-to', { reason: made });
    return made;
  }
}
