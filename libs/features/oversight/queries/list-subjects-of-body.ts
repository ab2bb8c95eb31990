import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import type {
  SubjectsOfRecipient,
  SubjectsOfRecipientQuery,
} from '#features/records/queries/list-subjects-of-recipient';
import { Keyset, shown } from '#libs/database';
import type { Position } from '#libs/event-store';
import type { BodyCode } from '#libs/features/orders';
import { inPeriod } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { disclosedTo } from '#libs/register/postgres';

/** Subjects of whom a government body received data in a period, by pseudonym (P16), as the register has it. */
export class ListSubjectsOfBody extends Query<SubjectsOfRecipient> {
  constructor(
    readonly body: BodyCode,
    readonly by: SubjectsOfRecipientQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

const bySubject = new Keyset<{ readonly subject: Uuid }>({ subject: 'uuid' });

@QueryHandler(ListSubjectsOfBody)
export class ListSubjectsOfBodyHandler implements IQueryHandler<ListSubjectsOfBody> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ body, by, position }: ListSubjectsOfBody): Promise<SubjectsOfRecipient> {
    await this.freshness.of('register', position);
    const { from, to, ...page } = inPeriod(by);
    const [after] = bySubject.after(page);
    const found = await disclosedTo(this.db, body, { from, to, after, limit: bySubject.asked(page) });
    const { rows, ...next } = bySubject.cut(found, page) as { rows: typeof found; next?: string };
    return { subjects: rows.map(shown), ...next };
  }
}
