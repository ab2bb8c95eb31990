import { shippedCatalogues } from '#libs/catalogue';
import { LANGUAGES } from '#libs/letters';
import type { Breach } from './answers';
import {
  CAUSES,
  MORE_DATA,
  NATURES,
  NOT_TOLD,
  PERSON_CHANNELS,
  AUTHORITY_CHANNELS,
  PERSONS,
  RISKS,
} from './codes';
import { fileOf } from './file';
import { filePage } from './page';
import { nameOf } from '#libs/words';
import { golden } from './testing/golden';

const catalogue = shippedCatalogues().at(-1)!;
const NOW = new Date('2026-12-10T09:00:00Z');
const BREACH: Breach = {
  breach: '0de00000-0000-8000-8000-000000000002',
  version: 6,
  recorded: '2026-12-04T09:30:00.000Z',
  status: 'notified',
  happenedAt: '2026-12-04T06:00:00.000Z',
  endedAt: '2026-12-04T16:45:00.000Z',
  foundAt: '2026-12-04T09:12:00.000Z',
  reportedAt: '2026-12-04T15:00:00.000Z',
  processor: 'accounting-office',
  knownAt: '2026-12-04T17:20:00.000Z',
  due: '2026-12-07T18:00:00.000Z',
  late: true,
  description: 'An export <lay> open for a day.\nIts address was guessed.',
  corrections: [{ at: '2026-12-04T17:30:00.000Z', reason: 'The logs show it.' }],
  risk: 'high-risk',
  assessment: {
    assessedAt: '2026-12-07T18:35:00.000Z',
    natures: ['confidentiality'],
    causes: ['at-processor', 'human-error'],
    persons: ['customers', 'domain-holders'],
    data: ['email', 'familyName', 'login'],
    numberOfPersons: 120,
    numberOfRecords: 150,
    consequences: 'Unwanted mail, and attempts to have passwords told.',
    measuresTaken: 'The export was closed and removed.',
    measuresProposed: 'Exports end by themselves after a day.',
    risk: 'high-risk',
    riskReasons: 'Addresses were copied by somebody unknown.',
  },
  notifications: [
    {
      at: '2026-12-07T18:30:00.000Z',
      channel: 'online-form',
      complete: false,
      reference: 'DB-2026-17',
      delayReasons: 'The processor answered after three days.',
    },
    { at: '2026-12-09T10:00:00.000Z', channel: 'email', complete: true, reference: 'DB-2026-17/2' },
  ],
  affected: [],
  letters: [],
  told: [{ at: '2026-12-09T11:00:00.000Z', channel: 'letter', number: 118 }],
  notTold: {
    decidedAt: '2026-12-09T11:05:00.000Z',
    ground: 'disproportionate',
    reason: 'Two have no address.',
    publicCommunication: 'On the site, for a month.',
  },
  reminded: [],
};

describe('the file for the authority (Art. 33(3))', () => {
  const file = fileOf(BREACH, catalogue, NOW);

  test('as JSON it has each element, and nothing that is undefined', () => {
    const text = `${JSON.stringify(file, null, 2)}\n`;
    expect(text).toBe(golden('file.json', text));
    expect(Object.keys(file)).toEqual(
      expect.arrayContaining([
        'nature',
        'controller',
        'consequences',
        'measures',
        'notifications',
        'persons',
      ]),
    );
  });

  test.each(LANGUAGES)('as a page in %s it says the same; what officers wrote stands as text', language => {
    const page = filePage(file, catalogue, language);
    expect(page).toBe(golden(`file.${language}.html`, page));
    expect(page).toContain('An export &lt;lay&gt; open');
    for (const said of ['DB-2026-17/2', 'Two have no address.', 'The logs show it.', '120', '150'])
      expect(page).toContain(said);
  });

  test('before it is assessed it says what is not known yet', () => {
    const { assessment: _, risk: __, notTold: ___, ...early } = BREACH;
    const page = filePage(fileOf({ ...early, told: [], notifications: [] }, catalogue, NOW), catalogue, 'en');
    expect(page.match(/not known yet/g)!.length).toBeGreaterThan(6);
  });

  test('every code has its words', () => {
    const all = [NATURES, CAUSES, PERSONS, MORE_DATA, RISKS, AUTHORITY_CHANNELS, PERSON_CHANNELS, NOT_TOLD];
    expect(all.flat().filter(code => nameOf('breaches', `code.${code}`, 'nl') === undefined)).toEqual([]);
  });
});
