import { applyDecorators } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Describe, IsTime } from '#libs/http/schema';
import { LONGEST_TEXT } from './codes';

/** A text of an officer, kept encrypted under the breach's own key; not blank. */
export function IsWords(longest = LONGEST_TEXT): PropertyDecorator {
  return applyDecorators(
    Describe('Kept encrypted, under the breach’s own key.'),
    IsString(),
    MaxLength(longest),
    Matches(/\S/),
  );
}

/** When what happened, as far as it is known. */
export class MomentsBody {
  @Describe('When it happened or began; left out while nobody knows.')
  @IsOptional()
  @IsTime()
  readonly happenedAt?: string;

  @Describe('When it had ended.')
  @IsOptional()
  @IsTime()
  readonly endedAt?: string;

  @Describe('When a processor told of it (Art. 33(2)).')
  @IsOptional()
  @IsTime()
  readonly reportedAt?: string;

  @Describe('Which processor: a recipient of the catalogue.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  @Matches(/^[a-z0-9-]+$/)
  readonly processor?: string;

  @Describe('When it became known with reasonable certainty: the 72 hours are counted from there.')
  @IsOptional()
  @IsTime()
  readonly knownAt?: string;
}
