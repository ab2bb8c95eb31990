import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AuditList } from '../answers';
import { Audits } from '../audits';

/** All audits, in the order in which they were opened. */
export class ListAudits extends Query<AuditList> {}

@QueryHandler(ListAudits)
export class ListAuditsHandler implements IQueryHandler<ListAudits> {
  constructor(private readonly audits: Audits) {}

  async execute(): Promise<AuditList> {
    return { audits: await this.audits.all() };
  }
}
