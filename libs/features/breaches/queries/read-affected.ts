import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { IsId, Named, PageAnswer, PageQuery } from '#libs/http/schema';
import { DomainError, isUuid, type Uuid } from '#libs/kernel';
import { Affected } from '../affected';
import { LookAtBreach } from '../commands/look-at-breach';
import { PARTS, type Part } from '../criteria';
import { requireDetermination } from '../guards';
import { breachStreamOf } from '../state';

export class ReadAffectedQuery extends PageQuery {
  @IsIn(PARTS)
  readonly part!: Part;
}

@Named('AffectedPage')
export class AffectedPage extends PageAnswer {
  @IsInt()
  readonly count!: number;

  @IsId({ each: true })
  readonly subjects!: readonly Uuid[];
}

/** Whom a breach affects, by pseudonym: a page of the list that was determined, which is a look at the breach (P09). */
export class ReadAffected extends Query<AffectedPage> {
  constructor(
    readonly breach: Uuid,
    readonly affected: Uuid,
    readonly asked: ReadAffectedQuery,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadAffected)
export class ReadAffectedHandler implements IQueryHandler<ReadAffected> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly persons: Affected,
    private readonly commands: CommandBus,
  ) {}

  async execute({ breach, affected, asked, context }: ReadAffected): Promise<AffectedPage> {
    const { part, limit = 100, cursor } = asked;
    const { state } = await this.runner.load(breachStreamOf(breach));
    const all = (await this.persons.recorded(requireDetermination(state, affected)))[part] ?? [];
    await this.commands.execute(new LookAtBreach(breach, 'affected', context));
    const { page, ...next } = pageOf(all, limit, cursor);
    return { count: all.length, subjects: page, ...next };
  }
}

/** A page of ids in their order. `cursor`: the last id of the page before. @throws DomainError `invalid-request` */
export function pageOf(
  all: readonly Uuid[],
  limit: number,
  cursor: string | undefined,
): { readonly page: readonly Uuid[]; readonly next?: string } {
  if (cursor !== undefined && !isUuid(cursor))
    throw new DomainError('invalid-request', { parameter: 'cursor' });
  const from = cursor === undefined ? 0 : all.findLastIndex(each => each <= cursor) + 1;
  const page = all.slice(from, from + limit);
  const last = page.at(-1);
  return from + limit < all.length && last !== undefined ? { page, next: last } : { page };
}
