import { IsArray, IsIn, IsOptional, IsString } from 'class-validator';
import { Describe, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { REASONS, type PassingReason } from './events';
import { STATUSES, type Passing } from './state';

/** Events that projections stand at, and what officers decided about such. */

class StandingProjection {
  @IsString()
  readonly projection!: string;

  @Describe('Class of the error, with the SQLSTATE of a database’s.')
  @IsString()
  readonly error!: string;
}

class StandingEventShown {
  @IsId()
  readonly event!: Uuid;

  @IsString()
  readonly type!: string;

  @Describe('base64url of the SHA-256 of its stored bytes: what a proposal names.')
  @IsString()
  readonly eventHash!: string;

  @Nested(() => StandingProjection, { each: true })
  readonly projections!: readonly StandingProjection[];
}

class PassingShown {
  @IsId()
  readonly passing!: Uuid;

  @IsIn(STATUSES)
  readonly status!: Passing['status'];

  @IsId()
  readonly event!: Uuid;

  @IsString()
  readonly type!: string;

  @IsString()
  readonly eventHash!: string;

  @IsArray()
  @IsString({ each: true })
  readonly projections!: readonly string[];

  @IsArray()
  @IsString({ each: true })
  readonly errors!: readonly string[];

  @IsIn(REASONS)
  readonly reason!: PassingReason;

  @IsTime()
  readonly proposed!: string;

  @Describe('When it was approved or withdrawn.')
  @IsOptional()
  @IsTime()
  readonly decided?: string;

  @IsOptional()
  @IsTime()
  readonly madeUp?: string;
}

@Named('Passings')
export class Passings {
  @Describe('What projections stand at now.')
  @Nested(() => StandingEventShown, { each: true })
  readonly standing!: readonly StandingEventShown[];

  @Nested(() => PassingShown, { each: true })
  readonly passings!: readonly PassingShown[];
}
