import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { answered } from '#features/subjects/answers';
import { Catalogues } from '#libs/catalogue';
import { written } from '#libs/commands';
import {
  Answer,
  command,
  Endpoint,
  letterAnswer,
  pageAnswer,
  PageQuery,
  pdfAnswer,
  query,
  type Call,
  type Result,
} from '#libs/http';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { Breach, BreachPage } from './answers';
import { BreachFile } from './file';
import { filePage } from './page';
import { AssessBreach, AssessBreachBody } from './commands/assess-breach';
import { CloseBreach, CloseBreachBody } from './commands/close-breach';
import { CorrectBreach, CorrectBreachBody } from './commands/correct-breach';
import {
  DetermineAffected,
  DetermineAffectedAnswer,
  DetermineAffectedBody,
} from './commands/determine-affected';
import { NotTellPersons, NotTellPersonsBody } from './commands/not-tell-persons';
import { NotifyAuthority, NotifyAuthorityBody } from './commands/notify-authority';
import { RecordBreach, RecordBreachAnswer, RecordBreachBody } from './commands/record-breach';
import { TellPersons, TellPersonsBody } from './commands/tell-persons';
import { WriteLetter, WriteLetterAnswer, WriteLetterBody } from './commands/write-letter';
import { ExportAffected, ExportAffectedQuery } from './queries/export-affected';
import { ReadFile, ReadFilePageQuery } from './queries/read-file';
import { ListBreaches, ListBreachesQuery } from './queries/list-breaches';
import { AffectedPage, ReadAffected, ReadAffectedQuery } from './queries/read-affected';
import { ReadBreach } from './queries/read-breach';
import { ReadBreachLetter, ReadBreachLetterQuery } from './queries/read-breach-letter';
import {
  BreachLetterPage,
  PrintBreachLettersQuery,
  printedLetters,
  ReadBreachLetters,
  shownLetters,
} from './queries/read-breach-letters';

const officer = { tag: 'breaches', roles: ['privacy-officer'] } as const;

const record = command('/v1/breaches', {
  ...officer,
  summary: 'Record a breach of personal data, or what may be one',
  description:
    'Art. 33(5). When it happened, was found, was reported by a processor and became known with reasonable certainty are told ' +
    'apart; the 72 hours are counted from the last. What officers write is kept under a key of the breach.',
  body: RecordBreachBody,
  answer: RecordBreachAnswer,
  creates: true,
  problems: ['malformed-value', 'purpose-unknown'],
});
const correct = command('/v1/breaches/:breach/correct', {
  ...officer,
  summary: 'Correct or add what is known of a breach, with the reason',
  description: 'What is left out stays. Another time at which it became known moves the end of the 72 hours.',
  ifMatch: true,
  body: CorrectBreachBody,
  problems: ['malformed-value', 'breach-closed'],
});
const assess = command('/v1/breaches/:breach/assess', {
  ...officer,
  summary: 'Assess a breach: nature, causes, whom and what it concerns, consequences, measures, risk',
  description: 'The elements of Art. 33(3), and the risk with its reasons. The last assessment stands.',
  ifMatch: true,
  body: AssessBreachBody,
  problems: ['breach-closed'],
});
const notify = command('/v1/breaches/:breach/notify-authority', {
  ...officer,
  summary: 'Record that the authority was told, in one phase of several',
  description:
    'Art. 33(1), (4): each phase with its time, channel and reference. A first phase after 72 hours gives the reasons of the delay.',
  body: NotifyAuthorityBody,
  problems: [
    'malformed-value',
    'breach-closed',
    'breach-not-known',
    'breach-not-assessed',
    'delay-reasons-missing',
  ],
});
const affected = command('/v1/breaches/:breach/affected', {
  ...officer,
  summary: 'Determine whom a breach affects, by what the register says',
  description:
    'By period, and by whom, recipient, purpose or fields. `touched`: with whose data something was done then. `held`: whose ' +
    'data was held at some time then, by purpose and fields; with a recipient, whose data that had got by then. The two are ' +
    'lists of their own. On record are criteria, size of the register, numbers and digests; asked again with that size the same is answered.',
  body: DetermineAffectedBody,
  answer: DetermineAffectedAnswer,
  problems: [
    'malformed-value',
    'breach-closed',
    'criteria-match-everybody',
    'purpose-unknown',
    'beyond-the-register',
    'projection-behind',
  ],
});
const write = command('/v1/breaches/:breach/write-letter', {
  ...officer,
  summary: 'Write the letter to the persons of a list, in each language',
  description:
    'Art. 34(2): nature, likely consequences and measures in clear and plain language, and who can say more. It goes to whoever ' +
    'is on a list that was determined, but for those who may not know why they are on it (P16). Kept under the key of the breach.',
  body: WriteLetterBody,
  answer: WriteLetterAnswer,
  problems: ['malformed-value', 'breach-closed', 'breach-not-assessed', 'breach-letter-written'],
});
const tell = command('/v1/breaches/:breach/tell-persons', {
  ...officer,
  summary: 'Record that persons were told of a breach',
  description: 'Art. 34(1).',
  body: TellPersonsBody,
  problems: ['malformed-value', 'breach-closed', 'breach-not-assessed'],
});
const notTell = command('/v1/breaches/:breach/not-tell-persons', {
  ...officer,
  summary: 'Record why persons are not told of a high risk',
  description: 'Art. 34(3): the ground, the reason, and of (c) the public communication in its place.',
  ifMatch: true,
  body: NotTellPersonsBody,
  problems: ['malformed-value', 'breach-closed', 'breach-not-assessed', 'no-high-risk'],
});
const close = command('/v1/breaches/:breach/close', {
  ...officer,
  summary: 'Close a breach, with what was learned',
  description:
    'Once it is assessed, and the authority and persons were told as the risk asks. What was written is kept as long as the catalogue says.',
  body: CloseBreachBody,
  problems: ['breach-not-assessed', 'authority-not-notified', 'delay-reasons-missing', 'persons-not-told'],
});

