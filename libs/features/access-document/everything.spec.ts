import { randomUUID } from 'node:crypto';
import { shippedCatalogues } from '#libs/catalogue';
import { encodeRecord, type EventRecord } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { LANGUAGES, letterText, type Language } from '#libs/letters';
import { describeWithPoppler, readPdf, wordsOf } from '#libs/letters/testing';
import { entryText, readEntry, type Entry } from '#libs/register';
import { SUBJECT } from '../../../test/register/samples';
import { recordsOfEveryType } from '../../../test/setup/event-samples';
import { ACCESS_FORMAT, type AccessDocument } from './answers';
import { accessBlocks } from './blocks';
import { happened } from './happened';
import { accessPage, accessPdf } from './page';
import { NOT_IN_DOCUMENT, PLACES } from './places';

const catalogue = shippedCatalogues().at(-1)!;
const features = new Composition(FEATURES);
const table = features.entries();

/** Every kind of event in every form that it has, each at a time and with an id of its own. */
const records: EventRecord[] = recordsOfEveryType().map((record, i) => ({
  ...record,
  id: randomUUID(),
  time: new Date(Date.UTC(2026, 10, 1, 0, i)).toISOString(),
}));

function entriesOf(record: EventRecord): Entry[] {
  const stored = { ...encodeRecord(record), stream: record.stream, revision: 0, position: '1' };
  return table
    .entriesOf(record)
    .map(draft => readEntry(Buffer.from(entryText(0, stored, record, draft))))
    .filter(({ subject }) => subject === SUBJECT);
}

const about = records.map(record => ({ record, entries: entriesOf(record) }));
const names = { received: (name: string) => ({ name }), body: (body: string) => body };
const { signIns, requests, ...said } = happened(
  about.flatMap(({ entries }) => entries),
  names,
);

const value = {
  purpose: 'contract/1',
  basis: 'A6-1-b',
  version: 1,
  source: 'subject',
  since: '2026-03-01T10:00:00.000Z',
  catalogue: catalogue.version,
  kept: { after: 'contract-end', duration: 'P1Y', source: 'English', decidedBy: 'controller' },
} as const;
const document: AccessDocument = {
  format: ACCESS_FORMAT,
  on: '2026-12-01',
  controller: catalogue.controller,
  policy: catalogue.version,
  subject: SUBJECT,
  kind: 'natural-person',
  registered: '2026-03-01T10:00:00.000Z',
  accepted: '2018-05-25',
  version: 3,
  purposes: {},
  values: [
    { ...value, field: 'familyName', value: `"><script>alert('x')</script>` },
    {
      ...value,
      field: 'address',
      value: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
    },
    { ...value, field: 'email', value: 'oud@example.be', replaced: '2026-05-01T10:00:00.000Z' },
    { ...value, field: 'email', leftOut: true, version: 2 },
    { ...value, field: 'telephone', erased: true },
    { ...value, field: 'language', value: 'nl' },
  ],
  links: [
    { kind: 'domain', role: 'holder', value: { domain: 'example.be' }, since: value.since },
    { kind: 'login', value: { login: 'jan' }, since: value.since, ended: '2026-06-01T10:00:00.000Z' },
    { kind: 'identity', value: { subject: 'jan', issuer: 'https://login.example.be' }, since: value.since },
  ],
  services: [{ type: 'hosting', from: '2026-03-01', renewsOn: '2027-03-01' }],
  documents: [{ document: 'policy', version: '2018-05-25', on: '2026-03-01', channel: 'application' }],
  payment: { method: 'direct-debit', instance: 'kbc', name: 'KBC', since: value.since },
  restrictions: [{ ground: 'accuracy-contested', since: value.since }],
  objections: [{ purpose: 'fraud/1', status: 'pending', since: value.since }],
  ...said,
  signIns: signIns.map(({ time, purpose }) => ({ time, purpose, ipAddress: '203.0.113.7' })),
  requests: requests.map(each => ({
    ...each,
    texts: ['Graag inzage.'],
    contact: { email: 'jan@example.be' },
  })),
  leftOut: { values: 1, unsettled: [], mediations: 1 },
  rights: ['rectification', 'erasure', 'restriction', 'portability', 'objection', 'complaint'],
  profiling: false,
};

