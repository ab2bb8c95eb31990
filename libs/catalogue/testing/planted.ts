import type { ContradictionCode } from '../check';
import shipped from '../data/2018-05-25.2.json';
import { purposeOf, recipientOf } from '../lookup';
import type { Catalogue, Condition, Extension } from '../types';

/** A catalogue as one edits it. */
export type Draft<T> = T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;
export type Edit = (catalogue: Draft<Catalogue>) => unknown;

export const good = shipped as Catalogue;

/** The newest shipped catalogue, or another one, with one edit. */
export function edited(edit: Edit, of: Catalogue = good): Catalogue {
  const draft = structuredClone(of) as Draft<Catalogue>;
  edit(draft);
  return draft;
}

export const purpose = (catalogue: Draft<Catalogue>, name: string) =>
  purposeOf(catalogue, name) as Draft<Catalogue>['purposes'][number];
export const recipient = (catalogue: Draft<Catalogue>, id: string) =>
  recipientOf(catalogue, id) as Draft<Catalogue>['recipients'][number];
const told = (catalogue: Draft<Catalogue>, name: Condition) =>
  catalogue.conditions!.find(({ condition }) => condition === name)!;
const books = (catalogue: Draft<Catalogue>) =>
  catalogue.clients!.find(({ client }) => client === 'bookkeeping')!;
const sharing = (catalogue: Draft<Catalogue>, name: string) => purpose(catalogue, name).recipients[0]!;
export const without = <T>(list: T[], keep: (item: T) => boolean): unknown =>
  list.splice(0, list.length, ...list.filter(keep));
export const be = (from: string, to?: string): Draft<Extension> => ({
  extension: 'be',
  recipient: 'dns-belgium',
  from,
  ...(to === undefined ? {} : { to }),
  terms: 'terms:be',
});

/** What is found, what it names, how it is planted; and what else is found where one plant breaks more. */
export type Planted = [ContradictionCode, string[], Edit, also?: [ContradictionCode, string[]][]];

/** The same of the clients that act for all that is for a service. */
function ofShops(code: ContradictionCode, name: string): [ContradictionCode, string[]][] {
  return ['service', 'webshop'].map(client => [code, [client, name]]);
}

