import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsString } from 'class-validator';
import { ListedSharing, ListSharings } from '#features/records/queries/list-sharings';
import { CustomerRecords } from '#features/records/customer-records';
import { Catalogues, recipientOf } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import type { Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { Named, Nested, PageAnswer } from '#libs/http/schema';
import { Clock, DomainError, type Uuid } from '#libs/kernel';

class SharingInList extends ListedSharing {
  @IsString()
  readonly name!: string;
}

@Named('SharingPage')
export class SharingPage extends PageAnswer {
  @Nested(() => SharingInList, { each: true })
  readonly sharings!: readonly SharingInList[];
}

/** Who received data of a subject, by name, newest first (Art. 15(1)(c), 19): a look at the subject. */
export class ListRecipients extends Query<SharingPage> {
  constructor(
    readonly subject: Uuid,
    readonly page: Page,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ListRecipients)
export class ListRecipientsHandler implements IQueryHandler<ListRecipients> {
  constructor(
    private readonly queries: QueryBus,
    private readonly records: CustomerRecords,
    private readonly looks: Looks,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ subject, page, purpose, position, context }: ListRecipients): Promise<SharingPage> {
    if (!(await this.records.read(subject, position))) throw new DomainError('not-found');
    await this.looks.record(subject, 'recipients', purpose, context);
    const { sharings, ...next } = await this.queries.execute(new ListSharings(subject, page));
    const catalogue = this.catalogues.current(this.clock.now());
    const named = sharings.map(sharing => ({
      ...sharing,
      name: recipientOf(catalogue, sharing.recipient)?.name ?? sharing.recipient,
    }));
    return { sharings: named, ...next };
  }
}
