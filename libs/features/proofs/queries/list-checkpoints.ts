import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Pool } from 'pg';
import { Signings } from '#libs/features/signing';
import { Named, Nested } from '#libs/http/schema';
import { checkpoints } from '#libs/register';
import { Checkpoint, shownCheckpoint } from '../checkpoint';
import { currentOrigin } from '../origin';

export class ListCheckpointsQuery {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit?: number;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly cursor?: string;
}

@Named('CheckpointPage')
export class CheckpointPage {
  @Nested(() => Checkpoint, { each: true })
  readonly checkpoints!: readonly Checkpoint[];

  @IsOptional()
  @IsString()
  readonly next?: string;
}

/** Checkpoints of the origin that is signed for now, newest first. */
export class ListCheckpoints extends Query<CheckpointPage> {
  constructor(readonly page: ListCheckpointsQuery) {
    super();
  }
}

@QueryHandler(ListCheckpoints)
export class ListCheckpointsHandler implements IQueryHandler<ListCheckpoints> {
  constructor(
    private readonly db: Pool,
    private readonly signings: Signings,
  ) {}

  async execute({ page: { limit = 100, cursor } }: ListCheckpoints): Promise<CheckpointPage> {
    const origin = await currentOrigin(this.signings);
    const { found, next } = await checkpoints(this.db, origin, { limit, cursor });
    return { checkpoints: found.map(shownCheckpoint), ...(next !== undefined && { next }) };
  }
}
