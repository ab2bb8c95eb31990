import { IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import type { Duty } from '#libs/features/subjects';
import { Describe, formOf, IsDay, Named, Nested, ShownLetter } from '#libs/http/schema';
import type { Day } from '#libs/kernel';
import {
  AdjustmentSchema,
  DocumentSchema,
  PayloadSchema,
  type Adjustment,
  type Document,
  type RecipientPayload,
} from '#libs/recipients';

/** What a recipient is told, as it is answered. */

const IsPayload = formOf(PayloadSchema);
const IsDocument = formOf(DocumentSchema);
const IsAdjustment = formOf(AdjustmentSchema);

@Named('TellingNotice')
@Describe('What the recipient is told, and nothing that it did not get.')
export class TellingNotice {
  @IsIn(['correction', 'erasure', 'restriction'])
  readonly notice!: Duty['kind'];

  @Describe('The articles that it rests on.')
  @IsString()
  readonly articles!: string;

  @IsString()
  readonly recipient!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsString()
  readonly purpose!: string;

  @IsDay()
  readonly on!: Day;

  @Describe('By what the recipient knows the person: the fields that it got, as it got them last.')
  @IsObject()
  readonly person!: Readonly<Record<string, unknown>>;

  @IsOptional()
  @IsString()
  readonly domain?: string;

  @Describe('The caller’s own reference of the last sharing that had one.')
  @IsOptional()
  @IsString()
  readonly reference?: string;

  @Describe('Of a correction: what takes the place of it.')
  @IsOptional()
  @IsObject()
  readonly corrected?: Readonly<Record<string, unknown>>;

  @Describe('Of an erasure or a restriction: the fields that it is of.')
  @IsOptional()
  @IsString({ each: true })
  readonly fields?: readonly string[];
}

export class TellRecipientAnswer {
  @IsOptional()
  @Nested(() => TellingNotice)
  readonly notice?: TellingNotice;

  @Describe('Of a correction, in the recipient’s own format where there is one and it can be had.')
  @IsOptional()
  @IsPayload()
  readonly payload?: RecipientPayload;

  @IsOptional()
  @IsDocument()
  readonly document?: Document;

  @IsOptional()
  @IsAdjustment({ each: true })
  readonly adjustments?: readonly Adjustment[];

  @IsOptional()
  @Nested(() => ShownLetter)
  readonly letter?: ShownLetter;
}
