import * as fc from 'fast-check';
import { FORMAT_RULES, RECIPIENT_FORMATS, type RecipientFormat } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import { make, type RecipientPayload } from './make';
import { SHARING } from './testing/given';
import { anyone, person } from './testing/samples';
import { faults } from './testing/schema';
import type { DocumentKind, Made, SharedData } from './types';

const SIX = ['address', 'email', 'familyName', 'givenName', 'language', 'telephone'] as const;
const TRANSIT: Readonly<Record<string, string>> = {
  vatNumber: 'BE0123456749',
  citizenship: 'NL',
  iban: 'CH9300762011623852957',
  bic: 'UBSWCHZH80A',
  mandateReference: 'M-1',
  mandateDate: '2026-11-02',
  endToEndId: 'invoice/17',
  amount: '1500',
  endpointId: '0208:0123456749',
};
const EXTENSIONS = ['http://www.dns.be/xml/epp/dnsbe-1.0', 'http://www.eurid.eu/xml/epp/contact-ext-1.4'];
const KINDS: Readonly<Record<RecipientFormat, DocumentKind>> = {
  'epp-dnsbe': 'epp-create',
  'epp-eurid': 'epp-create',
  'epp-contact': 'epp-create',
  'sepa-debtor': 'pain.008.001.08',
  ogone: 'ogone-form',
  'worldline-direct': 'worldline-direct',
  'ubl-customer': 'ubl-2.1',
};

/** The data that a catalogue may share in a format, and no other. */
function sharedIn(format: RecipientFormat, { kind, values, transit }: SharedData): SharedData {
  const { needs, carries, transitNeeds, transitCarries } = FORMAT_RULES[format];
  const within = (names: readonly string[], of: object) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)));
  return {
    kind,
    values: within([...needs, ...carries], values),
    transit: within([...transitNeeds, ...transitCarries], { ...TRANSIT, ...transit }),
  };
}

/** Made with its document; undefined where the format has no way to write a value. */
function tried(format: RecipientFormat, data: SharedData): Made<RecipientPayload> | undefined {
  try {
    return make(format, sharedIn(format, data), {
      kind: KINDS[format],
      extensions: EXTENSIONS,
      contact: 'c123',
      sharing: SHARING,
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'value-not-representable') return undefined;
    throw error;
  }
}

/** Each run makes documents, which is what takes the time. */
const runs = { numRuns: 40 };

describe.each(RECIPIENT_FORMATS)('%s', format => {
  test('the same data makes the same, always, in whichever order it was read', () => {
    fc.assert(
      fc.property(anyone, data => {
        const reversed = { ...data, values: Object.fromEntries(Object.entries(data.values).reverse()) };
        expect(JSON.stringify(tried(format, reversed))).toBe(JSON.stringify(tried(format, data)));
      }),
      runs,
    );
  });

  test('what is in the payload is on record, and nothing else', () => {
    fc.assert(
      fc.property(anyone, data => {
        const made = tried(format, data);
        if (!made) return;
        const given = sharedIn(format, data);
        const gone = made.adjustments.filter(each => each.what === 'omitted' && !each.characters);
        const names = [...Object.keys(given.values), ...Object.keys(given.transit)];
        expect([...made.fields, ...made.transit, ...gone.map(({ field }) => field)].sort()).toEqual(
          names.sort(),
        );
      }),
      runs,
    );
  });

  test('what is not reported went out as it was', () => {
    fc.assert(
      fc.property(anyone, data => {
        const made = tried(format, data);
        if (!made) return;
        const text = JSON.stringify(made.payload);
        const touched = new Set(made.adjustments.map(({ field }) => field));
        const { address, telephone: _, language: __, ...lines } = sharedIn(format, data).values;
        const parts = Object.entries({
          ...lines,
          ...(address && { 'address/street': address.street, 'address/city': address.city }),
        });
        const { address: sent } = made.fields.includes('address') ? { address: true } : { address: false };
        for (const [field, value] of parts) {
          if (touched.has(field) || (field.startsWith('address/') && !sent)) continue;
          expect(text).toContain(JSON.stringify(value).slice(1, -1));
        }
      }),
      runs,
    );
  });

  test('adjustments hold names and lengths, no value', () => {
    fc.assert(
      fc.property(anyone, data => {
        for (const { field, what, ...rest } of tried(format, data)?.adjustments ?? []) {
          expect(field).toMatch(/^[a-zA-Z]+(\/[a-zA-Z]+)?$/);
          expect(what).toMatch(/^(transliterated|cut|mapped|omitted)$/);
          expect(Object.values(rest).every(Number.isInteger)).toBe(true);
        }
      }),
      runs,
    );
  });
});

test.each([
  ['epp-dnsbe', 'epp.xsd'],
  ['epp-eurid', 'epp.xsd'],
  ['epp-contact', 'epp.xsd'],
  ['sepa-debtor', 'pain.008-debtor.xsd'],
] as const)('P10, P11 whoever it is about, %s is valid', async (format, schema) => {
  const documents = fc
    .sample(anyone, { numRuns: 60, seed: 1 })
    .flatMap(data => tried(format, data)?.document?.text ?? []);
  expect(documents.length).toBeGreaterThan(40);
  expect(await faults(schema, ...documents)).toEqual([]);
});

test('P10 what goes to DNS Belgium has a byte for every character in ISO-8859-15', () => {
  const latin9 = new TextDecoder('iso-8859-15');
  const characters = new Set(latin9.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)));
  fc.assert(
    fc.property(anyone, data => {
      const payload = tried('epp-dnsbe', data)?.payload as
        Extract<RecipientPayload, { format: 'epp-dnsbe' }> | undefined;
      if (!payload) return;
      const { name, org, addr } = payload.contact.postalInfo;
      const text = [name, org ?? '', ...addr.street, addr.city].join('');
      expect([...text].filter(character => !characters.has(character) || character === '@')).toEqual([]);
    }),
  );
});

test('a recipient without a format gets the fields by their own names', () => {
  const { values } = person();
  expect(make(undefined, { ...person(), transit: { a: '1' }, domain: 'example.be' })).toEqual({
    payload: { fields: values, domain: 'example.be', transit: { a: '1' } },
    adjustments: [],
    fields: [...SIX],
    transit: ['a'],
  });
  expect(() => make(undefined, person(), { kind: 'epp-create', sharing: SHARING })).toThrow(
    new DomainError('format-not-available'),
  );
});

test('a value that the format needs and that is not there is named', () => {
  for (const format of RECIPIENT_FORMATS) {
    const { needs } = FORMAT_RULES[format];
    for (const field of needs.filter(each => each !== 'givenName')) {
      const { values, transit } = sharedIn(format, person());
      const { [field as 'email']: _, ...rest } = values;
      expect(() => make(format, { ...person(), values: rest, transit })).toThrow(
        new DomainError('field-missing'),
      );
    }
  }
});
