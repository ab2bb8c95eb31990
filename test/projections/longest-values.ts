import fc from 'fast-check';
import { latestDay, shippedCatalogues, type CataloguePublished } from '#libs/catalogue';
import type { Json } from '#libs/kernel';

/** A letter about a breach in one language; with those in the two others as much as a request may hold. */
const TEXT = 'ÿ'.repeat(2_000);
const LETTER: Json = { nature: TEXT, consequences: TEXT, measures: TEXT, advice: TEXT };

/** Values as long and as odd as the vocabulary takes them. */
export const LONGEST: Readonly<Record<string, Json>> = {
  familyName: '\u{20000}'.repeat(100),
  givenName: 'Ł'.repeat(100),
  address: {
    street: 'ß'.repeat(100),
    number: '9'.repeat(20),
    postalCode: '9000',
    city: 'Ə'.repeat(100),
    country: 'BE',
  },
  telephone: '+32470123456',
  email: `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}be`,
  language: 'nl-BE',
  login: '\u{1f9ff}'.repeat(100),
  domain: `${`${'x'.repeat(60)}.`.repeat(4)}be`,
  message: '\u{10ffff}'.repeat(32_000),
  text: 'ÿ'.repeat(20_000),
  ipAddress: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
  nl: LETTER,
  fr: LETTER,
  en: LETTER,
};
const LATEST = shippedCatalogues().at(-1)!;
/** What can follow on the newest catalogue, as late as a day may be. */
export const NEXT: CataloguePublished['catalogue'] = {
  ...LATEST,
  version: '2999-12-31',
  from: latestDay(new Date()),
};

/** What no schema says: values of persons, and the catalogue's names. Unique ones differ at their end. */
export const VOCABULARY: Readonly<Record<string, fc.Arbitrary<Json>>> = (() => {
  const [catalogue] = shippedCatalogues() as [CataloguePublished['catalogue']];
  const { message: _, text: __, ...values } = LONGEST;
  type Purpose = CataloguePublished['catalogue']['purposes'][number];
  // What a purpose needs, and some of what it may have.
  const valuesOf = ({ required, optional }: Purpose): fc.Arbitrary<Json> =>
    fc
      .subarray([...optional])
      .map(some => Object.fromEntries([...required, ...some].map(field => [field, values[field]!])));
  const [contract] = catalogue.purposes as [Purpose];
  const purpose = fc.constantFrom<Json>(...catalogue.purposes.map(({ id }) => id.split('/')[0]!));
  const unique = fc.uuid().map(id => id.replaceAll('-', ''));
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.constant(value)])),
    login: unique.map(id => `${'\u{1f9ff}'.repeat(32)}${id}`),
    domain: unique.map(id => `${'x'.repeat(31)}${id}.be`),
    email: unique.map(id => `${id}@${`${'b'.repeat(60)}.`.repeat(3)}be`),
    values: valuesOf(contract),
    'purpose, values': fc
      .constantFrom(
        contract,
        contract,
        contract,
        ...catalogue.purposes.filter(({ required }) => required.length > 0),
      )
      .chain(each => fc.record({ purpose: fc.constant(each.id.split('/')[0]!), values: valuesOf(each) })),
    policy: fc.constant(catalogue.version),
    purpose,
    from: purpose,
    to: purpose,
    recipient: fc.constantFrom<Json>(...catalogue.recipients.map(({ id }) => id)),
    catalogue: fc.constant(NEXT as unknown as Json),
    basedOn: fc.constant(LATEST.version),
    issuer: fc.constant('https://issuer.example/'.padEnd(255, 'i')),
  };
})();

/** What a contract holds at most, and a recipient can represent. */
export const CONTRACT: Readonly<Record<string, Json>> = (() => {
  const [catalogue] = shippedCatalogues() as [CataloguePublished['catalogue']];
  const [{ required, optional }] = catalogue.purposes as [
    CataloguePublished['catalogue']['purposes'][number],
  ];
  return Object.fromEntries([...required, ...optional].map(field => [field, LONGEST[field]!]));
})();

/** What somebody looks for (P09): all that the newest catalogue lets anybody look for, and each kind of matter. */
export const LOOKED_FOR: readonly string[] = (() => {
  const { purposes, looks = [] } = shippedCatalogues().at(-1)!;
  const matters = purposes.filter(({ opening }) => opening.matter).map(({ id }) => id.split('/')[0]!);
  return [...new Set([...looks.map(({ purpose }) => purpose), ...matters])];
})();
