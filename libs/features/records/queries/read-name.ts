import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { Describe, IsId, Named } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { CustomerRecords } from '../customer-records';
import type { CustomerRecord, RecordValue } from '../record.sql';
import { fieldsIn, seen } from '../seen';

const NAME = ['familyName', 'givenName'] as const;

@Named('SubjectName')
export class SubjectName {
  @IsId()
  readonly subject!: Uuid;

  @Describe('Of a legal person its whole name. Absent where none is shown for the stated purpose.')
  @IsOptional()
  @IsString()
  readonly familyName?: string;

  @IsOptional()
  @IsString()
  readonly givenName?: string;
}

/** Shows what somebody is called, and nothing else of them: a look at these fields (P04, P09). */
export class ReadName extends Query<SubjectName> {
  constructor(
    readonly subject: Uuid,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadName)
export class ReadNameHandler implements IQueryHandler<ReadName> {
  constructor(
    private readonly records: CustomerRecords,
    private readonly looks: Looks,
  ) {}

  /** @throws DomainError `not-found`, `subject-erased`; those of {@link Looks.record} */
  async execute({ subject, purpose, position, context }: ReadName): Promise<SubjectName> {
    const record = await this.records.shown(subject, position);
    const { values } = seen(record, await this.looks.lens(subject, purpose, context));
    const parts = NAME.flatMap(field => newest(values, field) ?? []);
    await this.looks.record(subject, 'record', purpose, context, fieldsIn({ values: parts }));
    return {
      subject,
      ...Object.fromEntries(parts.flatMap(part => ('value' in part ? [[part.field, part.value]] : []))),
    };
  }
}

/** What is held for several purposes is told once, as it was recorded last. */
function newest(values: CustomerRecord['values'], field: string): RecordValue | undefined {
  return values
    .filter(value => value.field === field && 'value' in value)
    .sort((a, b) => (a.since < b.since ? 1 : -1))[0];
}
