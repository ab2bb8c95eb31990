import { Type, type Static } from '@sinclair/typebox';
import { contactCreate, contactUpdate, offered } from '../epp/command';
import { eppContact, EppContactSchema, withoutNames } from '../epp/contact';
import type { Asked, Format } from '../format';
import type { Making } from '../making';
import { languageOf, plainVatNumber } from '../phrases';
import { LATIN_9 } from '../repertoires';

/** Holder of a name under .be (P10): RFC 5733 in the `loc` form, with the registry's own extension. */
export const DnsBelgiumSchema = Type.Object(
  {
    format: Type.Literal('epp-dnsbe'),
    domain: Type.Optional(Type.String()),
    contact: EppContactSchema,
    extension: Type.Object({
      type: Type.Literal('licensee'),
      vat: Type.Optional(Type.String()),
      lang: Type.Unsafe<'nl' | 'fr' | 'en'>(Type.String({ enum: ['nl', 'fr', 'en'] })),
    }),
  },
  { $id: 'DnsBelgiumPayload' },
);
type Payload = Static<typeof DnsBelgiumSchema>;

const NAMESPACE = 'http://www.dns.be/xml/epp/dnsbe-1.0';
const LANGUAGES = ['nl', 'fr', 'en'] as const;

function payload(making: Making): Payload {
  // Names at most 50, organisations 100 characters, of ISO-8859-15 without @; the registry wants a postal code in any case.
  const contact = eppContact(making, {
    type: 'loc',
    repertoire: LATIN_9,
    name: 50,
    org: 100,
    noPostalCode: '0000',
  });
  const lang = languageOf(making, ({ language }) => LANGUAGES.find(each => each === language) ?? 'en');
  // The registry knows VAT numbers of organisations only.
  const vat = making.isPerson ? undefined : plainVatNumber(making.transit('vatNumber'));
  return {
    format: 'epp-dnsbe',
    ...making.domain,
    contact,
    extension: { type: 'licensee', ...(vat !== undefined && { vat }), lang: lang as 'nl' | 'fr' | 'en' },
  };
}

function namespace(asked: Asked): string {
  return offered([NAMESPACE], asked);
}

export const dnsBelgium: Format<Payload> = {
  payload,
  carried: { 'epp-update': payload => ({ ...payload, contact: withoutNames(payload.contact) }) },
  documents: {
    'epp-create': ({ contact, extension: { type, vat, lang } }, asked) => {
      const own = { 'dnsbe:type': type, 'dnsbe:vat': vat, 'dnsbe:lang': lang };
      return contactCreate(
        contact,
        asked,
        { 'dnsbe:ext': { '@xmlns:dnsbe': namespace(asked), 'dnsbe:create': { 'dnsbe:contact': own } } },
        'AUTO',
      );
    },
    // A licensee's name is changed by a transfer or an update that the registry watches over, never by this command.
    'epp-update': ({ contact, extension: { vat, lang } }, asked, making) => {
      making.withhold('givenName');
      making.withhold('familyName');
      const chg = { 'dnsbe:vat': vat, 'dnsbe:lang': lang };
      return contactUpdate(contact, asked, false, {
        'dnsbe:ext': {
          '@xmlns:dnsbe': namespace(asked),
          'dnsbe:update': { 'dnsbe:contact': { 'dnsbe:chg': chg } },
        },
      });
    },
  },
};
