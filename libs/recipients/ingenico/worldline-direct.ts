import { Type, type Static } from '@sinclair/typebox';
import type { Format } from '../format';
import type { Making } from '../making';
import { languageOf } from '../phrases';

const text = Type.String();
const optional = Type.Optional(text);

/** Payer at Ingenico's successor, Worldline Direct (P12): its customer object. No device data, no sign-in address. */
export const WorldlineSchema = Type.Object(
  {
    format: Type.Literal('worldline-direct'),
    order: Type.Object({
      customer: Type.Object({
        locale: text,
        personalInformation: Type.Optional(
          Type.Object({ name: Type.Object({ firstName: optional, surname: text }) }),
        ),
        companyInformation: Type.Optional(Type.Object({ name: text })),
        billingAddress: Type.Optional(
          Type.Object({
            street: text,
            houseNumber: optional,
            additionalInfo: optional,
            zip: optional,
            city: text,
            countryCode: text,
          }),
        ),
        contactDetails: Type.Optional(Type.Object({ emailAddress: optional, phoneNumber: optional })),
      }),
    }),
  },
  { $id: 'WorldlinePayload' },
);
type Payload = Static<typeof WorldlineSchema>;

/** `nl_BE`: with the customer's own region, or that of the controller's market, or the language's own. */
const REGIONS: Readonly<Record<string, string>> = { nl: 'BE', fr: 'BE', de: 'DE', en: 'US' };

function payload(making: Making): Payload {
  const emailAddress = making.optional('email');
  const phoneNumber = making.optional('telephone');
  const contact = {
    ...(emailAddress !== undefined && { emailAddress }),
    ...(phoneNumber !== undefined && { phoneNumber }),
  };
  return {
    format: 'worldline-direct',
    order: {
      customer: {
        locale: languageOf(making, ({ language, region }) => {
          const of = region ?? REGIONS[language] ?? new Intl.Locale(language).maximize().region;
          return of === undefined ? language : `${language}_${of}`;
        }),
        ...name(making),
        ...billingAddress(making),
        ...(Object.keys(contact).length > 0 && { contactDetails: contact }),
      },
    },
  };
}

function name(
  making: Making,
): Pick<Payload['order']['customer'], 'personalInformation' | 'companyInformation'> {
  const surname = making.optional('familyName');
  if (surname === undefined) return {};
  if (!making.isPerson) return { companyInformation: { name: surname } };
  const firstName = making.optional('givenName');
  return { personalInformation: { name: { ...(firstName !== undefined && { firstName }), surname } } };
}

function billingAddress(making: Making): Pick<Payload['order']['customer'], 'billingAddress'> {
  const address = making.optional('address');
  if (!address) return {};
  const { street, number, box, postalCode, city, country } = address;
  return {
    billingAddress: {
      street,
      ...(number !== undefined && { houseNumber: number }),
      ...(box !== undefined && { additionalInfo: box }),
      ...(postalCode !== undefined && { zip: postalCode }),
      city,
      countryCode: country,
    },
  };
}

export const worldlineDirect: Format<Payload> = {
  payload,
  documents: {
    'worldline-direct': ({ order }) => ({ type: 'application/json', text: JSON.stringify({ order }) }),
  },
};