const list = query('/v1/breaches', {
  ...officer,
  summary: 'List breaches, the oldest first',
  description: 'With the hours that are left to tell the authority. Times and codes only.',
  query: ListBreachesQuery,
  position: true,
  response: BreachPage,
  problems: ['projection-behind'],
});
const one = query('/v1/breaches/:breach', {
  ...officer,
  summary: 'Read a breach',
  description:
    'With what officers wrote; the look is recorded with the breach. The ETag is what a correction, an assessment and a decision ' +
    'not to tell persons take in `If-Match`.',
  response: Breach,
  problems: ['key-unavailable', 'purpose-unknown'],
});

const lettersProblems = [
  'affected-differs',
  'breach-words-ended',
  'key-unavailable',
  'look-not-allowed',
  'projection-behind',
  'purpose-unknown',
] as const;

const affectedList = query('/v1/breaches/:breach/affected/:affected', {
  ...officer,
  summary: 'Read whom a breach affects, by pseudonym',
  description: 'A page of one of the two lists that were determined; a look at the breach.',
  query: ReadAffectedQuery,
  response: AffectedPage,
  problems: ['affected-differs', 'purpose-unknown'],
});
const affectedExport = query('/v1/breaches/:breach/affected/:affected/export', {
  ...officer,
  summary: 'Export whom a breach affects, by pseudonym',
  description: 'A head, and then the lines of which the digest is on record; a look at the breach.',
  query: ExportAffectedQuery,
  response: { 'text/csv': null },
  problems: ['affected-differs', 'purpose-unknown'],
});

const letters = query('/v1/breaches/:breach/letters/:letter/persons', {
  ...officer,
  summary: 'Make the letters to a page of the persons of a breach',
  description:
    'Each in the language of its person, as text and as a page that prints. Names and addresses are opened for it and kept nowhere; ' +
    'each is a look at that person, recorded once for the same letter, officer and values (P09). Who was erased, has no address or whose key cannot be had now is named.',
  query: PageQuery,
  response: BreachLetterPage,
  problems: lettersProblems,
});
const print = query('/v1/breaches/:breach/letters/:letter/print', {
  ...officer,
  summary: 'Make the letters to a page of the persons of a breach as one PDF',
  description:
    'The letters of the same page of the list (`limit`, `cursor`), each on pages of its own; the same looks. A sheet on top says who ' +
    'of the page has none and why, and so does the header `Letters-Lacking`, such as `erased=2, key-unavailable=1` (RFC 9651); neither is there where ' +
    'everybody has one. The list says where the next page begins.',
  query: PrintBreachLettersQuery,
  response: { 'application/pdf': null },
  problems: [...lettersProblems, 'nobody-written-to'],
});
const letter = query('/v1/breaches/:breach/letters/:letter/persons/:subject', {
  ...officer,
  summary: 'Make the letter to one person of a breach, as text, a page that prints or a PDF',
  description: 'As in the list of the letters: the same look.',
  query: ReadBreachLetterQuery,
  response: { 'text/plain': null, 'text/html': null, 'application/pdf': null },
  problems: [...lettersProblems, 'person-not-written-to'],
});

const file = query('/v1/breaches/:breach/file', {
  ...officer,
  summary: 'Read the file of a breach for the authority',
  description:
    'The elements of Art. 33(3), and how Art. 33(1), (4), (5) and 34 were kept, as it stands now; a look.',
  response: BreachFile,
  problems: ['key-unavailable', 'purpose-unknown'],
});
const filed = query('/v1/breaches/:breach/file/page', {
  ...officer,
  summary: 'Read the file of a breach for the authority as a page that prints',
  description: 'In Dutch, French or English; what officers wrote stands as they wrote it. A look.',
  query: ReadFilePageQuery,
  response: { 'text/html': null },
  problems: ['key-unavailable', 'purpose-unknown'],
});

