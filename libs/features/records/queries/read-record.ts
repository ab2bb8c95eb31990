import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import type { Uuid } from '#libs/kernel';
import { CustomerRecords } from '../customer-records';
import type { CustomerRecord } from '../record.sql';
import { fieldsIn, seen } from '../seen';

/** Shows a current record, which is a look at it (P09). Of an erased subject: what a law keeps. */
export class ReadRecord extends Query<CustomerRecord> {
  constructor(
    readonly subject: Uuid,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadRecord)
export class ReadRecordHandler implements IQueryHandler<ReadRecord> {
  constructor(
    private readonly records: CustomerRecords,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, purpose, position, context }: ReadRecord): Promise<CustomerRecord> {
    const found = await this.records.shown(subject, position);
    const shown = seen(found, this.looks.lens(purpose, context));
    await this.looks.record(subject, 'record', purpose, context, fieldsIn(shown));
    return shown;
  }
}
