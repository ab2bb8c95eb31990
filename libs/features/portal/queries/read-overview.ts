import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import type { Uuid } from '#libs/kernel';
import type { Overview } from '../overview';
import { Views, type Reader } from '../views';

/** Shows everything that is held on a subject, which is a look at it (P08, P09, Art. 15). */
export class ReadOverview extends Query<Overview> {
  constructor(
    readonly subject: Uuid,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly reader: Reader,
  ) {
    super();
  }
}

@QueryHandler(ReadOverview)
export class ReadOverviewHandler implements IQueryHandler<ReadOverview> {
  constructor(
    private readonly views: Views,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, purpose, position, context, reader }: ReadOverview): Promise<Overview> {
    const record = await this.views.record(subject, position);
    const shown = await this.views.overview(record, reader, position);
    await this.looks.record(subject, 'overview', purpose, context);
    return shown;
  }
}
