import { Allow, Equals, IsInt, IsOptional, IsString } from 'class-validator';
import { Describe, IsDay, IsId, IsTime, MapOf, Named, Nested } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** A customer's current record, as it is read. */

class Recorded {
  @IsTime()
  readonly since!: string;
}

@Named('RecordValue')
class RecordValueAnswer extends Recorded {
  @IsString()
  readonly field!: string;

  @IsOptional()
  @Allow()
  readonly value?: unknown;

  @Describe('The key of this value was destroyed; nothing reads it.')
  @IsOptional()
  @Equals(true)
  readonly erased?: true;

  @Describe('It concerns another person too, and its own subject is not given it for that (Art. 15(4)).')
  @IsOptional()
  @Equals(true)
  readonly leftOut?: true;

  @Describe('Versioned id.')
  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @Describe('From 1, under its purpose.')
  @IsInt()
  readonly version!: number;

  @IsString()
  readonly source!: string;

  @IsOptional()
  @IsString()
  readonly channel?: string;

  @IsString()
  readonly catalogue!: string;
}

class ServiceInRecord extends Recorded {
  @IsId()
  readonly service!: Uuid;

  @IsString()
  readonly type!: string;

  @IsDay()
  readonly from!: Day;

  @IsOptional()
  @IsId()
  readonly link?: Uuid;

  @IsOptional()
  @IsDay()
  readonly renewsOn?: Day;

  @IsOptional()
  @IsDay()
  readonly endsOn?: Day;
}

class LinkInRecord extends Recorded {
  @IsId()
  readonly link!: Uuid;

  @IsString()
  readonly kind!: string;

  @IsOptional()
  @IsString()
  readonly role?: string;

  @IsOptional()
  @IsString()
  readonly extension?: string;

  @IsOptional()
  @IsId()
  readonly transfer?: Uuid;

  @IsOptional()
  @Allow()
  readonly value?: unknown;

  @Describe('The key of this value was destroyed; nothing reads it.')
  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

class DocumentInRecord extends Recorded {
  @IsString()
  readonly document!: string;

  @IsString()
  readonly version!: string;

  @IsDay()
  readonly on!: Day;

  @IsString()
  readonly channel!: string;
}

class PaymentInRecord extends Recorded {
  @IsString()
  readonly method!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;
}

class RestrictionInRecord extends Recorded {
  @IsId()
  readonly restriction!: Uuid;

  @IsString()
  readonly ground!: string;

  @IsOptional()
  @IsId()
  readonly request?: Uuid;
}

class ObjectionInRecord extends Recorded {
  @IsId()
  readonly objection!: Uuid;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly status!: string;

  @IsOptional()
  @IsId()
  readonly request?: Uuid;
}

class RecipientInRecord {
  @IsString()
  readonly recipient!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @IsOptional()
  @IsString()
  readonly transferGround?: string;

  @Describe('Field → version that it has.')
  @MapOf('integer')
  readonly versions!: Readonly<Record<string, number>>;

  @IsTime()
  readonly last!: string;

  @IsInt()
  readonly sharings!: number;
}

class KeptInRecord {
  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly period!: string;

  @IsDay()
  readonly until!: Day;
}

class ErasureInRecord {
  @IsId()
  readonly erasure!: Uuid;

  @IsString()
  readonly state!: string;

  @IsTime()
  readonly begun!: string;

  @IsOptional()
  @IsTime()
  readonly fenced?: string;

  @Nested(() => KeptInRecord, { each: true })
  readonly kept!: readonly KeptInRecord[];
}

@Named('CustomerRecord')
export class CustomerRecordAnswer {
  @IsId()
  readonly subject!: Uuid;

  @IsString()
  readonly kind!: string;

  @Describe('What If-Match compares.')
  @IsInt()
  readonly version!: number;

  @Describe('Policy version accepted at registration.')
  @IsString()
  readonly policy!: string;

  @IsTime()
  readonly registered!: string;

  @IsTime()
  readonly updated!: string;

  @Nested(() => RecordValueAnswer, { each: true })
  readonly values!: readonly RecordValueAnswer[];

  @Nested(() => ServiceInRecord, { each: true })
  readonly services!: readonly ServiceInRecord[];

  @Nested(() => LinkInRecord, { each: true })
  readonly links!: readonly LinkInRecord[];

  @Nested(() => DocumentInRecord, { each: true })
  readonly documents!: readonly DocumentInRecord[];

  @IsOptional()
  @Nested(() => PaymentInRecord)
  readonly payment?: PaymentInRecord;

  @Nested(() => RestrictionInRecord, { each: true })
  readonly restrictions!: readonly RestrictionInRecord[];

  @Nested(() => ObjectionInRecord, { each: true })
  readonly objections!: readonly ObjectionInRecord[];

  @Nested(() => RecipientInRecord, { each: true })
  readonly recipients!: readonly RecipientInRecord[];

  @Describe('The subject was erased: the values are those that a law keeps, `until` that day.')
  @IsOptional()
  @Nested(() => ErasureInRecord)
  readonly erasure?: ErasureInRecord;
}
