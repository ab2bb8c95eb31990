import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { Pool } from 'pg';
import { Signings } from '#libs/features/signing';
import { IsId, IsTime, Named, Nested } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { forkOf, Signer } from '#libs/register';
import { currentOrigin } from '../origin';
import { IsTreeSize } from '../sizes';

class ForkAnswer {
  @IsTime()
  readonly since!: string;

  @IsTreeSize()
  readonly sound!: string;

  @IsTreeSize()
  readonly signed!: string;

  @IsString()
  readonly place!: string;

  @IsOptional()
  @IsId()
  readonly incident?: Uuid;
}

class WitnessAnswer {
  @IsString()
  readonly name!: string;

  @IsOptional()
  @IsTreeSize()
  readonly size?: string;

  @IsOptional()
  @IsTime()
  readonly reachedAt?: string;

  @IsInt()
  readonly failures!: number;

  @IsOptional()
  @IsString()
  readonly error?: string;
}

@Named('SigningStateNow')
export class SigningStateNow {
  @IsString()
  readonly origin!: string;

  @IsOptional()
  @Nested(() => ForkAnswer)
  readonly fork?: ForkAnswer;

  @Nested(() => WitnessAnswer, { each: true })
  readonly witnesses!: readonly WitnessAnswer[];
}

/** Whether the register goes on from what was signed, and how its witnesses do. */
export class ReadSigningState extends Query<SigningStateNow> {}

@QueryHandler(ReadSigningState)
export class ReadSigningStateHandler implements IQueryHandler<ReadSigningState> {
  constructor(
    private readonly db: Pool,
    private readonly signer: Signer,
    private readonly signings: Signings,
  ) {}

  async execute(): Promise<SigningStateNow> {
    const origin = await currentOrigin(this.signings);
    const [fork, { incident }] = [await forkOf(this.db, origin), await this.signings.state()];
    return {
      origin,
      ...(fork && {
        fork: {
          since: fork.since.toISOString(),
          sound: String(fork.sound),
          signed: String(fork.signed),
          place: fork.place,
          ...(incident && { incident: incident.incident }),
        },
      }),
      witnesses: await this.signer.witnesses(),
    };
  }
}
