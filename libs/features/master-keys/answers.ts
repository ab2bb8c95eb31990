import { IsInt, IsOptional } from 'class-validator';
import { IsTime, Named } from '#libs/http/schema';

@Named('MasterKeyEpoch')
export class MasterKeyEpoch {
  @IsInt()
  readonly epoch!: number;

  @IsOptional()
  @IsTime()
  readonly activated?: string;

  @IsOptional()
  @IsTime()
  readonly retired?: string;

  @IsOptional()
  @IsTime()
  readonly stated?: string;

  @IsOptional()
  @IsTime()
  readonly destroyed?: string;
}
