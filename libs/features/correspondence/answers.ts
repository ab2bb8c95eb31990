import { Allow, Equals, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import { Describe, IsDay, IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** Matters as they are read (P07). */

/** What a matter went on as. */
class WentOnAs {
  @IsString()
  readonly kind!: string;

  @IsId()
  readonly id!: Uuid;
}

export class ListedMatter {
  @IsId()
  readonly matter!: Uuid;

  @IsString()
  readonly mailbox!: string;

  @IsString()
  readonly form!: string;

  @IsTime()
  readonly opened!: string;

  @IsDay()
  readonly latest!: Day;

  @IsString()
  readonly status!: string;

  @IsOptional()
  @IsTime()
  readonly ended?: string;

  @IsOptional()
  @IsString()
  readonly outcome?: string;

  @IsOptional()
  @Nested(() => WentOnAs)
  readonly into?: WentOnAs;
}

@Named('MatterPage')
export class MatterPage extends PageAnswer {
  @Nested(() => ListedMatter, { each: true })
  readonly matters!: readonly ListedMatter[];
}

class Sender {
  @Allow()
  readonly email!: unknown;

  @IsOptional()
  @Allow()
  readonly name?: unknown;
}

class Note {
  @IsTime()
  readonly time!: string;

  @Allow()
  readonly text!: unknown;
}

@Named('Matter')
export class ShownMatter {
  @Describe('Of mail to the privacy mailbox (P20): when a request in it is due.')
  @IsOptional()
  @IsDay()
  readonly due?: Day;

  @IsId()
  readonly matter!: Uuid;

  @IsString()
  readonly mailbox!: string;

  @IsString()
  readonly form!: string;

  @IsTime()
  readonly receivedAt!: string;

  @IsDay()
  readonly latest!: Day;

  @IsString()
  readonly status!: string;

  @IsOptional()
  @IsString()
  readonly outcome?: string;

  @IsOptional()
  @Nested(() => WentOnAs)
  readonly into?: WentOnAs;

  @IsOptional()
  @IsInt()
  readonly dropped?: number;

  @IsOptional()
  @IsBoolean()
  readonly cut?: boolean;

  @Describe('It has ended; nothing reads its content.')
  @IsOptional()
  @Equals(true)
  readonly erased?: true;

  @IsOptional()
  @Nested(() => Sender)
  readonly sender?: Sender;

  @IsOptional()
  @Allow()
  readonly subject?: unknown;

  @IsOptional()
  @Allow()
  readonly text?: unknown;

  @IsOptional()
  @Nested(() => Note, { each: true })
  readonly notes?: readonly Note[];
}