test('P08, Art. 15: every kind of event about a person is in the document, or there is a reason', () => {
  const types = [...new Set(records.map(({ type }) => type))];
  expect(types.sort()).toEqual(features.eventTypes().names.sort());
  const missing = types.filter(
    type => !about.some(({ record, entries }) => record.type === type && entries.length > 0),
  );
  expect(missing.sort()).toEqual(Object.keys(NOT_IN_DOCUMENT).sort());
});

test('P08, Art. 15: each entry that names a person is told of in its part', () => {
  const parts: Readonly<Record<string, unknown>> = { ...document };
  for (const { entries } of about)
    for (const { kind, time } of entries) {
      const place = PLACES[kind];
      expect({ kind, place }).not.toEqual({ kind, place: 'nobody' });
      const told = JSON.stringify(parts[place]).includes(time);
      expect({ kind, place, told }).toEqual({ kind, place, told: true });
    }
});

describe.each(LANGUAGES)('Art. 12(1): the document in %s', language => {
  const unnamed = (): string[] => {
    const codes: string[] = [];
    accessBlocks(document, catalogue, language, { unnamed: code => codes.push(code) });
    // Samples name a purpose that no catalogue has.
    return [...new Set(codes)].filter(code => code !== 'support/1').sort();
  };
  const page = accessPage(document, catalogue, language);
  const letter = letterText({
    language,
    sender: catalogue.controller,
    to: [],
    on: document.on,
    subject: '',
    reference: '',
    body: accessBlocks(document, catalogue, language),
  });

  test('every code that an event can have has words', () => {
    expect(unnamed()).toEqual([]);
  });

  test('no id, code, duration or time of machines stands in page or letter', () => {
    for (const text of [textOf(page), letter]) {
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
      expect(text).not.toMatch(
        /\bP\d+[YMWD]\b|A6-1|A4[5-9]-|\b[a-z]+\/\d\b(?<!support\/1)|\d{4}-\d{2}-\d{2}/,
      );
      expect(text).not.toMatch(/undefined|null|\[object|NaN|English/);
    }
  });

  describeWithPoppler('as a PDF, read by another program', () => {
    test('it has the same words', async () => {
      const pdf = readPdf(await accessPdf(document, catalogue, language), 'text');
      // A long word is divided where a line ends.
      const found = wordsOf(pdf).join('');
      // Of a letter it lacks the head and the foot.
      const body = letter.split('\n\n').slice(3, -1).join('\n');
      expect(wordsOf(body).filter(word => !found.includes(word))).toEqual([]);
    });
  });

  test('an address reads as one writes it, a language by its name, a country too', () => {
    expect(letter).toContain('Kerkstraat 12, 9000 Gent');
    const [country, tongue] = inWords(language);
    expect(letter).toContain(country);
    expect(letter).toContain(tongue);
  });

  test('nothing that comes from data is markup, and nothing is loaded', () => {
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|<link|src="|url\(|@import|href=/);
    expect(page).toContain(`content="default-src 'none'`);
  });

  test('Art. 15(4): it says that something was left out, and P20: who to write to', () => {
    for (const text of [textOf(page), letter]) {
      expect(text).toMatch(/15\(4\)|15, lid 4|15, § 4/);
      expect(text).toContain('privacy@dcube-resource.be');
      expect(text).toContain('contact@apd-gba.be');
    }
  });
});

function inWords(language: Language): [country: string, language: string] {
  const of = (type: 'region' | 'language', code: string): string =>
    new Intl.DisplayNames([language], { type }).of(code)!;
  return [of('region', 'BE'), of('language', 'nl')];
}

function textOf(page: string): string {
  return page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}