/** Breaches of personal data (Art. 33, 34). */
@Controller()
export class BreachesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
  ) {}

  @Endpoint(record)
  async record({ body, context }: Call<typeof record>): Promise<Result<typeof record>> {
    const breach = this.vault.idFrom(context.commandId, 'breach');
    const outcome = await this.commands.execute(new RecordBreach(breach, body, context));
    return answered(outcome, { breach }, `/v1/breaches/${breach}`);
  }

  @Endpoint(correct)
  async correct({ params, body, context, version }: Call<typeof correct>): Promise<Result<typeof correct>> {
    return answered(await this.commands.execute(new CorrectBreach(params.breach, body, context, version)));
  }

  @Endpoint(assess)
  async assess({ params, body, context, version }: Call<typeof assess>): Promise<Result<typeof assess>> {
    return answered(await this.commands.execute(new AssessBreach(params.breach, body, context, version)));
  }

  @Endpoint(notify)
  async notify({ params, body, context }: Call<typeof notify>): Promise<Result<typeof notify>> {
    return answered(await this.commands.execute(new NotifyAuthority(params.breach, body, context)));
  }

  @Endpoint(affected)
  async affected({ params, body, context }: Call<typeof affected>): Promise<Result<typeof affected>> {
    const outcome = await this.commands.execute(new DetermineAffected(params.breach, body, context));
    return answered(outcome, { ...outcome.determination });
  }

  @Endpoint(affectedList)
  async affectedList({
    params,
    query: asked,
    context,
  }: Call<typeof affectedList>): Promise<Result<typeof affectedList>> {
    return this.queries.execute(new ReadAffected(params.breach, params.affected, asked, context));
  }

  @Endpoint(affectedExport)
  async affectedExport({
    params,
    query: { part },
    context,
  }: Call<typeof affectedExport>): Promise<Result<typeof affectedExport>> {
    const csv = await this.queries.execute(new ExportAffected(params.breach, params.affected, part, context));
    const disposition = `attachment; filename="${part}.csv"`;
    return new Answer(csv, { type: 'text/csv; charset=utf-8', disposition });
  }

  @Endpoint(write)
  async write({ params, body, context }: Call<typeof write>): Promise<Result<typeof write>> {
    const outcome = await this.commands.execute(new WriteLetter(params.breach, body, context));
    const letter = written(outcome, 'BreachLetterWritten')?.letter;
    return answered(outcome, { ...(letter !== undefined && { letter }) });
  }

  @Endpoint(letters)
  async letters({ params, query: page, context }: Call<typeof letters>): Promise<Result<typeof letters>> {
    const { breach, letter: id } = params;
    return shownLetters(await this.queries.execute(new ReadBreachLetters(breach, id, page, context)));
  }

  @Endpoint(print)
  async print({ params, query: asked, context }: Call<typeof print>): Promise<Result<typeof print>> {
    const { breach, letter: id } = params;
    const { language, ...page } = asked;
    const made = await this.queries.execute(new ReadBreachLetters(breach, id, page, context));
    const { pdf, lacking } = await printedLetters(made, { letter: id, language });
    return pdfAnswer(pdf, { lettersLacking: lacking });
  }

  @Endpoint(letter)
  async letter({ params, query: { format }, context }: Call<typeof letter>): Promise<Result<typeof letter>> {
    const { breach, letter: id, subject } = params;
    return letterAnswer(
      await this.queries.execute(new ReadBreachLetter(breach, id, subject, context)),
      format,
    );
  }

  @Endpoint(tell)
  async tell({ params, body, context }: Call<typeof tell>): Promise<Result<typeof tell>> {
    return answered(await this.commands.execute(new TellPersons(params.breach, body, context)));
  }

  @Endpoint(notTell)
  async notTell({ params, body, context, version }: Call<typeof notTell>): Promise<Result<typeof notTell>> {
    return answered(await this.commands.execute(new NotTellPersons(params.breach, body, context, version)));
  }

  @Endpoint(close)
  async close({ params, body, context }: Call<typeof close>): Promise<Result<typeof close>> {
    return answered(await this.commands.execute(new CloseBreach(params.breach, body, context)));
  }

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListBreaches(asked, position));
  }

  @Endpoint(one)
  async one({ params, context }: Call<typeof one>): Promise<Result<typeof one>> {
    const found = await this.queries.execute(new ReadBreach(params.breach, context));
    return new Answer(found, { version: found.version });
  }

  @Endpoint(file)
  async file({ params, context }: Call<typeof file>): Promise<Result<typeof file>> {
    return this.queries.execute(new ReadFile(params.breach, context));
  }

  @Endpoint(filed)
  async filed({ params, query: { language }, context }: Call<typeof filed>): Promise<Result<typeof filed>> {
    const made = await this.queries.execute(new ReadFile(params.breach, context));
    return pageAnswer(filePage(made, this.catalogues.current(new Date(made.madeAt)), language));
  }
}
