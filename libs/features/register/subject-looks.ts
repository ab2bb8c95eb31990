import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { DomainError, type Uuid } from '#libs/kernel';
import { findEntries, type RegisterFilter } from '#libs/register/postgres';

/** Records that somebody looks at what the register says of a subject. */
@Injectable()
export class SubjectLooks {
  constructor(
    private readonly db: Pool,
    private readonly looks: Looks,
  ) {}

  /**
   * A look at somebody of whom there is no entry is a look at nobody.
   * @throws DomainError `not-found`, and those of {@link Looks.record}
   */
  async record(
    subject: Uuid,
    view: 'register' | 'export',
    purpose: string,
    context: CommandContext,
    by: Pick<RegisterFilter, 'knownAt'> = {},
  ): Promise<void> {
    const known = await findEntries(this.db, { ...by, subject }, { limit: 1 });
    if (known.entries.length === 0) throw new DomainError('not-found');
    await this.looks.record(subject, view, purpose, context);
  }
}
