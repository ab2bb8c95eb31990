import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString } from 'class-validator';
import { Signings } from '#libs/features/signing';
import { IsTime, Named, Nested } from '#libs/http/schema';
import { currentOrigin } from '../origin';
import { IsTreeSize } from '../sizes';

class SigningKeyAnswer {
  @IsString()
  readonly origin!: string;

  @IsString()
  readonly vkey!: string;

  @IsTime()
  readonly made!: string;

  @IsOptional()
  @IsTime()
  readonly retired?: string;

  @IsOptional()
  @IsTreeSize()
  readonly until?: string;
}

@Named('SigningKeys')
export class SigningKeys {
  @IsString()
  readonly origin!: string;

  @Nested(() => SigningKeyAnswer, { each: true })
  readonly keys!: readonly SigningKeyAnswer[];
}

/** The keys that checkpoints were signed with. */
export class ListSigningKeys extends Query<SigningKeys> {}

@QueryHandler(ListSigningKeys)
export class ListSigningKeysHandler implements IQueryHandler<ListSigningKeys> {
  constructor(private readonly signings: Signings) {}

  async execute(): Promise<SigningKeys> {
    const { keys } = await this.signings.state();
    return { origin: await currentOrigin(this.signings), keys: keys.map(({ key: _, ...rest }) => rest) };
  }
}
