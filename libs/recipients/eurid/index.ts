import { Type, type Static } from '@sinclair/typebox';
import { inEea } from '#libs/catalogue';
import { contactCreate, contactUpdate, offered } from '../epp/command';
import { eppContact, EppContactSchema } from '../epp/contact';
import type { Asked, Format } from '../format';
import type { Making } from '../making';
import { languageOf, plainVatNumber } from '../phrases';
import { UNICODE } from '../repertoires';

/** Holder of a name under .eu (P10): RFC 5733 in the `loc` form, with the registry's own extension. */
export const EuridSchema = Type.Object(
  {
    format: Type.Literal('epp-eurid'),
    domain: Type.Optional(Type.String()),
    contact: EppContactSchema,
    extension: Type.Object({
      type: Type.Literal('registrant'),
      vat: Type.Optional(Type.String()),
      lang: Type.String(),
      naturalPerson: Type.Boolean(),
      countryOfCitizenship: Type.Optional(Type.String()),
    }),
  },
  { $id: 'EuridPayload' },
);
type Payload = Static<typeof EuridSchema>;

/** Alike in what a client sends; which one is in use, the server's greeting says. */
const NAMESPACES = [
  'http://www.eurid.eu/xml/epp/contact-ext-1.4',
  'http://www.eurid.eu/xml/epp/contact-ext-1.3',
] as const;

/** The official languages of the Union. */
const LANGUAGES = new Set(
  'bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv'.split(' '),
);

function payload(making: Making): Payload {
  const naturalPerson = making.isPerson;
  const { country } = making.value('address');
  const contact = eppContact(making, {
    type: 'loc',
    repertoire: UNICODE,
    name: 50,
    org: 100,
  });
  // Citizenship makes eligible who lives outside the EU and the EEA; of anybody else it is not asked.
  const citizen = naturalPerson && !inEea(country) ? making.transit('citizenship') : undefined;
  const vat = naturalPerson ? undefined : plainVatNumber(making.transit('vatNumber'));
  return {
    format: 'epp-eurid',
    ...making.domain,
    contact,
    extension: {
      type: 'registrant',
      ...(vat !== undefined && { vat }),
      lang: languageOf(making, ({ language }) => (LANGUAGES.has(language) ? language : 'en')),
      naturalPerson,
      ...(citizen !== undefined && { countryOfCitizenship: citizen }),
    },
  };
}

function elements({ vat, lang, naturalPerson, countryOfCitizenship }: Payload['extension']) {
  return {
    'contact-ext:vat': vat,
    'contact-ext:lang': lang,
    'contact-ext:naturalPerson': String(naturalPerson),
    'contact-ext:countryOfCitizenship': countryOfCitizenship,
  };
}

function namespace(asked: Asked): { '@xmlns:contact-ext': string } {
  return { '@xmlns:contact-ext': offered(NAMESPACES, asked) };
}

export const eurid: Format<Payload> = {
  payload,
  documents: {
    'epp-create': ({ contact, extension }, asked) =>
      contactCreate(
        contact,
        asked,
        {
          'contact-ext:create': {
            ...namespace(asked),
            'contact-ext:type': extension.type,
            ...elements(extension),
          },
        },
        'AUTO',
      ),
    'epp-update': ({ contact, extension }, asked) =>
      contactUpdate(contact, asked, true, {
        'contact-ext:update': { ...namespace(asked), 'contact-ext:chg': elements(extension) },
      }),
  },
};
