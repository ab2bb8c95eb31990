import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import type { Caller } from '#libs/http';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { asShownToSubject, csvHeader, csvRow, jsonHead, jsonLine, type Entry } from '#libs/register';
import { allEntries, registerSize } from '#libs/register/postgres';
import { WhoIsResponsible } from '../responsible';
import { SubjectLooks } from '../subject-looks';
import { Withheld } from '../withheld';

const FORMATS = ['csv', 'jsonl'] as const;

export class ExportRegisterQuery {
  @IsIn(FORMATS)
  readonly format!: (typeof FORMATS)[number];
}

/** The whole of a subject's register, line by line. */
export class ExportRegisterOfSubject extends Query<AsyncIterable<string>> {
  constructor(
    readonly subject: Uuid,
    readonly format: ExportRegisterQuery['format'],
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly caller: Pick<Caller, 'role'>,
  ) {
    super();
  }
}

@QueryHandler(ExportRegisterOfSubject)
export class ExportRegisterOfSubjectHandler implements IQueryHandler<ExportRegisterOfSubject> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly looks: SubjectLooks,
    private readonly withheld: Withheld,
    private readonly responsible: WhoIsResponsible,
  ) {}

  async execute(query: ExportRegisterOfSubject): Promise<AsyncIterable<string>> {
    const { subject, format, purpose, position, context, caller } = query;
    await this.freshness.of('register', position);
    // The export ends before the look that it is: the lines are read after that was recorded.
    const before = BigInt(await registerSize(this.db));
    const filter = { subject, before, ...this.withheld.of(caller) };
    await this.looks.record(subject, 'export', purpose, context, filter);
    const shown = caller.role === 'customer' ? asShownToSubject : (entry: Entry): Entry => entry;
    const { db } = this;
    const csv = format === 'csv';
    const responsible = this.responsible.now();
    async function* lines(): AsyncGenerator<string> {
      yield csv ? csvHeader() : jsonHead(responsible);
      for await (const { entry } of allEntries(db, filter))
        yield csv ? csvRow(shown(entry), responsible) : jsonLine(shown(entry));
    }
    return lines();
  }
}
