import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { addDays, dayBegins, type Day } from '#libs/kernel';
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

/** A year, a month or a day. */
export const DURING = /^(19|2\d)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

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

  @Describe('A year, a month or a day in Brussels, such as `2026-05`; in place of `from` and `to`.')
  @IsOptional()
  @IsString()
  @Matches(DURING)
  readonly during?: string;
}

/** A query with the times that `during` means in it: from its first day on, and before the day after its last. */
export function inPeriod<Q extends Pick<PeriodQuery, 'from' | 'to' | 'during'>>(query: Q): Omit<Q, 'during'> {
  const { during, ...by } = query;
  if (during === undefined) return by;
  const [year, month, day] = during.split('-');
  const first: Day = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const after = day ? addDays(first, 1) : month ? nextMonth(first) : `${Number(year) + 1}-01-01`;
  return { ...by, from: dayBegins(first).toISOString(), to: dayBegins(after).toISOString() };
}

function nextMonth(first: Day): Day {
  return `${addDays(first, 31).slice(0, 7)}-01`;
}
