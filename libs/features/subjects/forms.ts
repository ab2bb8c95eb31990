import { applyDecorators } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Describe, MinProperties, Nested, Open, textOf } from '#libs/http/schema';
import { REFERENCE } from './vocabulary/reference';

/** Forms that bodies of several commands have. The vocabulary's parsers say the rest. */

/** Name of a purpose, a recipient, an instance or a document of the catalogue. */
export const IsCatalogueName = textOf('^[a-z0-9][a-z0-9.:-]{0,79}$', { clear: true });

/** An id that the service made: of any version, so that one that is not there is answered as such. */
export const IsPlainId = textOf('^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$', { clear: true });

export const IsOwnReference = textOf(REFERENCE, {
  description: "The caller's own reference; kept encrypted.",
});

export const DayDescription = (): PropertyDecorator => Describe('A day in Europe/Brussels.');

export const SOURCES = ['subject', 'third-person', 'migration'] as const;
export const SourceDescription = (): PropertyDecorator =>
  Describe(
    'Who gave the values: the subject, another person about the subject (Art. 14), or an earlier system.',
  );

class AddressBody {
  @IsString()
  @MaxLength(400)
  readonly street!: string;

  @Describe('House number, where the address has one.')
  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly number?: string;

  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly box?: string;

  @Describe("In the country's form, where it has one.")
  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly postalCode?: string;

  @IsString()
  @MaxLength(400)
  readonly city!: string;

  @Describe('ISO 3166-1 alpha-2.')
  @IsString()
  @Matches(/^[A-Za-z]{2}$/)
  readonly country!: string;
}

/** The shape of each field that a command may carry. */
const FIELDS = {
  familyName: [
    Describe('Family name, or the name of a legal person; 1 to 100 characters.'),
    IsString(),
    MaxLength(400),
  ],
  givenName: [
    Describe('First name, of natural persons only; 1 to 100 characters.'),
    IsString(),
    MaxLength(400),
  ],
  address: [Nested(() => AddressBody)],
  telephone: [
    Describe('With country calling code; kept as E.164, such as +3292345678.'),
    IsString(),
    MaxLength(40),
  ],
  email: [IsString(), MaxLength(254)],
  language: [Describe('BCP 47 tag, such as nl-BE.'), IsString(), MaxLength(35)],
} as const;

/** A value of a field, by its shape alone. */
export const IsValueOf = (field: keyof typeof FIELDS): PropertyDecorator => applyDecorators(...FIELDS[field]);

/** Values by field, as they are given. */
export type GivenValues = Readonly<Record<string, unknown>>;

@Open()
class ValuesBody {
  @IsOptional()
  @IsValueOf('familyName')
  readonly familyName?: string;

  @IsOptional()
  @IsValueOf('givenName')
  readonly givenName?: string;

  @IsOptional()
  @IsValueOf('address')
  readonly address?: AddressBody;

  @IsOptional()
  @IsValueOf('telephone')
  readonly telephone?: string;

  @IsOptional()
  @IsValueOf('email')
  readonly email?: string;

  @IsOptional()
  @IsValueOf('language')
  readonly language?: string;
}

/**
 * Values by field. Other members pass the shape, so that over-collection is refused by the decision and put on record
 * (P03, P04); they are neither kept nor echoed.
 */
export const IsValues = (): PropertyDecorator =>
  applyDecorators(
    Nested(() => ValuesBody),
    MinProperties(1),
  );
