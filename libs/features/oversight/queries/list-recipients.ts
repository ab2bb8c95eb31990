import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsString } from 'class-validator';
import { Pool } from 'pg';
import { DisclosureInDocument } from '#features/access-document/answers';
import { disclosuresIn } from '#features/access-document/happened';
import { ListedSharing, ListSharings } from '#features/records/queries/list-sharings';
import { CustomerRecords } from '#features/records/customer-records';
import { Catalogues, instanceOf } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import type { Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { bodyOf } from '#libs/features/orders';
import { Describe, Named, Nested, PageAnswer } from '#libs/http/schema';
import { Clock, DomainError, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { Entry } from '#libs/register';
import { allEntries } from '#libs/register/postgres';

class SharingInList extends ListedSharing {
  @Describe('Of the bank itself, where the recipient is the bank of the customer.')
  @IsString()
  readonly name!: string;
}

@Named('SharingPage')
export class SharingPage extends PageAnswer {
  @Nested(() => SharingInList, { each: true })
  readonly sharings!: readonly SharingInList[];

  @Describe(
    'Government bodies that received data, newest first, on every page; the person sees those that they may know of now.',
  )
  @Nested(() => DisclosureInDocument, { each: true })
  readonly bodies!: readonly DisclosureInDocument[];
}

/** Who received data of a subject, by name, newest first (Art. 15(1)(c), 19): a look at the subject. */
export class ListRecipients extends Query<SharingPage> {
  constructor(
    readonly subject: Uuid,
    readonly page: Page,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly reader: 'subject' | 'officer',
  ) {
    super();
  }
}

@QueryHandler(ListRecipients)
export class ListRecipientsHandler implements IQueryHandler<ListRecipients> {
  constructor(
    private readonly db: Pool,
    private readonly queries: QueryBus,
    private readonly freshness: Freshness,
    private readonly records: CustomerRecords,
    private readonly looks: Looks,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute(asked: ListRecipients): Promise<SharingPage> {
    const { subject, page, purpose, position, context, reader } = asked;
    if (!(await this.records.read(subject, position))) throw new DomainError('not-found');
    await this.freshness.of('register', position);
    const { sharings, ...next } = await this.queries.execute(new ListSharings(subject, page));
    const bodies = await this.bodiesOf(subject, reader);
    await this.looks.record(subject, 'recipients', purpose, context);
    const named = sharings.map(sharing => ({ ...sharing, name: this.nameOf(sharing) }));
    return { sharings: named, bodies, ...next };
  }

  /** Of what a non-disclosure hold covers the person is told once it is over (P16). */
  private async bodiesOf(subject: Uuid, reader: ListRecipients['reader']): Promise<DisclosureInDocument[]> {
    const entries: Entry[] = [];
    const knownAt = reader === 'subject' ? { knownAt: this.clock.now() } : {};
    for await (const { entry } of allEntries(this.db, { subject, kind: 'disclosed', ...knownAt }))
      entries.push(entry);
    return disclosuresIn(entries, body => bodyOf(body)?.name ?? body);
  }

  private nameOf({ recipient, instance }: ListedSharing): string {
    const found = this.catalogues.recipient(recipient);
    const which = found && instance !== undefined ? instanceOf(found, instance) : undefined;
    return which?.name ?? found?.name ?? recipient;
  }
}
