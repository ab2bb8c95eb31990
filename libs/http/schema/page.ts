import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Default, Describe, IsTime } from './dto';

/** What a list takes: every list of the service is paged by key. */
export class PageQuery {
  @Default(100)
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit?: number;

  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly cursor?: string;
}

/** What a list answers beside its rows. */
export class PageAnswer {
  @Describe('`cursor` of the next page; absent on the last one.')
  @IsOptional()
  @IsString()
  readonly next?: string;
}

/** A list of what happened in a period. */
export class PeriodQuery extends PageQuery {
  @Describe('From this time on.')
  @IsOptional()
  @IsTime()
  readonly from?: string;

  @Describe('Before this time.')
  @IsOptional()
  @IsTime()
  readonly to?: string;
}
