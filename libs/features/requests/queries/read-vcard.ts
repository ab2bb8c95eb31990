import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { fieldsProvided, vCard } from '#libs/features/portability';
import type { Uuid } from '#libs/kernel';
import { Disclosures } from '../document';
import { RequestLooks } from '../looks';
import { Requests } from '../requests';

/** What answers a portability request as a vCard, which is a look at it (P09, Art. 20). `subject`: of whom alone it may be. */
export class ReadVCard extends Query<string> {
  constructor(
    readonly request: Uuid,
    readonly purpose: string,
    readonly context: CommandContext,
    readonly subject?: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadVCard)
export class ReadVCardHandler implements IQueryHandler<ReadVCard> {
  constructor(
    private readonly requests: Requests,
    private readonly disclosures: Disclosures,
    private readonly looks: RequestLooks,
  ) {}

  async execute({ request, purpose, context, subject }: ReadVCard): Promise<string> {
    const opened = await this.requests.open(request, subject);
    const document = await this.disclosures.portability(opened);
    await this.looks.record(opened.state, 'export', purpose, context, fieldsProvided(document));
    return vCard(document);
  }
}
