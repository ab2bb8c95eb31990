import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { Signings } from '#libs/features/signing';
import { DomainError } from '#libs/kernel';
import { latestCheckpoint } from '#libs/register';
import { currentOrigin } from '../origin';

/** The newest checkpoint as a signed note (C2SP tlog-checkpoint). */
export class ReadCheckpoint extends Query<string> {}

@QueryHandler(ReadCheckpoint)
export class ReadCheckpointHandler implements IQueryHandler<ReadCheckpoint> {
  constructor(
    private readonly db: Pool,
    private readonly signings: Signings,
  ) {}

  /** @throws DomainError not-signing, not-found */
  async execute(): Promise<string> {
    const newest = await latestCheckpoint(this.db, await currentOrigin(this.signings));
    if (!newest) throw new DomainError('not-found');
    return newest.witnessed;
  }
}
