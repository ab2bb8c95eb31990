import { Type } from '@sinclair/typebox';
import { clear, Describe, formOf } from '#libs/http/schema';
import { REFERENCE } from './reference';

/** Name of a purpose, a recipient, an instance or a document of the catalogue. */
export const CatalogueName = clear(Type.String({ pattern: '^[a-z0-9][a-z0-9.:-]{0,79}$' }));
export const IsCatalogueName = formOf(CatalogueName);

/** An id that the service made. */
export const Id = clear(Type.String({ pattern: '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }));
export const IsPlainId = formOf(Id);

export const Reference = Type.String({
  pattern: REFERENCE,
  description: "The caller's own reference; kept encrypted.",
});
export const IsOwnReference = formOf(Reference);

export const DayDescription = (): PropertyDecorator => Describe('A day in Europe/Brussels.');

export const SOURCES = ['subject', 'third-person', 'migration'] as const;
export const SourceDescription = (): PropertyDecorator =>
  Describe(
    'Who gave the values: the subject, another person about the subject (Art. 14), or an earlier system.',
  );

export const AddressSchema = Type.Object(
  {
    street: Type.String({ maxLength: 400 }),
    number: Type.Optional(
      Type.String({ maxLength: 80, description: 'House number, where the address has one.' }),
    ),
    box: Type.Optional(Type.String({ maxLength: 80 })),
    postalCode: Type.Optional(
      Type.String({ maxLength: 20, description: "In the country's form, where it has one." }),
    ),
    city: Type.String({ maxLength: 400 }),
    country: Type.String({ pattern: '^[A-Za-z]{2}$', description: 'ISO 3166-1 alpha-2.' }),
  },
  { additionalProperties: false },
);

/** The shape of each field that a command may carry; the vocabulary's parsers say the rest. */
export const fieldSchemas = {
  familyName: Type.String({
    maxLength: 400,
    description: 'Family name, or the name of a legal person; 1 to 100 characters.',
  }),
  givenName: Type.String({
    maxLength: 400,
    description: 'First name, of natural persons only; 1 to 100 characters.',
  }),
  address: AddressSchema,
  telephone: Type.String({
    maxLength: 40,
    description: 'With country calling code; kept as E.164, such as +3292345678.',
  }),
  email: Type.String({ maxLength: 254 }),
  language: Type.String({ maxLength: 35, description: 'BCP 47 tag, such as nl-BE.' }),
};

/** A value of a field, by its shape alone. */
export const IsValueOf = (field: keyof typeof fieldSchemas): PropertyDecorator =>
  formOf(fieldSchemas[field])();

/** Values by field, as they are given. */
export type GivenValues = Readonly<Record<string, unknown>>;

/**
 * Values by field. Other members pass the shape, so that over-collection is refused by the decision and put on record
 * (P03, P04); they are neither kept nor echoed.
 */
export const Values = Type.Unsafe<GivenValues>(
  Type.Partial(Type.Object(fieldSchemas), { additionalProperties: true, minProperties: 1 }),
);
export const IsValues = formOf(Values);
