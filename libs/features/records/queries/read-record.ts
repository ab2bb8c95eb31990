import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { HeldValues } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { CustomerRecords } from '../customer-records';
import type { CustomerRecord } from '../record.sql';
import { fieldsIn, given, seen } from '../seen';

/**
 * Shows a current record, which is a look at it (P09). Of an erased subject: what a law keeps. To its own subject: not what
 * concerns another person too (Art. 15(4)).
 */
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
    private readonly values: HeldValues,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, purpose, position, context }: ReadRecord): Promise<CustomerRecord> {
    const record = await this.records.shown(subject, position);
    const own = context.actor.role === 'customer';
    const found = own ? given(record, (await this.values.leftOut(subject)).leavesOut) : record;
    const shown = seen(found, await this.looks.lens(subject, purpose, context));
    await this.looks.record(subject, 'record', purpose, context, fieldsIn(shown));
    return shown;
  }
}
