import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { Catalogues, type Field } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { CustomerRecords } from '#features/records/customer-records';
import { Clock, DomainError, type Uuid } from '#libs/kernel';
import { LANGUAGES, type Language, type Letter } from '#libs/letters';
import type { LetterName } from '../codes';
import { Disclosures } from '../document';
import { fieldsOfLetter, letterOf } from '../letters';
import { RequestLooks } from '../looks';
import { subjectOfLetter, toldOf } from '../of-subject';
import { Requests, type OpenedRequest } from '../requests';
import { requireTrueOfSubject } from '../truth';

export class ReadLetterQuery {
  @IsIn(['text', 'html', 'pdf'])
  readonly format!: 'text' | 'html' | 'pdf';

  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

/** Writes a letter of a request, as it went out or would go out today, which is a look at the request (P09). */
export class ReadLetter extends Query<Letter> {
  constructor(
    readonly request: Uuid,
    readonly letter: LetterName,
    readonly language: Language | undefined,
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadLetter)
export class ReadLetterHandler implements IQueryHandler<ReadLetter> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly requests: Requests,
    private readonly disclosures: Disclosures,
    private readonly records: CustomerRecords,
    private readonly looks: RequestLooks,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ request, letter, language, purpose, context }: ReadLetter): Promise<Letter> {
    const opened = await this.requests.open(request);
    const { written, fields } = await this.written(opened, letter, language);
    await this.looks.record(opened.state, 'letter', purpose, context, fields);
    return written;
  }

  private async written(
    opened: OpenedRequest,
    name: LetterName,
    language: Language | undefined,
  ): Promise<{ readonly written: Letter; readonly fields: readonly Field[] }> {
    const { state } = opened;
    requireTrueOfSubject(state, name, await subjectOfLetter(this.runner, state, name));
    const now = this.clock.now();
    const disclosed =
      name === 'access-answer' ? await this.disclosures.access(opened).catch(notTrue) : undefined;
    const record =
      state.subject === undefined
        ? undefined
        : await this.records.read(state.subject, undefined).catch(erased);
    const written = letterOf(opened, name, {
      catalogue: this.catalogues.current(now),
      now,
      language,
      record,
      disclosed,
      told: await toldOf(this.runner, this.catalogues, state, name),
    });
    return { written, fields: fieldsOfLetter(opened, { record, disclosed }) };
  }
}

/** Of whom nothing is held any more, it is written to who asked. */
function erased(error: unknown): undefined {
  if (error instanceof DomainError && error.code === 'subject-erased') return undefined;
  throw error;
}

/** Problems for which a letter cannot be written now. */
const STANDS_IN_THE_WAY: readonly string[] = ['projection-behind', 'other-person-unsettled'];

/** Nothing to disclose: the letter itself then says that it would not be true. */
function notTrue(error: unknown): undefined {
  if (error instanceof DomainError && !STANDS_IN_THE_WAY.includes(error.code)) return undefined;
  throw error;
}
