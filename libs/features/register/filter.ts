import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Describe, inPeriod, PeriodQuery } from '#libs/http/schema';
import { KINDS, type Kind } from '#libs/register';
import type { RegisterFilter } from '#libs/register/postgres';

const ORDERS = ['newest', 'oldest'] as const;

/** What entries of the register are looked for by, and which page of them. */
export class EntriesQuery extends PeriodQuery {
  @IsOptional()
  @IsIn(Object.keys(KINDS))
  readonly kind?: Kind;

  @Describe('Purpose of the processing: a versioned id, or a name for all its versions.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly processedFor?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly recipient?: string;

  @Describe('Which one, where the recipient is a kind of many: a bank by its id, such as `kbc`, or its BIC.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly instance?: string;

  @IsOptional()
  @IsString()
  @MaxLength(32)
  readonly field?: string;

  @IsOptional()
  @IsIn(ORDERS)
  readonly order?: (typeof ORDERS)[number];
}

/** The query's words as the register's: `purpose` is why the caller looks, `processedFor` what is looked for. */
export function filterOf<F extends EntriesQuery>(
  query: F,
): Omit<F, 'processedFor' | 'during'> & Pick<RegisterFilter, 'purpose'> {
  const { processedFor, ...by }: EntriesQuery = query;
  const filter = {
    ...inPeriod(by),
    ...(processedFor !== undefined && { purpose: processedFor }),
  };
  return filter as Omit<F, 'processedFor' | 'during'> & Pick<RegisterFilter, 'purpose'>;
}
