import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Audits } from '#libs/features/audits';
import { Describe, IsId, IsTime } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { findEntries, registerSize } from '#libs/register/postgres';
import { pageOfEntries, type RegisterPage } from '../answers';
import { EntriesQuery, filterOf } from '../filter';
import { SubjectLooks } from '../subject-looks';

export class SearchRegisterQuery extends EntriesQuery {
  @Describe('What a checkpoint of this size held. What is withheld is asked of now.')
  @IsOptional()
  @IsString()
  @Matches(/^(0|[1-9][0-9]{0,18})$/)
  readonly size?: string;

  @Describe('Events until this time, by their own time: no prefix of the register.')
  @IsOptional()
  @IsTime()
  readonly asOf?: string;

  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @Describe("A person's pseudonym; `/v1/actors` tells whose it is.")
  @IsOptional()
  @IsId()
  readonly actor?: Uuid;

  @Describe('What a service did, by its client id.')
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly client?: string;
}

/** Searches the register, which is a look at the subject that is asked for, or at the register. */
export class SearchRegister extends Query<RegisterPage> {
  constructor(
    readonly asked: SearchRegisterQuery,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(SearchRegister)
export class SearchRegisterHandler implements IQueryHandler<SearchRegister> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly looks: SubjectLooks,
    private readonly audits: Audits,
  ) {}

  async execute({ asked, purpose, position, context }: SearchRegister): Promise<RegisterPage> {
    await this.freshness.of('register', position);
    const { order, limit = 100, cursor, size, ...filters } = asked;
    const { actor, client = actor, ...rest } = filters;
    const who = client !== undefined && { actor: client };
    const by = { ...filterOf(rest), ...who, ...(size !== undefined && { before: await this.sizeOf(size) }) };
    const found = await findEntries(this.db, by, { limit, ...(order && { order }), cursor });
    if (by.subject !== undefined) await this.looks.record(by.subject, 'register', purpose, context);
    // What was looked for can be anything that a caller writes: its kind is recorded, not its words.
    else await this.audits.look('register', { by: Object.keys(filters).sort().join(' ') }, context);
    return pageOfEntries(found);
  }

  /** @throws DomainError beyond-the-register */
  private async sizeOf(text: string): Promise<bigint> {
    const [size, now] = [BigInt(text), BigInt(await registerSize(this.db))];
    if (size > now) throw new DomainError('beyond-the-register', { size: String(now) });
    return size;
  }
}
