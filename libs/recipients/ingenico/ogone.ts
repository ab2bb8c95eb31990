import { Type, type Static } from '@sinclair/typebox';
import { DomainError } from '#libs/kernel';
import type { Format } from '../format';
import type { Making } from '../making';
import { fullName, languageOf, streetLine } from '../phrases';
import { UNICODE } from '../repertoires';
import { shaIn, type ShaAlgorithm } from './sha-in';

/** Payer on Ingenico's e-Commerce page (P12): parameters by the provider's names, in the order that a form has them. */
export const OgoneSchema = Type.Object(
  {
    format: Type.Literal('ogone'),
    parameters: Type.Record(Type.String(), Type.String(), {
      description: 'With SHASIGN where a passphrase was passed.',
    }),
  },
  { $id: 'OgonePayload' },
);
type Payload = Static<typeof OgoneSchema>;

/** The page's languages: some have a code of their own. */
const LANGUAGES: Readonly<Record<string, string>> = {
  cs: 'cs_CZ',
  da: 'dk_DK',
  de: 'de_DE',
  el: 'el_GR',
  en: 'en_US',
  es: 'es_ES',
  fr: 'fr_FR',
  it: 'it_IT',
  ja: 'ja_JP',
  nb: 'no_NO',
  nn: 'no_NO',
  no: 'no_NO',
  pl: 'pl_PL',
  pt: 'pt_PT',
  ru: 'ru_RU',
  sk: 'sk_SK',
  sv: 'se_SE',
  tr: 'tr_TR',
};

/** Parameters of the order: passed through for the signature's sake. Those of the first row cannot be signed without. */
const ORDER = { PSPID: 'pspId', ORDERID: 'orderId', AMOUNT: 'amount', CURRENCY: 'currency' } as const;
const PAGES = {
  ACCEPTURL: 'acceptUrl',
  DECLINEURL: 'declineUrl',
  EXCEPTIONURL: 'exceptionUrl',
  CANCELURL: 'cancelUrl',
} as const;

function payload(making: Making): Payload {
  const own: Record<string, string | undefined> = {};
  for (const [parameter, name] of Object.entries({ ...ORDER, ...PAGES }))
    own[parameter] = making.transit(name);
  own.LANGUAGE = languageOf(making, ({ language, region }) =>
    language === 'nl' ? (region === 'NL' ? 'nl_NL' : 'nl_BE') : (LANGUAGES[language] ?? 'en_US'),
  );
  Object.assign(own, person(making));
  const parameters = Object.fromEntries(
    Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const signature = sign(making, parameters);
  return { format: 'ogone', parameters: { ...parameters, ...(signature && { SHASIGN: signature }) } };
}

/** Lengths by the provider's guide; an e-mail address that is too long is of no use when cut. */
function person(making: Making): Readonly<Record<string, string | undefined>> {
  const telephone = making.optional('telephone');
  return {
    CN: making.optional('familyName') === undefined ? undefined : cardholder(making),
    EMAIL: email(making),
    ...(making.optional('address') && ownersAddress(making)),
    OWNERTELNO: telephone,
  };
}

/** The provider takes no quotation marks in a name. */
function cardholder(making: Making): string {
  const bounds = { repertoire: { ...UNICODE, refused: '\'"' }, max: 35 };
  return fullName(making, bounds);
}

function email(making: Making): string | undefined {
  const email = making.optional('email');
  if (email === undefined || email.length <= 50) return email;
  making.withhold('email');
  return undefined;
}

function ownersAddress(making: Making): Readonly<Record<string, string | undefined>> {
  const address = making.value('address');
  const { postalCode, city, country } = address;
  const part = (name: string, text: string, max: number): string =>
    making.text(`address/${name}`, text, { repertoire: UNICODE, max });
  return {
    OWNERADDRESS: streetLine(making, address, { repertoire: UNICODE, max: 35 }),
    OWNERZIP: postalCode && part('postalCode', postalCode, 10),
    OWNERTOWN: part('city', city, 40),
    OWNERCTY: country,
  };
}

/** @throws DomainError `transit-missing` where there is a passphrase, and not all that a signature needs */
function sign(making: Making, parameters: Readonly<Record<string, string>>): string | undefined {
  const passphrase = making.used('shaInPassphrase');
  const algorithm = making.used('shaInAlgorithm');
  if (passphrase === undefined) return undefined;
  const missing = Object.entries(ORDER)
    .filter(([parameter]) => parameters[parameter] === undefined)
    .map(([, name]): string => name);
  if (algorithm === undefined) missing.push('shaInAlgorithm');
  if (missing.length > 0) throw new DomainError('transit-missing', { attributes: missing });
  return shaIn(parameters, passphrase, algorithm as ShaAlgorithm);
}

export const ogone: Format<Payload> = {
  payload,
  documents: {
    'ogone-form': ({ parameters }) => ({
      type: 'application/x-www-form-urlencoded',
      text: new URLSearchParams(parameters).toString(),
    }),
  },
};
