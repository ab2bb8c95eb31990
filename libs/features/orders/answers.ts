import { Allow, Equals, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import type { Field } from '#libs/catalogue';
import { Describe, IsDay, IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Day, Json, Uuid } from '#libs/kernel';

/** Orders as officers read them, and what is disclosed on them (P16). */

class OrderFacts {
  @IsId()
  readonly order!: Uuid;

  @IsTime()
  readonly registered!: string;

  @IsString()
  readonly body!: string;

  @IsString()
  readonly ground!: string;

  @Describe('Whether somebody read the law that the ground names; without, nothing is disclosed on it.')
  @IsBoolean()
  readonly groundConfirmed!: boolean;

  @IsString()
  readonly legitimacy!: string;

  @IsOptional()
  @IsDay()
  readonly deadline?: Day;

  @IsString()
  readonly status!: string;

  @Describe('The officer who registered it: another one approves it.')
  @IsString()
  readonly registeredBy!: string;
}

export class OrderInList extends OrderFacts {
  @IsBoolean()
  readonly secret!: boolean;

  @IsOptional()
  @IsDay()
  readonly secretUntil?: Day;
}

@Named('OrderPage')
export class OrderPage extends PageAnswer {
  @Nested(() => OrderInList, { each: true })
  readonly orders!: readonly OrderInList[];
}

class Period {
  @IsDay()
  readonly from!: Day;

  @IsDay()
  readonly to!: Day;
}

class Secrecy {
  @IsString()
  readonly ground!: string;

  @IsOptional()
  @IsDay()
  readonly until?: Day;
}

class SecrecyExtension {
  @IsDay()
  readonly until!: Day;

  @IsOptional()
  @IsString()
  readonly reason?: string;
}

@Named('Order')
export class Order extends OrderFacts {
  @IsId({ each: true })
  readonly subjects!: readonly Uuid[];

  @IsString({ each: true })
  readonly fields!: readonly Field[];

  @IsOptional()
  @Nested(() => Period)
  readonly period?: Period;

  @IsString()
  readonly digest!: string;

  @IsDay()
  readonly issuedOn!: Day;

  @IsDay()
  readonly receivedOn!: Day;

  @IsOptional()
  @Nested(() => Secrecy)
  readonly secrecy?: Secrecy;

  @Nested(() => SecrecyExtension, { each: true })
  readonly secrecyExtensions!: readonly SecrecyExtension[];

  @IsOptional()
  @IsString()
  readonly approvedBy?: string;

  @IsOptional()
  @IsString()
  readonly reference?: string;

  @IsOptional()
  @IsString()
  readonly issuer?: string;

  @IsOptional()
  @IsString()
  readonly text?: string;

  @Describe('Names of the order that nobody here has.')
  @IsOptional()
  @IsString({ each: true })
  readonly unknown?: readonly string[];

  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

class DisclosedValue {
  @IsString()
  readonly field!: Field;

  @IsOptional()
  @Allow()
  readonly value?: Json;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;

  @IsString()
  readonly heldFor!: string;

  @IsInt()
  readonly version!: number;

  @IsTime()
  readonly since!: string;
}

class DisclosedSignIn {
  @IsTime()
  readonly time!: string;

  @IsOptional()
  @Allow()
  readonly ipAddress?: Json;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

@Named('DisclosedToBody')
export class DisclosedToBody {
  @IsId()
  readonly subject!: Uuid;

  @Nested(() => DisclosedValue, { each: true })
  readonly values!: readonly DisclosedValue[];

  @Nested(() => DisclosedSignIn, { each: true })
  readonly signIns!: readonly DisclosedSignIn[];
}

class GroundOfBody {
  @IsString()
  readonly ground!: string;

  @IsString()
  readonly kind!: string;

  @IsString()
  readonly legitimacy!: string;

  @IsString()
  readonly law!: string;

  @IsOptional()
  @IsDay()
  readonly from?: Day;

  @IsOptional()
  @IsDay()
  readonly to?: Day;

  @IsString({ each: true })
  readonly fields!: readonly Field[];

  @IsString()
  readonly reference!: string;

  @IsOptional()
  @IsString()
  readonly secrecy?: string;

  @Describe('Whether somebody read the law: whoever made the list, or an officer since.')
  @IsBoolean()
  readonly confirmed!: boolean;

  @Describe('Pseudonym of the officer who confirmed it, where one did.')
  @IsOptional()
  @IsString()
  readonly confirmedBy?: string;

  @IsOptional()
  @IsDay()
  readonly readOn?: Day;

  @IsString()
  readonly source!: string;
}

class BodyWithGrounds {
  @IsString()
  readonly body!: string;

  @IsString()
  readonly name!: string;

  @Nested(() => GroundOfBody, { each: true })
  readonly grounds!: readonly GroundOfBody[];
}

@Named('Bodies')
export class Bodies {
  @IsDay()
  readonly checkedOn!: Day;

  @Nested(() => BodyWithGrounds, { each: true })
  readonly bodies!: readonly BodyWithGrounds[];
}
