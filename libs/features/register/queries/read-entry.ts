import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsString } from 'class-validator';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { Audits } from '#libs/features/audits';
import { Describe, Named, Nested } from '#libs/http/schema';
import { DomainError } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { entryByNumber } from '#libs/register/postgres';
import { RegisterEntryAnswer } from '../answers';

@Named('StoredEntry')
export class StoredEntryAnswer {
  @Nested(() => RegisterEntryAnswer)
  readonly entry!: RegisterEntryAnswer;

  @Describe('Canonical JSON (RFC 8785), base64url.')
  @IsString()
  readonly bytes!: string;

  @Describe('RFC 9162: SHA-256(0x00 ‖ bytes), base64url.')
  @IsString()
  readonly leafHash!: string;
}

/** Shows one entry, which is a look at whom it is about, or at the register. */
export class ReadEntry extends Query<StoredEntryAnswer> {
  constructor(
    readonly n: string,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadEntry)
export class ReadEntryHandler implements IQueryHandler<ReadEntry> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly looks: Looks,
    private readonly audits: Audits,
  ) {}

  async execute({ n, purpose, position, context }: ReadEntry): Promise<StoredEntryAnswer> {
    await this.freshness.of('register', position);
    const found = await entryByNumber(this.db, n);
    if (!found) throw new DomainError('not-found');
    const { entry, bytes, leafHash } = found;
    if (entry.subject !== undefined)
      await this.looks.record(entry.subject, 'register-entry', purpose, context);
    else await this.audits.look('entry', { n }, context);
    return { entry, bytes: bytes.toString('base64url'), leafHash: leafHash.toString('base64url') };
  }
}
