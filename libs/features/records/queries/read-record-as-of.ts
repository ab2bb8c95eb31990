import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { HeldValues } from '#libs/features/subjects';
import { Describe, IsTime } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { heldAt, recordAsOf } from '../as-of';
import { CustomerRecords } from '../customer-records';
import type { CustomerRecord } from '../record.sql';
import { fieldsIn, seen } from '../seen';

export class ReadRecordAsOfQuery {
  @Describe('The moment, that of an event included. One that is to come: as it is now.')
  @IsTime()
  readonly at!: string;
}

/** Shows a record as it was at a moment, less what was erased since. It is a look at the record (P09). */
export class ReadRecordAsOf extends Query<CustomerRecord> {
  constructor(
    readonly subject: Uuid,
    readonly by: ReadRecordAsOfQuery,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadRecordAsOf)
export class ReadRecordAsOfHandler implements IQueryHandler<ReadRecordAsOf> {
  constructor(
    private readonly records: CustomerRecords,
    private readonly values: HeldValues,
    private readonly looks: Looks,
  ) {}

  /** @throws DomainError `not-found`, of a moment before the registration too; `subject-erased` where nothing stayed */
  async execute({ subject, by, purpose, position, context }: ReadRecordAsOf): Promise<CustomerRecord> {
    const record = await this.records.shown(subject, position);
    const events = await this.values.events(subject);
    const at = Date.parse(by.at);
    const now = { ...(await this.values.in(events, heldAt(at))), events, record };
    const then = recordAsOf(now, at);
    if (!then) throw new DomainError('not-found');
    const shown = seen(then, await this.looks.lens(subject, purpose, context));
    await this.looks.record(subject, 'record', purpose, context, fieldsIn(shown));
    return shown;
  }
}
