import { Type, type Static } from '@sinclair/typebox';
import type { Format } from '../format';
import type { Making } from '../making';
import { fullName, plainVatNumber, streetLine } from '../phrases';
import { UNICODE } from '../repertoires';
import { xml } from '../xml';

const text = Type.String();

/**
 * Buyer of an invoice (P13): `AccountingCustomerParty` of UBL 2.1. Name and address, which the invoice must show; no
 * telephone number, no e-mail address.
 */
export const AccountingOfficeSchema = Type.Object(
  {
    format: Type.Literal('ubl-customer'),
    customizationId: Type.String({ description: 'The rules that the invoice is written by, BT-24.' }),
    profileId: Type.Optional(Type.String({ description: 'The process that it belongs to, BT-23.' })),
    party: Type.Object({
      endpoint: Type.Optional(Type.Object({ scheme: text, id: text })),
      streetName: text,
      cityName: text,
      postalZone: Type.Optional(text),
      country: text,
      vatNumber: Type.Optional(text),
      registrationName: text,
    }),
  },
  { $id: 'AccountingOfficePayload' },
);
type Payload = Static<typeof AccountingOfficeSchema>;

const EN_16931 = 'urn:cen.eu:en16931:2017';
/** Peppol BIS Billing 3, rules PEPPOL-EN16931-R004 and R007. */
const PEPPOL = {
  customizationId: `${EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0`,
  profileId: 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
};
const CAC = 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2';
const CBC = 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2';
/** UBL sets no lengths. */
const WHOLE = { repertoire: UNICODE, max: Infinity };

/** Peppol delivers to an endpoint only (PEPPOL-EN16931-R010); a consumer has none, and gets a plain EN 16931 invoice. */
function payload(making: Making): Payload {
  const address = making.value('address');
  const endpoint = making.transit('endpointId');
  const vatNumber = plainVatNumber(making.transit('vatNumber'));
  return {
    format: 'ubl-customer',
    ...(endpoint === undefined ? { customizationId: EN_16931 } : PEPPOL),
    party: {
      ...(endpoint !== undefined && { endpoint: { scheme: endpoint.slice(0, 4), id: endpoint.slice(5) } }),
      streetName: streetLine(making, address, WHOLE),
      cityName: address.city,
      ...(address.postalCode !== undefined && { postalZone: address.postalCode }),
      country: address.country,
      ...(vatNumber !== undefined && { vatNumber }),
      registrationName: fullName(making, WHOLE),
    },
  };
}

function party({ party }: Payload) {
  const { endpoint, streetName, cityName, postalZone, country, vatNumber, registrationName } = party;
  return {
    'cbc:EndpointID': endpoint && { '@schemeID': endpoint.scheme, '#': endpoint.id },
    'cac:PostalAddress': {
      'cbc:StreetName': streetName,
      'cbc:CityName': cityName,
      'cbc:PostalZone': postalZone,
      'cac:Country': { 'cbc:IdentificationCode': country },
    },
    'cac:PartyTaxScheme': vatNumber
      ? { 'cbc:CompanyID': vatNumber, 'cac:TaxScheme': { 'cbc:ID': 'VAT' } }
      : undefined,
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': registrationName },
  };
}

export const accountingOffice: Format<Payload> = {
  payload,
  documents: {
    'ubl-2.1': made => ({
      type: 'application/xml',
      text: xml({
        'cac:AccountingCustomerParty': { '@xmlns:cac': CAC, '@xmlns:cbc': CBC, 'cac:Party': party(made) },
      }),
    }),
  },
};
