import { IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Describe, IsDay, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** Erasures as they are read (Art. 17). */

@Named('Kept')
@Describe('What stays, and its last day.')
export class Kept {
  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly period!: string;

  @IsDay()
  readonly until!: Day;
}

/** Without key ids, and each once. */
export function shownKept(kept: readonly Kept[]): Kept[] {
  const rows = kept.map(({ purpose, period, until }) => ({ purpose, period, until }));
  return [...new Map(rows.map(row => [`${row.purpose} ${row.period}`, row])).values()];
}

class ErasedScope {
  @IsString()
  readonly of!: string;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly field?: string;

  @IsOptional()
  @IsString()
  readonly period?: string;
}

const WANTED = [
  'fences',
  'duties',
  'fingerprints',
  'next-epoch',
  'retirement',
  'first-statement',
  'second-statement',
] as const;

class StillWanted {
  @IsIn(WANTED)
  readonly what!: (typeof WANTED)[number];

  @Describe('Of the master key.')
  @IsOptional()
  @IsInt()
  readonly epoch?: number;

  @Describe('Who has to do it.')
  @IsIn(['service', 'operator', 'privacy-officer'])
  readonly by!: 'service' | 'operator' | 'privacy-officer';

  @Describe('Since when it can be done.')
  @IsOptional()
  @IsTime()
  readonly since?: string;
}

@Named('Erasure')
export class ErasureProgress {
  @IsId()
  readonly erasure!: Uuid;

  @Nested(() => ErasedScope)
  readonly scope!: ErasedScope;

  @IsIn(['begun', 'fenced', 'irrecoverable'])
  readonly state!: 'begun' | 'fenced' | 'irrecoverable';

  @IsString()
  readonly reason!: string;

  @IsOptional()
  @IsId()
  readonly request?: Uuid;

  @IsTime()
  readonly begun!: string;

  @IsOptional()
  @IsTime()
  readonly fenced?: string;

  @Nested(() => Kept, { each: true })
  readonly kept!: readonly Kept[];

  @Describe(
    'Duties to tell recipients (Art. 19) for which what identifies the person to the recipient is still sealed: until each ' +
      'ends, for 90 days at the most. Nothing else reads any of it.',
  )
  @IsId({ each: true })
  readonly duties!: readonly Uuid[];

  @Describe(
    'What is wanting before it is `irrecoverable`. Fences come by themselves within seconds; an operator makes ' +
      'another epoch active, retires the old one and ends old fingerprints (`npm run keys`); two officers state ' +
      'that an epoch is destroyed in every copy.',
  )
  @Nested(() => StillWanted, { each: true })
  readonly wanting!: readonly StillWanted[];
}
