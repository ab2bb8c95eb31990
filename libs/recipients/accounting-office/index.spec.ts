import { create } from 'xmlbuilder2';
import { company, GENT, person } from '../testing/samples';
import { documentOf, made } from '../testing/given';
import type { SharedData, SharedValues } from '../types';

const CAC = 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2';
const CBC = 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2';
const ENDPOINT = { endpointId: '0208:0123456749', vatNumber: 'BE 0123.456.749' };
const asked = { kind: 'ubl-2.1' as const };

const buyer = ({
  familyName = 'Peeters',
  givenName = 'Jan',
  address = GENT,
}: SharedValues = {}): SharedData => ({
  ...person(),
  values: { familyName, givenName, address },
});
const business = (transit: Readonly<Record<string, string>> = ENDPOINT): SharedData => ({
  ...company('ACME & Zn', transit),
  values: { familyName: 'ACME & Zn', address: { ...GENT, box: '3' } },
});

test('P13 the accounting office gets name and address of a consumer, by plain EN 16931', () => {
  const { payload, adjustments, fields } = made('ubl-customer', buyer({ givenName: 'Łukasz' }));
  expect(payload).toEqual({
    format: 'ubl-customer',
    customizationId: 'urn:cen.eu:en16931:2017',
    party: {
      streetName: 'Veldstraat 12',
      cityName: 'Gent',
      postalZone: '9000',
      country: 'BE',
      registrationName: 'Łukasz Peeters',
    },
  });
  expect(adjustments).toEqual([]);
  expect(fields).toEqual(['address', 'familyName', 'givenName']);
});

test('P13 a business with an endpoint goes by Peppol', () => {
  const { payload, transit } = made('ubl-customer', business());
  expect(payload).toMatchObject({
    customizationId: 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0',
    profileId: 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
    party: { endpoint: { scheme: '0208', id: '0123456749' }, vatNumber: 'BE0123456749' },
  });
  expect(transit).toEqual(['endpointId', 'vatNumber']);
});

