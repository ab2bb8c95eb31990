import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { Describe, IsId, Named, Nested, PageAnswer, PageQuery } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { LANGUAGES, letterPage, lettersPdf, letterText, type Language, type Letter } from '#libs/letters';
import { KeyUnavailable } from '#libs/vault';
import { LookAtBreach } from '../commands/look-at-breach';
import { countsOf, NOT_WRITTEN, sheetOfLacking, type Lacking, type NotWritten } from '../lacking';
import { BreachLetters, type WrittenLetter } from '../letters';
import { pageOf } from './read-affected';

/** Letters that are made at the same time: each reads a stream, opens values and appends. */
const AT_ONCE = 10;

class LetterToPerson {
  @IsIn(LANGUAGES)
  readonly language!: Language;

  @IsString()
  readonly text!: string;

  @IsString()
  readonly html!: string;
}

class PersonOfLetter {
  @IsId()
  readonly subject!: Uuid;

  @IsOptional()
  @Nested(() => LetterToPerson)
  readonly letter?: LetterToPerson;

  @Describe(
    'Why there is no letter: the person was erased, neither an address nor an e-mail address is held, or a key cannot be had now ' +
      '(`key-unavailable`): ask again later.',
  )
  @IsOptional()
  @IsIn(NOT_WRITTEN)
  readonly notWritten?: NotWritten;
}

class LackingLetters {
  @IsIn(NOT_WRITTEN)
  readonly reason!: NotWritten;

  @IsInt()
  readonly count!: number;
}

@Named('BreachLetterPage')
export class BreachLetterPage extends PageAnswer {
  @Describe('Persons of the whole list that it goes to.')
  @IsInt()
  readonly count!: number;

  @Nested(() => PersonOfLetter, { each: true })
  readonly persons!: readonly PersonOfLetter[];

  @Describe('How many of this page have no letter, by reason.')
  @Nested(() => LackingLetters, { each: true })
  readonly lacking!: readonly LackingLetters[];
}

export class PrintBreachLettersQuery extends PageQuery {
  @Describe(
    'Of the sheet that says who has no letter; Dutch where it is not given. Each letter is in the language of its person.',
  )
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

/** Letters as they are made, to a page of the persons. */
export interface MadeLetters {
  readonly count: number;
  readonly persons: readonly { readonly subject: Uuid; readonly made: Letter | NotWritten }[];
  readonly next?: string;
}

/** Makes the letters to a page of the persons of a breach; a look at the breach, and at each of them (P09). */
export class ReadBreachLetters extends Query<MadeLetters> {
  constructor(
    readonly breach: Uuid,
    readonly letter: Uuid,
    readonly page: PageQuery,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadBreachLetters)
export class ReadBreachLettersHandler implements IQueryHandler<ReadBreachLetters> {
  constructor(
    private readonly letters: BreachLetters,
    private readonly commands: CommandBus,
  ) {}

  async execute({ breach, letter, page: asked, context }: ReadBreachLetters): Promise<MadeLetters> {
    const written = await this.letters.open({ breach, letter }, context);
    const { page, ...next } = pageOf(written.persons, asked.limit ?? 100, asked.cursor);
    await this.commands.execute(new LookAtBreach(breach, 'letters', context));
    const persons: MadeLetters['persons'][number][] = [];
    for (let at = 0; at < page.length; at += AT_ONCE) {
      const made = page
        .slice(at, at + AT_ONCE)
        .map(async subject => ({ subject, made: await this.to(written, subject, context) }));
      persons.push(...(await Promise.all(made)));
    }
    return { count: written.persons.length, persons, ...next };
  }

  /** A key that is missing stops one letter, and not those of the others. */
  private async to(
    written: WrittenLetter,
    subject: Uuid,
    context: CommandContext,
  ): Promise<Letter | NotWritten> {
    try {
      return await this.letters.to(written, subject, context);
    } catch (error) {
      if (error instanceof KeyUnavailable) return 'key-unavailable';
      throw error;
    }
  }
}

/** The page as JSON, each letter as text and as a page that prints. */
export function shownLetters({ persons, ...page }: MadeLetters): BreachLetterPage {
  const lacking = countsOf(lackingOf(persons));
  return { ...page, persons: persons.map(({ subject, made }) => ({ subject, ...shown(made) })), lacking };
}

/**
 * The page as one PDF for the printer. Where somebody on it has no letter, a sheet on top says who and why, and `lacking` how
 * many: a dictionary of RFC 9651.
 * @throws DomainError `nobody-written-to` where nobody on it has a letter
 */
export async function printedLetters(
  { persons }: MadeLetters,
  { letter, language = 'nl' }: { readonly letter: Uuid; readonly language?: Language | undefined },
): Promise<{ readonly pdf: Buffer; readonly lacking?: string }> {
  const without = lackingOf(persons);
  const lacking = countsOf(without)
    .map(({ reason, count }) => `${reason}=${count}`)
    .join(', ');
  const [first, ...others] = persons.flatMap(({ made }) => (typeof made === 'string' ? [] : [made]));
  if (!first) throw new DomainError('nobody-written-to', { lacking });
  if (without.length === 0) return { pdf: await lettersPdf([first, ...others]) };
  const { sender, on } = first;
  const sheet = sheetOfLacking(without, { letter, language, sender, on, persons: persons.length });
  return { pdf: await lettersPdf([sheet, first, ...others]), lacking };
}

function lackingOf(persons: MadeLetters['persons']): Lacking[] {
  return persons.flatMap(({ subject, made }) =>
    typeof made === 'string' ? [{ subject, reason: made }] : [],
  );
}

function shown(made: Letter | NotWritten): Omit<PersonOfLetter, 'subject'> {
  if (typeof made === 'string') return { notWritten: made };
  return { letter: { language: made.language, text: letterText(made), html: letterPage(made) } };
}
