import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import type { Uuid } from '#libs/kernel';
import type { AccessPage } from '../answers';
import { Views, type Reader } from '../views';

/** Shows who looked at a subject, and when it signed in: a look too (P06, P09). */
export class ListAccesses extends Query<AccessPage> {
  constructor(
    readonly subject: Uuid,
    readonly page: Page,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly reader: Reader,
  ) {
    super();
  }
}

@QueryHandler(ListAccesses)
export class ListAccessesHandler implements IQueryHandler<ListAccesses> {
  constructor(
    private readonly views: Views,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, page, purpose, position, context, reader }: ListAccesses): Promise<AccessPage> {
    await this.views.record(subject, position);
    const shown = await this.views.accesses(subject, reader, page, position);
    await this.looks.record(subject, 'accesses', purpose, context);
    return shown;
  }
}
