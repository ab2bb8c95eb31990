import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { fieldsOfDocument } from '#libs/features/access-document';
import { fieldsProvided } from '#libs/features/portability';
import type { Uuid } from '#libs/kernel';
import type { Disclosed } from '../answers';
import { Disclosures } from '../document';
import { RequestLooks } from '../looks';
import { Requests } from '../requests';

/**
 * Shows what answers an access or portability request, which is a look at it (P09; Art. 15, 20). `subject`: of whom
 * alone it may be.
 */
export class ReadDocument extends Query<Disclosed> {
  constructor(
    readonly request: Uuid,
    readonly purpose: string,
    readonly context: CommandContext,
    readonly subject?: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadDocument)
export class ReadDocumentHandler implements IQueryHandler<ReadDocument> {
  constructor(
    private readonly requests: Requests,
    private readonly disclosures: Disclosures,
    private readonly looks: RequestLooks,
  ) {}

  async execute({ request, purpose, context, subject }: ReadDocument): Promise<Disclosed> {
    const opened = await this.requests.open(request, subject);
    const disclosed = await this.disclosures.of(opened);
    const fields = 'provided' in disclosed ? fieldsProvided(disclosed) : fieldsOfDocument(disclosed);
    await this.looks.record(opened.state, 'export', purpose, context, fields);
    return disclosed;
  }
}
