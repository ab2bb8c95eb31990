import { shippedCatalogues } from '#libs/catalogue';
import { LANGUAGES } from '#libs/letters';
import type { CustomerRecord, ListedSharing } from '#libs/records';
import { KINDS, type ShownEntry } from '#libs/register';
import type { Access } from './accesses';
import { overview } from './overview';
import { reportPage } from './report';
import { durationSaid, said, WORDS } from './words';

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
  objections: [],
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
const shown = overview(record, sharings, accesses, catalogue, () => catalogue);

describe.each(LANGUAGES)('P08: the report in %s', language => {
  const page = reportPage(shown, timeline, catalogue, language, '2026-11-24');

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
