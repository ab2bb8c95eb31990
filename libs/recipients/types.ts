import { Type, type Static } from '@sinclair/typebox';
import { TRANSIT_FORMS, type Field } from '#libs/catalogue';
import { listed } from '#libs/kernel';

/** A postal address, as the vocabulary has it. */
export interface PostalAddress {
  readonly street: string;
  readonly number?: string;
  readonly box?: string;
  readonly postalCode?: string;
  readonly city: string;
  readonly country: string;
}

/** Values in the canonical form of the vocabulary: one line each, NFC, E.164, A-labels, BCP 47. */
export interface SharedValues {
  readonly familyName?: string;
  readonly givenName?: string;
  readonly address?: PostalAddress;
  readonly telephone?: string;
  readonly email?: string;
  readonly language?: string;
}

/** What a sharing may hand over. */
export interface SharedData {
  readonly kind: 'natural-person' | 'legal-person';
  readonly values: SharedValues;
  /** Attributes that pass through, each of the form that the catalogue declares. */
  readonly transit: Readonly<Record<string, string>>;
  /** The domain name that it is about, A-labels. */
  readonly domain?: string | undefined;
}

/** Attributes of a request to share, of the form that the catalogue declares for each. */
export const TransitSchema = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 256 }), {
  maxProperties: 16,
  description:
    'Attributes that the catalogue names for this recipient (`transit`, each with its form): passed through, never kept. ' +
    `Forms:\n\n${listed(TRANSIT_FORMS)}`,
});

/** What the recipient's format made of a value. Names and lengths only. */
export const AdjustmentSchema = Type.Object(
  {
    field: Type.String({
      description: 'A field, a member of one (`address/street`), or a transit attribute.',
    }),
    what: Type.Unsafe<'transliterated' | 'cut' | 'mapped' | 'omitted'>(
      Type.String({
        enum: ['transliterated', 'cut', 'mapped', 'omitted'],
        description:
          '`transliterated`: characters that the recipient does not take were written with others. `cut`: too long. ' +
          '`mapped`: another value of the recipient’s list stands for it. `omitted`: the value, or characters of it, do ' +
          'not go out.',
      }),
    ),
    characters: Type.Optional(
      Type.Integer({ description: 'How many characters, where it was not the whole value.' }),
    ),
    length: Type.Optional(Type.Integer({ description: 'Characters before the cut.' })),
    kept: Type.Optional(Type.Integer({ description: 'Characters after the cut.' })),
  },
  { $id: 'Adjustment', additionalProperties: false },
);
export type Adjustment = Static<typeof AdjustmentSchema>;

/** A payload in the form that the recipient reads. */
export const DocumentSchema = Type.Object(
  { type: Type.String({ description: 'Media type.' }), text: Type.String() },
  { $id: 'RecipientDocument', additionalProperties: false },
);
export type Document = Static<typeof DocumentSchema>;

/** Which document the caller asks for. */
export const AskedDocumentSchema = Type.Object(
  {
    kind: Type.Unsafe<DocumentKind>(
      Type.String({
        enum: [
          'epp-create',
          'epp-update',
          'pain.008.001.08',
          'ogone-form',
          'worldline-direct',
          'ubl-2.1',
        ] satisfies DocumentKind[],
        pattern: '^(?:epp-create|epp-update|pain\\.008\\.001\\.08|ogone-form|worldline-direct|ubl-2\\.1)$',
      }),
    ),
    extensions: Type.Optional(
      Type.Array(Type.String({ maxLength: 200 }), {
        maxItems: 64,
        description: 'EPP: `extURI`s of the server’s greeting; the extension that goes out is one of them.',
      }),
    ),
    contact: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{3,16}$',
        description: 'EPP: the contact’s id. Needed for an update, and where the server allots none.',
      }),
    ),
  },
  { $id: 'AskedDocument', additionalProperties: false },
);
export type DocumentKind =
  'epp-create' | 'epp-update' | 'pain.008.001.08' | 'ogone-form' | 'worldline-direct' | 'ubl-2.1';
export type AskedDocument = Static<typeof AskedDocumentSchema>;

/** What is made for a recipient, and what of the data went into it. */
export interface Made<P> {
  readonly payload: P;
  readonly document?: Document;
  readonly adjustments: readonly Adjustment[];
  /** Fields that are in it, by name: one that the format could not take is not. */
  readonly fields: readonly Field[];
  /** Names of the transit attributes that are in it. */
  readonly transit: readonly string[];
}
