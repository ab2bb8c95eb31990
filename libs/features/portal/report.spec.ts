import { fieldLabel, purposeOf, shippedCatalogues } from '#libs/catalogue';
import { ROLES } from '#libs/http';
import { LANGUAGES } from '#libs/letters';
import type { ListedSharing } from '#features/records/queries/list-sharings';
import type { CustomerRecord } from '#libs/features/records';
import { KINDS, type ShownEntry } from '#libs/register';
import type { Access } from './accesses';
import { overview } from './overview';
import { reportPage } from './report';
import { durationSaid, isNamed, said, WORDS } from './words';

const catalogue = shippedCatalogues().at(-1)!;
const AT = '2026-11-24T09:30:00.000Z';
const EVIL = `"><script>alert('x')</script><img src=x onerror=y>&amp;`;

const value = (field: string, held: unknown): CustomerRecord['values'][number] => ({
  field,
  value: held as never,
  purpose: 'contract/1',
  basis: 'A6-1-b',
  version: 1,
  source: 'third-person',
  channel: 'letter',
  since: AT,
  catalogue: catalogue.version,
});
function erased({ ...held }: CustomerRecord['values'][number]): CustomerRecord['values'][number] {
  const { value: _, ...rest } = held as { value: unknown } & typeof held;
  return { ...rest, erased: true };
}
const record: CustomerRecord = {
  subject: '0b0e3a52-7f0c-8a00-9a00-000000000001',
  kind: 'natural-person',
  version: 1,
  policy: '2018-05-25',
  registered: AT,
  updated: AT,
  values: [
    value('familyName', EVIL),
    value('address', { street: EVIL, number: '1', city: EVIL, country: 'BE' }),
    erased(value('email', '')),
  ],
  services: [{ service: 'x', type: 'hosting', from: '2026-01-01', endsOn: '2026-12-01', since: AT }],
  links: [{ link: 'x', kind: 'login', value: { login: EVIL }, since: AT }],
  documents: [{ document: 'policy', version: '2018-05-25', on: '2026-01-01', channel: 'letter', since: AT }],
  payment: { method: 'direct-debit', instance: 'kbc', since: AT },
  objections: [{ objection: 'x', purpose: 'fraud/1', status: 'upheld', since: AT }],
  restrictions: [{ restriction: 'x', ground: 'unlawful', since: AT }],
  recipients: [],
};
const sharings: ListedSharing[] = [
  {
    sharing: 'x',
    at: AT,
    recipient: 'bank',
    instance: 'kbc',
    purpose: 'direct-debit/1',
    basis: 'A6-1-b',
    versions: { familyName: 2 },
    failed: 'rejected',
  },
];
const accesses: Access[] = [
  {
    time: AT,
    kind: 'signed-in',
    purpose: 'fraud/1',
    role: 'service',
    actor: 'shop',
    ipAddress: '203.0.113.7',
  },
  { time: AT, kind: 'looked', purpose: 'customer-care/1', view: 'record', role: 'staff' },
];
const timeline = (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind, n): ShownEntry => ({
  n,
  v: 1,
  kind,
  time: AT,
  event: 'x',
  eventHash: 'x',
  catalogue: catalogue.version,
  purpose: 'contract/1',
  recipient: 'eurid',
  fields: { email: { version: 1 } },
  actor: { role: 'staff' },
}));
const catalogues = {
  current: () => catalogue,
  purpose: (name: string) => purposeOf(catalogue, name),
  recipient: (id: string) => catalogue.recipients.find(each => each.id === id),
};
const shown = overview(record, { sharings }, { accesses, next: 'x' }, catalogues, new Date(AT));

describe.each(LANGUAGES)('P08: the report in %s', language => {
  const page = reportPage(shown, { entries: timeline, more: true }, catalogue, language, '2026-11-24');

  test('nothing that comes from data is markup', () => {
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|onerror=y>/);
  });

  test('it loads nothing, and forbids itself to', () => {
    expect(page).toContain(`content="default-src 'none'`);
    expect(page).not.toMatch(/<link|src="|url\(|@import|href=/);
  });

  test('it has the record, its sources, its end, recipients, looks and the timeline', () => {
    const text = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    for (const part of [
      said('third-person', language),
      durationSaid('P1Y', language),
      'KBC',
      'EURid',
      '203.0.113.7',
      said('staff', language),
      WORDS.erased[language],
      'privacy@dcube-resource.be',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/undefined|null|\[object|NaN/);
  });

  test('what its lists leave out is said under them, and only there', () => {
    const said = (count: number): string => WORDS.latest[language].replace('{n}', String(count));
    expect(page).toContain(said(accesses.length));
    expect(page).toContain(said(timeline.length));
    expect(page).not.toContain(said(sharings.length));
  });

  test('it is one document, whose head has the style', () => {
    for (const tag of ['html', 'head', 'body', 'style'])
      expect(page.match(new RegExp(`</?${tag}[ >]`, 'g'))).toHaveLength(2);
    expect(page.indexOf('<style>')).toBeLessThan(page.indexOf('</head>'));
  });

  test('it has a table with a heading for each list', () => {
    expect(page.match(/<thead>/g)!.length).toBe(page.match(/<tbody>/g)!.length);
    expect(page.match(/<h2>/g)).toHaveLength(5);
  });
});

test('durations are said', () => {
  expect(['P1Y', 'P13M', 'P1M', 'P0D'].map(duration => durationSaid(duration, 'nl'))).toEqual([
    '1 jaar',
    '13 maanden',
    '1 maand',
    '0 dagen',
  ]);
  expect(durationSaid('PT1H', 'en')).toBe('PT1H');
});

test('every kind of entry, and whatever else the page can say, has a name in the three languages', () => {
  const sorts = {
    kinds: Object.keys(KINDS),
    words: Object.keys(WORDS),
    roles: ROLES,
    services: catalogue.services.map(({ type }) => type),
    bases: catalogue.purposes.map(({ basis }) => basis),
    ends: catalogue.purposes.map(({ retention }) => retention.after),
    looks: catalogue.fields.map(({ field }) => field),
    sources: ['subject', 'third-person', 'migration'],
    channels: ['application', 'email', 'letter'],
    payments: ['direct-debit', 'online-payment', 'bank-transfer'],
    views: [
      'record',
      'register',
      'register-entry',
      'accesses',
      'overview',
      'report',
      'recipients',
      'export',
      'request',
      'letter',
    ],
  };
  const { words, looks, ...codes } = sorts;
  for (const language of LANGUAGES) {
    for (const code of Object.values(codes).flat())
      expect([code, isNamed(code, language)]).toEqual([code, true]);
    for (const word of words) expect(WORDS[word as keyof typeof WORDS][language]).not.toBe('');
    for (const field of looks) expect(fieldLabel(catalogue, field, language)).not.toBe('');
    expect(isNamed('nobody-named-this', language)).toBe(false);
  }
});
