import { applyDecorators } from '@nestjs/common';
import { Equals, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { FIELDS, purposeName, type Field } from '#libs/catalogue';
import type { ErasureScope } from '#libs/features/subjects';
import { AnyOf, Clear, Describe } from '#libs/http/schema';
import type { Rules } from './guards';

/** What an erasure is of, as people state it. */

class WholeSubject {
  @Equals('subject')
  readonly of!: 'subject';
}

const IsPurpose = (): PropertyDecorator =>
  applyDecorators(
    Clear(),
    Describe('With or without version: its keys have none.'),
    IsString(),
    MaxLength(64),
  );

class WholePurpose {
  @Equals('purpose')
  readonly of!: 'purpose';

  @IsPurpose()
  readonly purpose!: string;
}

class OnePeriod {
  @Equals('period')
  readonly of!: 'period';

  @IsPurpose()
  readonly purpose!: string;

  @Clear()
  @Describe('A month, or a financial year.')
  @IsString()
  @Matches(/^((19|2\d)\d{2}-(0[1-9]|1[0-2])|fy-(19|2\d)\d{2})$/)
  readonly period!: string;
}

class OneField {
  @Equals('field')
  readonly of!: 'field';

  @IsPurpose()
  readonly purpose!: string;

  @IsIn(FIELDS)
  readonly field!: Field;
}

class SupersededValues {
  @Equals('superseded')
  readonly of!: 'superseded';

  @IsPurpose()
  readonly purpose!: string;
}

const PARTS = [WholePurpose, OnePeriod, OneField, SupersededValues];

/** All of the subject, or a part. */
export const IsScope = (): PropertyDecorator => AnyOf(() => [WholeSubject, ...PARTS]);
/** A part. */
export const IsPart = (): PropertyDecorator => AnyOf(() => PARTS);

/** The scope as events have it: keys have no version of their purpose. Undefined for a purpose that nobody knows. */
export function scopeOf(scope: ErasureScope, rules: Rules): ErasureScope | undefined {
  if (scope.of === 'subject') return scope;
  const purpose = rules(scope.purpose);
  return purpose && { ...scope, purpose: purposeName(purpose.id) };
}