/** Each contradiction planted alone. */
export const PLANTED: Planted[] = [
  ['duplicate-id', ['field', 'email'], c => c.fields.push({ ...c.fields.find(f => f.field === 'email')! })],
  ['duplicate-id', ['service', 'dns'], c => c.services.push({ ...c.services.find(s => s.type === 'dns')! })],
  ['duplicate-id', ['purpose', 'dns'], c => c.purposes.push({ ...purpose(c, 'dns'), id: 'dns/2' })],
  ['duplicate-id', ['recipient', 'eurid'], c => c.recipients.push({ ...recipient(c, 'eurid') })],
  [
    'duplicate-id',
    ['instance', 'bank', 'kbc'],
    c => recipient(c, 'bank').instances!.push({ id: 'kbc', name: 'KBC', country: 'BE' }),
  ],
  [
    'duplicate-id',
    ['instance', 'bank', 'KREDBEBB'],
    c => (recipient(c, 'bank').instances!.find(({ id }) => id === 'cbc')!.bic = 'KREDBEBB'),
  ],
  ['duplicate-id', ['client', 'bookkeeping'], c => c.clients!.push({ ...books(c) })],
  ['unknown-purpose', ['look', 'selling'], c => (c.looks![0]!.purpose = 'selling')],
  ['look-not-allowed', ['correspondence'], c => (c.looks![0]!.purpose = 'correspondence')],
  [
    'duplicate-id',
    ['look', 'customer-care staff'],
    c => c.looks!.push({ ...c.looks![0]!, roles: ['staff'] }),
  ],
  ['unknown-purpose', ['bookkeeping', 'selling'], c => books(c).purposes.push('selling')],
  ['unknown-recipient', ['bookkeeping', 'broker'], c => books(c).recipients.push('broker')],
  ['client-erases-beyond', ['bookkeeping', 'contract'], c => books(c).erases.push('contract')],
  ['duplicate-id', ['condition', 'holder-link'], c => c.conditions!.push({ ...told(c, 'holder-link') })],
  ['label-missing', ['condition', 'holder-link', 'en'], c => (told(c, 'holder-link').label.en = '')],
  [
    'condition-untold',
    ['holder-link'],
    c => without(c.conditions!, each => each.condition !== 'holder-link'),
  ],
  [
    'reference-form-broken',
    ['invoice-reference'],
    c => (told(c, 'invoice-reference').reference!.example = 'order/1'),
  ],
  [
    'reference-form-broken',
    ['invoice-reference'],
    c => (told(c, 'invoice-reference').reference!.pattern = '('),
  ],
  ...[
    '^([a-z]+)+$',
    '^(a|a)*$',
    '^.*.*.*.*x$',
    '^(a)\\1$',
    'a'.repeat(201),
    // Two ways to go on at each of many places.
    `^${'a?'.repeat(45)}${'a'.repeat(45)}$`,
    `${'(a|a)'.repeat(38)}b`,
  ].map((pattern): Planted => [
    'reference-form-costly',
    ['invoice-reference'],
    c => (told(c, 'invoice-reference').reference = { pattern, example: `${'a'.repeat(60)}!` }),
  ]),
  ['transfer-without-ground', ['bank', 'US'], c => recipient(c, 'bank').byBic![0]!.countries.push('US')],
  ['transfer-ground-inside-eea', ['bank', 'NL'], c => recipient(c, 'bank').byBic![1]!.countries.push('NL')],
  ['transfer-without-source', ['bank', 'A45-3'], c => (recipient(c, 'bank').byBic![1]!.transferSource = '')],
  ['unknown-term', ['bank', 'A45-9'], c => (recipient(c, 'bank').byBic![1]!.transferGround = 'A45-9')],
  [
    'duplicate-id',
    ['sharing', 'direct-debit/1', 'bank'],
    c => purpose(c, 'direct-debit').recipients.push({ ...sharing(c, 'direct-debit') }),
  ],
  [
    'duplicate-id',
    ['transit', 'direct-debit/1', 'bank', 'iban'],
    c => sharing(c, 'direct-debit').transit.push({ name: 'iban', required: true }),
  ],
  [
    'duplicate-id',
    ['document', 'policy 2018-05-25'],
    c => c.documents.push({ ...c.documents[0]!, from: '2019-01-01' }),
  ],
  [
    'duplicate-id',
    ['document from', 'policy 2018-05-25'],
    c => c.documents.push({ ...c.documents[0]!, version: 'second' }),
  ],
  ['label-missing', ['field', 'familyName', 'nl'], c => (c.fields[0]!.label.nl = ' ')],
  ['label-missing', ['service', 'domain', 'en'], c => (c.services[0]!.label.en = '')],
  ['label-missing', ['purpose', 'contract/1', 'nl'], c => (purpose(c, 'contract').label.nl = '')],
  ['label-missing', ['document', 'policy 2018-05-25', 'en'], c => (c.documents[0]!.title.en = '')],
  ['not-a-day', ['extension', 'be', '2018-06-31'], c => (c.extensions[0]!.from = '2018-06-31')],
  ['not-a-day', ['extension', 'be', '2018-99-99'], c => (c.extensions[0]!.to = '2018-99-99')],
  [
    'not-a-day',
    ['document', 'terms:be 2', '2019-02-29'],
    c => c.documents.push({ ...c.documents[1]!, version: '2', from: '2019-02-29' }),
  ],
  ['unknown-term', ['contract/1', 'dpv:Payment'], c => (purpose(c, 'contract').dpv = 'dpv:Payment')],
  ['unknown-term', ['familyName', 'pd:FamilyName'], c => (c.fields[0]!.dpv = 'pd:FamilyName')],
  ['unknown-term', ['eurid', 'dpv:ThirdParty'], c => (recipient(c, 'eurid').dpv = 'dpv:ThirdParty')],
  [
    'unknown-term',
    ['com-registrar', 'A46-2-f'],
    c => (recipient(c, 'com-registrar').transferGround = 'A46-2-f'),
  ],
  [
    'unknown-recipient',
    ['direct-debit/1', 'bank'],
    c => without(c.recipients, r => r.id !== 'bank'),
    ofShops('unknown-recipient', 'bank'),
  ],
  [
    'unknown-recipient',
    ['be', 'nominet'],
    c =>
      c.extensions.splice(
        0,
        1,
        { ...be('2018-05-25', '2019-12-31') },
        { ...be('2020-01-01'), recipient: 'nominet' },
      ),
    [['extension-without-purpose', ['be', 'nominet']]],
  ],
  [
    'unknown-field',
    ['fraud/1', 'ipAddress'],
    c => without(c.fields, f => f.field !== 'ipAddress'),
    [
      ['unknown-field', ['data-subject-request/1', 'ipAddress']],
      ['unknown-field', ['government-order/1', 'ipAddress']],
      ['unknown-field', ['look', 'data-subject-request', 'ipAddress']],
      ['unknown-field', ['look', 'fraud', 'ipAddress']],
    ],
  ],
  ['unknown-service', ['dns/1', 'dns'], c => without(c.services, s => s.type !== 'dns')],
  ['unknown-extension', ['domain-be/1', 'be'], c => without(c.extensions, e => e.extension !== 'be')],
  ['recipient-unused', ['bank'], c => (purpose(c, 'direct-debit').recipients = [])],
  [
    'service-unused',
    ['hosting'],
    c => without(c.purposes, p => p.id !== 'hosting/1'),
    ofShops('unknown-purpose', 'hosting'),
  ],
  ['basis-without-reason', ['contract/1'], c => (purpose(c, 'contract').reason.en = '')],
  ['retention-without-source', ['contract/1'], c => (purpose(c, 'contract').retention.source = '')],
  ...['P101Y', 'P99999999Y', 'P999999999999999999999D', 'P5219W'].map((duration): Planted => [
    'duration-too-long',
    ['contract/1', duration],
    c => (purpose(c, 'contract').retention.duration = duration),
  ]),
  ...['1 year', 'P', 'PT', 'P1', 'p1y', 'P1Y2W', '', 'P-1Y', 'P1M1Y', 'PT24H'].map((duration): Planted => [
    'duration-not-iso8601',
    ['contract/1', duration],
    c => (purpose(c, 'contract').retention.duration = duration),
  ]),
  [
    'retention-without-period',
    ['contract/1', 'period-end', 'contract'],
    c => (purpose(c, 'contract').retention.after = 'period-end'),
  ],
  [
    'retention-without-period',
    ['fraud/1', 'contract-end', 'month'],
    c => (purpose(c, 'fraud').retention.after = 'contract-end'),
  ],
  ['field-listed-twice', ['contract/1', 'email'], c => purpose(c, 'contract').optional.push('email')],
  [
    'field-listed-twice',
    ['direct-debit/1', 'bank', 'familyName'],
    c => sharing(c, 'direct-debit').fields.push('familyName'),
  ],
  ['purpose-without-fields', ['customer-care/1'], c => (purpose(c, 'customer-care').optional = [])],
  [
    'natural-person-only-not-required',
    ['renewal/1', 'telephone'],
    c => purpose(c, 'renewal').naturalPersonOnly.push('telephone'),
  ],
  ['opening-empty', ['contract/1'], c => (purpose(c, 'contract').opening = {})],
  ['opening-empty', ['contract/1'], c => (purpose(c, 'contract').opening = { contract: false })],
  ['opening-empty', ['contract/1'], c => (purpose(c, 'contract').opening = { services: [] })],
  [
    'extension-without-service',
    ['domain-be/1', 'be'],
    c => (purpose(c, 'domain-be').opening.services = 'any'),
  ],
  [
    'duty-without-legal-basis',
    ['bookkeeping/1', 'A6-1-f'],
    c => (purpose(c, 'bookkeeping').basis = 'A6-1-f'),
  ],
  ['matter-without-period', ['contract/1', 'contract'], c => (purpose(c, 'contract').opening.matter = true)],
  [
    'matter-without-period',
    ['government-order/1', 'matter'],
    c => delete purpose(c, 'government-order').opening.matter,
  ],
  ['sign-in-address-misused', ['contract/1'], c => purpose(c, 'contract').optional.push('ipAddress')],
  ['sign-in-address-misused', ['fraud/1'], c => purpose(c, 'fraud').optional.push('email')],
  [
    'look-only-collects',
    ['customer-care/1'],
    c => purpose(c, 'customer-care').required.push(purpose(c, 'customer-care').optional.pop()!),
  ],
  [
    'look-only-collects',
    ['customer-care/1'],
    c => (purpose(c, 'customer-care').look = false),
    [['look-not-allowed', ['customer-care']]],
  ],
  [
    'no-look-purpose',
    [],
    c => {
      without(c.purposes, p => !p.lookOnly);
      c.purposes.forEach(p => (p.look = false));
      c.looks = [];
    },
    ofShops('unknown-purpose', 'customer-care'),
  ],
  [
    'shared-field-not-in-purpose',
    ['online-payment/1', 'ingenico', 'address'],
    c => sharing(c, 'online-payment').fields.push('address'),
  ],
  [
    'shared-field-not-in-purpose',
    ['online-payment/1', 'ingenico', 'telephone'],
    c => (sharing(c, 'online-payment').optional = ['telephone']),
  ],
  [
    'shared-field-not-in-purpose',
    ['direct-debit/1', 'bank', 'address'],
    c => (purpose(c, 'direct-debit').optional = []),
  ],
  [
    'shared-field-not-required',
    ['online-payment/1', 'ingenico', 'email'],
    c => Object.assign(sharing(c, 'online-payment'), { fields: ['language', 'email'], optional: [] }),
  ],
  ['sharing-empty', ['bookkeeping/1', 'accounting-office'], c => (sharing(c, 'bookkeeping').fields = [])],
  [
    'condition-missing',
    ['domain-be/1', 'dns-belgium', 'terms-accepted'],
    c => without(sharing(c, 'domain-be').conditions, x => x !== 'terms-accepted'),
  ],
  [
    'condition-missing',
    ['domain-eu/1', 'eurid', 'extension-served'],
    c => without(sharing(c, 'domain-eu').conditions, x => x !== 'extension-served'),
  ],
  [
    'condition-missing',
    ['direct-debit/1', 'bank', 'payment-chosen'],
    c => (sharing(c, 'direct-debit').conditions = []),
  ],
  [
    'condition-without-extension',
    ['bookkeeping/1', 'accounting-office', 'holder-link'],
    c => sharing(c, 'bookkeeping').conditions.push('holder-link'),
  ],
  [
    'condition-without-payment',
    ['direct-debit/1', 'bank', 'payment-chosen'],
    c => delete purpose(c, 'direct-debit').opening.payment,
  ],
  [
    'transit-names-a-field',
    ['direct-debit/1', 'bank', 'ipaddress'],
    c => sharing(c, 'direct-debit').transit.push({ name: 'ipaddress', required: false }),
    [['format-cannot-carry', ['direct-debit/1', 'bank', 'ipaddress']]],
  ],
  [
    'transit-required-twice',
    ['domain-eu/1', 'eurid', 'citizenship'],
    c => (sharing(c, 'domain-eu').transit[0]!.required = true),
  ],
  [
    'format-lacks',
    ['domain-be/1', 'dns-belgium', 'language'],
    c => without(sharing(c, 'domain-be').fields, field => field !== 'language'),
  ],
  [
    'format-lacks',
    ['direct-debit/1', 'bank', 'mandateDate'],
    c => (sharing(c, 'direct-debit').transit.find(each => each.name === 'mandateDate')!.required = false),
  ],
  [
    'format-cannot-carry',
    ['domain-be/1', 'dns-belgium', 'language'],
    c => (sharing(c, 'domain-be').format = 'epp-contact'),
    [['format-cannot-carry', ['domain-be/1', 'dns-belgium', 'vatNumber']]],
  ],
  [
    'case-without-account',
    ['direct-debit/1', 'bank', 'address', 'account-outside-eea'],
    c => (sharing(c, 'direct-debit').transit.find(each => each.name === 'iban')!.required = false),
    [['format-lacks', ['direct-debit/1', 'bank', 'iban']]],
  ],
  [
    'address-in-text',
    ['purposes', 'retention', 'source'],
    c => (purpose(c, 'contract').retention.source = 'asked by jan@example.be'),
  ],
  ['address-in-text', ['controller', 'name'], c => (c.controller.name = 'jan@example.be')],
  ['recipient-without-reason', ['bank'], c => delete recipient(c, 'bank').reason],
  [
    'transfer-without-ground',
    ['com-registrar', 'CA'],
    c => delete recipient(c, 'com-registrar').transferGround,
  ],
  ['transfer-without-ground', ['eurid', 'GB'], c => (recipient(c, 'eurid').country = 'GB')],
  [
    'transfer-without-ground',
    ['bank/ubs', 'CH'],
    c => delete recipient(c, 'bank').transferGround,
    [['transfer-without-ground', ['bank/postfinance', 'CH']]],
  ],
  [
    'transfer-ground-inside-eea',
    ['com-registrar', 'IS'],
    c => (recipient(c, 'com-registrar').country = 'IS'),
  ],
  [
    'transfer-without-source',
    ['com-registrar', 'A45-3'],
    c => delete recipient(c, 'com-registrar').transferSource,
  ],
  [
    'extension-without-purpose',
    ['org', 'com-registrar'],
    c => c.extensions.push({ ...be('2018-05-25'), extension: 'org', recipient: 'com-registrar' }),
  ],
  [
    'extension-without-purpose',
    ['be', 'eurid'],
    c =>
      c.extensions.splice(0, 1, be('2018-05-25', '2019-12-31'), { ...be('2020-01-01'), recipient: 'eurid' }),
  ],
  ['extension-dates-reversed', ['be', '2018-05-25', '2018-05-24'], c => (c.extensions[0]!.to = '2018-05-24')],
  ['extension-overlap', ['be', '2018-05-25', '2020-01-01'], c => c.extensions.push(be('2020-01-01'))],
  [
    'extension-overlap',
    ['be', '2018-05-25', '2020-01-01'],
    c => c.extensions.splice(0, 1, be('2020-01-01'), be('2018-05-25', '2020-01-01')),
  ],
  [
    'extension-gap',
    ['be', '2019-12-30', '2020-01-01'],
    c => c.extensions.splice(0, 1, be('2018-05-25', '2019-12-30'), be('2020-01-01')),
  ],
  [
    'terms-without-document',
    ['be', 'terms:be', '2018-05-25'],
    c => without(c.documents, d => d.document !== 'terms:be'),
  ],
  [
    'terms-without-document',
    ['be', 'terms:be', '2018-05-25'],
    c => (c.documents.find(d => d.document === 'terms:be')!.from = '2018-05-26'),
  ],
  ['policy-without-document', ['policy', good.from], c => without(c.documents, d => d.document !== 'policy')],
];
