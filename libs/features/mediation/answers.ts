import { Equals, IsBoolean, IsOptional, IsString } from 'class-validator';
import { Describe, IsDay, IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** Mediations as they are read: by whoever handles them, and by the owner of the domain name (P15). */

class MediationInList {
  @IsId()
  readonly mediation!: Uuid;

  @IsTime()
  readonly opened!: string;

  @IsDay()
  readonly until!: Day;

  @IsDay()
  readonly latest!: Day;

  @IsString()
  readonly status!: string;

  /** Pseudonym of the owner, where the name is held here. */
  @IsOptional()
  @IsId()
  readonly owner?: Uuid;

  @IsBoolean()
  readonly informed!: boolean;

  @IsOptional()
  @IsString()
  readonly choice?: string;

  @IsOptional()
  @IsString()
  readonly outcome?: string;
}

@Named('MediationPage')
export class MediationPage extends PageAnswer {
  @Nested(() => MediationInList, { each: true })
  readonly mediations!: readonly MediationInList[];
}

@Named('OwnMediation')
export class OwnMediation {
  @IsId()
  readonly mediation!: Uuid;

  @IsString()
  readonly status!: string;

  @IsTime()
  readonly opened!: string;

  @IsDay()
  readonly until!: Day;

  @IsDay()
  readonly latest!: Day;

  @Describe('The third party has its answer: the last day on which the owner reads who seeks contact.')
  @IsOptional()
  @IsDay()
  readonly keptUntil?: Day;

  @IsOptional()
  @IsString()
  readonly choice?: string;

  @IsOptional()
  @IsString()
  readonly outcome?: string;

  @IsOptional()
  @IsString()
  readonly domain?: string;

  @IsOptional()
  @IsString()
  readonly familyName?: string;

  @IsOptional()
  @IsString()
  readonly givenName?: string;

  @IsOptional()
  @IsString()
  readonly email?: string;

  @IsOptional()
  @IsString()
  readonly message?: string;

  @Describe("The matter has ended: the third party's data is gone.")
  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

@Named('Mediation')
export class HandledMediation extends OwnMediation {
  @IsOptional()
  @IsId()
  readonly owner?: Uuid;

  @IsOptional()
  @IsDay()
  readonly told?: Day;

  @IsBoolean()
  readonly informed!: boolean;
}
