import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import type { Caller } from '#libs/http';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { asShownToSubject } from '#libs/register';
import { findEntries, ownEntries } from '#libs/register/postgres';
import { pageOfEntries, type RegisterPage } from '../answers';
import { filterOf, type EntriesQuery } from '../filter';
import { SubjectLooks } from '../subject-looks';
import { Withheld } from '../withheld';

/** Shows what was done with the data of a subject. The subject sees who acted by function, and nothing that is withheld. */
export class ReadRegisterOfSubject extends Query<RegisterPage> {
  constructor(
    readonly subject: Uuid,
    readonly asked: EntriesQuery,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly caller: Pick<Caller, 'role'>,
  ) {
    super();
  }
}

@QueryHandler(ReadRegisterOfSubject)
export class ReadRegisterOfSubjectHandler implements IQueryHandler<ReadRegisterOfSubject> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly looks: SubjectLooks,
    private readonly withheld: Withheld,
  ) {}

  async execute(query: ReadRegisterOfSubject): Promise<RegisterPage> {
    const { subject, asked, purpose, position, context, caller } = query;
    await this.freshness.of('register', position);
    const known = this.withheld.of(caller);
    const { order, limit = 100, cursor, ...filters } = asked;
    const [by, page] = [filterOf(filters), { limit, ...(order && { order }), cursor }];
    const { knownAt } = known;
    const found = knownAt
      ? pageOfEntries(await ownEntries(this.db, subject, { ...by, knownAt }, page), asShownToSubject)
      : pageOfEntries(await findEntries(this.db, { ...by, subject }, page));
    await this.looks.record(subject, 'register', purpose, context, known);
    return found;
  }
}