/** An element, as the rules see it. */
interface Element {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

function parsed(text: string): Element {
  const walk = (node: ReturnType<typeof create>['node']): Element => {
    const element = node as unknown as {
      namespaceURI: string;
      localName: string;
      textContent: string;
      childNodes: Iterable<ReturnType<typeof create>['node']>;
      attributes: Iterable<{ name: string; value: string }>;
    };
    const prefix = { [CAC]: 'cac', [CBC]: 'cbc' }[element.namespaceURI];
    return {
      name: `${prefix}:${element.localName}`,
      text: element.textContent,
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      children: [...element.childNodes].filter(({ nodeType }) => (nodeType as number) === 1).map(walk),
    };
  };
  return walk(create(text).root().node);
}

function find(element: Element | undefined, ...path: string[]): Element | undefined {
  return path.reduce((at, name) => at?.children.find(child => child.name === name), element);
}

/** UBL 2.1's order of the children that are used here. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  'cac:AccountingCustomerParty': ['cac:Party'],
  'cac:Party': ['cbc:EndpointID', 'cac:PostalAddress', 'cac:PartyTaxScheme', 'cac:PartyLegalEntity'],
  'cac:PostalAddress': ['cbc:StreetName', 'cbc:CityName', 'cbc:PostalZone', 'cac:Country'],
  'cac:Country': ['cbc:IdentificationCode'],
  'cac:PartyTaxScheme': ['cbc:CompanyID', 'cac:TaxScheme'],
  'cac:TaxScheme': ['cbc:ID'],
  'cac:PartyLegalEntity': ['cbc:RegistrationName'],
};

/** The rules that a buyer can break, by their codes: those of UBL's structure, of EN 16931, and of Peppol BIS Billing 3. */
function broken(text: string, rules: 'EN 16931' | 'Peppol'): string[] {
  const root = parsed(text);
  const party = find(root, 'cac:Party');
  const endpoint = find(party, 'cbc:EndpointID');
  const country = find(party, 'cac:PostalAddress', 'cac:Country', 'cbc:IdentificationCode');
  const vat = find(party, 'cac:PartyTaxScheme', 'cbc:CompanyID');
  const all = (element: Element): Element[] => [element, ...element.children.flatMap(all)];
  const checks: [code: string, holds: boolean][] = [
    ['BR-07', Boolean(find(party, 'cac:PartyLegalEntity', 'cbc:RegistrationName')?.text)],
    ['BR-10', find(party, 'cac:PostalAddress') !== undefined],
    ['BR-11', Boolean(country?.text)],
    ['BR-CL-14', !country || /^[A-Z]{2}$/.test(country.text)],
    ['BR-63', !endpoint || Boolean(endpoint.attributes.schemeID)],
    ['BR-CO-09', !vat || /^[A-Z]{2}/.test(vat.text)],
    ['PEPPOL-EN16931-R008', all(root).every(({ text }) => text.trim() !== '')],
    ['UBL-order', all(root).every(inOrder)],
  ];
  if (rules === 'Peppol') {
    checks.push(['PEPPOL-EN16931-R010', Boolean(endpoint?.text)]);
    checks.push(['PEPPOL-EN16931-CL008', !endpoint || /^\d{4}$/.test(endpoint.attributes.schemeID ?? '')]);
  }
  return checks.filter(([, holds]) => !holds).map(([code]) => code);
}

function inOrder({ name, children }: Element): boolean {
  const places = children.map(child => ORDER[name]?.indexOf(child.name) ?? -1);
  return places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
}

describe('P13 as AccountingCustomerParty', () => {
  const foreign = { street: 'Corniche', number: '1', city: 'Dubai', country: 'AE' };

  test('of a consumer it keeps the rules of EN 16931', () => {
    for (const data of [buyer(), buyer({ familyName: 'Παπαδόπουλος & <Zn>' }), buyer({ address: foreign })]) {
      expect(broken(documentOf('ubl-customer', data, asked), 'EN 16931')).toEqual([]);
    }
    const text = documentOf('ubl-customer', buyer(), asked);
    expect(text).not.toMatch(
      /EndpointID|Contact|Telephone|ElectronicMail|PartyTaxScheme|PartyIdentification/,
    );
    expect(broken(text, 'Peppol')).toEqual(['PEPPOL-EN16931-R010']);
  });

  test('of a business with an endpoint also those of Peppol', () => {
    const text = documentOf('ubl-customer', business(), asked);
    expect(broken(text, 'Peppol')).toEqual([]);
    expect(text).toContain('<cbc:EndpointID schemeID="0208">0123456749</cbc:EndpointID>');
    expect(text).toContain('<cbc:RegistrationName>ACME &amp; Zn</cbc:RegistrationName>');
    expect(text).toContain('<cbc:StreetName>Veldstraat 12 bus 3</cbc:StreetName>');
  });

  test('a planted fault is found: the rules can fail', () => {
    const text = documentOf('ubl-customer', business(), asked);
    const plants: [code: string, right: string | RegExp, wrong: string][] = [
      ['BR-07', /<cac:PartyLegalEntity>.*<\/cac:PartyLegalEntity>/, ''],
      ['BR-10', /<cac:PostalAddress>.*<\/cac:PostalAddress>/, ''],
      ['BR-11', /<cac:Country>.*<\/cac:Country>/, ''],
      ['BR-CL-14', '>BE<', '>Belgium<'],
      ['BR-63', ' schemeID="0208"', ''],
      ['BR-CO-09', '>BE0123456749<', '>0123456749<'],
      ['PEPPOL-EN16931-R008', '>Gent<', '><'],
      ['PEPPOL-EN16931-R010', /<cbc:EndpointID.*<\/cbc:EndpointID>/, ''],
      ['PEPPOL-EN16931-CL008', 'schemeID="0208"', 'schemeID="EM"'],
      ['UBL-order', /(<cbc:StreetName>.*<\/cbc:StreetName>)(<cbc:CityName>.*<\/cbc:CityName>)/, '$2$1'],
    ];
    for (const [code, right, wrong] of plants) {
      expect(text.replace(right, wrong)).not.toBe(text);
      expect(broken(text.replace(right, wrong), 'Peppol')).toContain(code);
    }
  });
});
