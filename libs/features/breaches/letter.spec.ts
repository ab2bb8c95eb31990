import { shippedCatalogues } from '#libs/catalogue';
import { ToSeal, type DecisionContext } from '#libs/commands';
import { givenIn, testId } from '#libs/commands/testing';
import { LANGUAGES, letterPage, lettersPdf, letterText, type Language, type Letter } from '#libs/letters';
import { describeWithPoppler, readPdf } from '#libs/letters/testing';
import { decideTell } from './commands/tell-persons';
import { decideWriteLetter, type WriteLetterBody } from './commands/write-letter';
import type { BreachEventData } from './events';
import { kindsOf } from './held';
import { requireThere } from './guards';
import type { NotWritten } from './lacking';
import { breachLetter, type BreachLetterTexts } from './letter';
import { printedLetters, type MadeLetters } from './queries/read-breach-letters';
import { shownOf } from './shown';
import { breachStreamOf, type BreachState } from './state';
import { golden } from './testing/golden';

const catalogue = shippedCatalogues().at(-1)!;
const BREACH = '0de00000-0000-8000-8000-000000000002';
const given = givenIn(breachStreamOf(BREACH), catalogue, '2026-12-09T10:00:00Z');

const TEXTS: Readonly<Record<Language, BreachLetterTexts>> = {
  nl: {
    nature:
      'Op 4 december 2026 stond een bestand met namen en e-mailadressen een dag lang open op het internet.\nIemand heeft het gekopieerd.',
    consequences: 'U kunt ongewenste post krijgen, of e-mail die vraagt naar uw wachtwoord.',
    measures: 'Het bestand is weggehaald. Wie het ophaalde, wordt gezocht.',
    advice: 'Geef uw wachtwoord aan niemand, ook niet als <de vraag> van ons lijkt te komen.',
  },
  fr: {
    nature:
      'Le 4 décembre 2026, un fichier de noms et d’adresses e-mail est resté ouvert pendant un jour sur l’internet.\nQuelqu’un l’a copié.',
    consequences:
      'Vous pouvez recevoir du courrier indésirable, ou des e-mails demandant votre mot de passe.',
    measures: 'Le fichier a été supprimé. La personne qui l’a pris est recherchée.',
    advice: 'Ne donnez votre mot de passe à personne, même si <la demande> semble venir de nous.',
  },
  en: {
    nature:
      'On 4 December 2026 a file of names and e-mail addresses lay open on the internet for a day.\nSomebody copied it.',
    consequences: 'You may get unwanted mail, or mail that asks for your password.',
    measures: 'The file was removed. Whoever took it is looked for.',
    advice: 'Tell nobody your password, even where <the question> seems to come from us.',
  },
};
const DETERMINED: BreachEventData['AffectedDetermined'] = {
  affected: testId('affected'),
  criteria: { from: '2026-12-04T00:00:00.000Z', to: '2026-12-05T00:00:00.000Z', actor: 'webshop' },
  size: 12,
  touched: { count: 2, digest: 'ab'.repeat(32) },
};

const write =
  (more: Partial<WriteLetterBody> = {}) =>
  (state: BreachState, context: DecisionContext) =>
    decideWriteLetter(state, { affected: DETERMINED.affected, part: 'touched', ...TEXTS, ...more }, context);
const sealed = new ToSeal('data-breach', 'matter', {});
const recorded = given({
  type: 'BreachRecorded',
  data: { purpose: 'data-breach/1', basis: 'A6-1-c', foundAt: '2026-12-04T09:00:00.000Z', sealed },
});
const determined = recorded.after([{ type: 'AffectedDetermined', data: DETERMINED }]);
const assessed = determined.after([
  {
    type: 'BreachAssessed',
    data: {
      natures: ['confidentiality'],
      causes: ['unknown'],
      persons: ['customers'],
      data: ['email'],
      risk: 'high-risk',
      sealed,
    },
  },
]);

describe('Art. 34(2): a letter to the persons of a list', () => {
  test('has one text in each language, sealed under the key of the breach, and who can say more', () => {
    const [event] = assessed.when(write()).events();
    expect(event!.data).toEqual({
      letter: testId('letter'),
      affected: DETERMINED.affected,
      part: 'touched',
      words: ['letters/1', 'breaches/1'],
      sealed: expect.objectContaining({
        purpose: 'data-breach',
        values: { ...TEXTS, contact: catalogue.controller.contact },
      }) as ToSeal,
    });
    const [named] = assessed.when(write({ contact: 'Els Wouters, +32 9 225 12 34' })).events();
    expect(named!.data).toMatchObject({ sealed: { values: { contact: 'Els Wouters, +32 9 225 12 34' } } });
  });

  test('says what was assessed, of a breach that is open', () => {
    determined.when(write()).thenRefused('breach-not-assessed');
    assessed
      .after([{ type: 'BreachClosed', data: { sealed } }])
      .when(write())
      .thenRefused('breach-closed');
    given().when(write()).thenRefused('not-found');
  });

  test.each<[string, Partial<WriteLetterBody>, string, string]>([
    ['that nobody determined', { affected: testId('other') }, '/affected', 'unknown'],
    ['that the determination has not', { part: 'held' }, '/part', 'not-determined'],
    ['after one that there is not', { after: testId('other') }, '/after', 'not-the-last-letter'],
  ])('is refused for a list %s', (_what, more, pointer, rule) => {
    assessed.when(write(more)).thenRefused('malformed-value', { errors: [{ pointer, rule }] });
  });

  test('nobody is written to twice unawares: a second one names the first', () => {
    const first = assessed.and(write());
    first.when(write()).thenRefused('breach-letter-written', { letter: testId('letter') });
    const [second] = first.when(write({ after: testId('letter') })).events();
    expect(second!.data).toMatchObject({ after: testId('letter') });
    // Whoever reads the breach sees of the first that it was followed.
    const next = { letter: testId('next'), affected: DETERMINED.affected, part: 'touched' } as const;
    const { state } = first.after([
      { type: 'BreachLetterWritten', data: { ...next, after: testId('letter'), words: [], sealed } },
    ]);
    requireThere(state);
    const { letters } = shownOf({ state, said: new Map() }, new Date('2026-12-09T11:00:00Z'));
    expect(letters.map(({ followedBy }) => followedBy)).toEqual([testId('next'), undefined]);
    // Whoever is told is told by a letter that there is.
    const tell = (letter: string) => (state: BreachState, context: DecisionContext) =>
      decideTell(state, { channel: 'letter', letter }, context);
    first.when(tell(testId('other'))).thenRefused('malformed-value');
    expect(first.when(tell(testId('letter'))).events()[0]!.data).toMatchObject({ letter: testId('letter') });
  });
});

// What an order hides is a disclosure: `knowing` takes nobody off a list of who was held.
test('P16: nobody is held by what an order does', () => {
  for (const asked of [{}, { recipient: 'public-prosecutor' }]) {
    const { gains, ends } = kindsOf({ from: '', to: '', ...asked });
    expect([...gains, ...ends]).not.toContain('disclosed');
  }
});

describe.each(LANGUAGES)('the letter to one person, in %s', language => {
  const letter = breachLetter({
    texts: TEXTS[language],
    contact: 'privacy@dcube-resource.be',
    language,
    on: '2026-12-09',
    sender: catalogue.controller,
    breach: BREACH,
    person: {
      familyName: 'Peeters & Zoon',
      givenName: 'Jan',
      address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
      email: 'jan.peeters@example.be',
    },
  });

  test('says nature, consequences, measures and contact (Art. 34(2)), as text and as a page', () => {
    const [text, page] = [letterText(letter), letterPage(letter)];
    expect(page).toBe(golden(`letter.${language}.html`, page));
    for (const said of Object.values(TEXTS[language])) expect(text).toContain(said);
    expect(text).toContain(`privacy@dcube-resource.be`);
    expect(text).toContain('contact@apd-gba.be');
    expect(page).not.toMatch(/<de vraag>|<la demande>|<the question>/);
    // An address is enough: no more of the person stands in it than it takes to reach them.
    expect(text).not.toContain('jan.peeters@example.be');
  });

  test('without advice it has no heading for it', () => {
    const { advice: _, ...less } = TEXTS[language];
    const short = breachLetter({
      texts: less,
      contact: 'x',
      language,
      on: '2026-12-09',
      sender: catalogue.controller,
      breach: BREACH,
      person: {},
    });
    expect(short.body.length).toBe(letter.body.length - 2);
  });
});

describe('Art. 34: letters that are printed', () => {
  const [lost, gone, reached] = [testId('lost'), testId('gone'), testId('reached')];
  const letterIn = (language: Language): Letter =>
    breachLetter({
      texts: TEXTS[language],
      contact: 'x',
      language,
      on: '2026-12-09',
      sender: catalogue.controller,
      breach: BREACH,
      person: { familyName: 'Peeters' },
    });
  const page = (...made: readonly (Letter | NotWritten)[]): MadeLetters => ({
    count: 3,
    persons: made.map((each, i) => ({ subject: [reached, lost, gone][i]!, made: each })),
  });
  const print = (made: MadeLetters, language?: Language) =>
    printedLetters(made, { letter: testId('letter'), language });

  test('nobody is told that everybody has one', async () => {
    const { pdf, ...more } = await print(page(letterIn('fr')));
    expect(more).toEqual({});
    expect(pdf.equals(await lettersPdf([letterIn('fr')]))).toBe(true);
  });

  test('where nobody on the page has one, nothing is printed, and it is said why', async () => {
    await expect(print(page('erased', 'key-unavailable', 'erased'))).rejects.toMatchObject({
      code: 'nobody-written-to',
      details: { lacking: 'erased=2, key-unavailable=1' },
    });
  });

  describeWithPoppler('as another program reads them', () => {
    test.each([
      [undefined, 'hebben er 2 geen brief', 'sleutel nu niet beschikbaar: druk de brief later af'],
      ['fr', '2 n’ont pas de lettre', 'clé indisponible pour l’instant'],
      ['en', '2 have no letter', 'key not available now: print the letter later'],
    ] as const)('a sheet on top says who has none and why, in %s', async (language, count, reason) => {
      const made = page(letterIn('fr'), 'key-unavailable', 'erased');
      const { pdf, lacking } = await print(made, language);
      expect(lacking).toBe('erased=1, key-unavailable=1');
      const text = readPdf(pdf, 'text').replace(/\s+/g, ' ');
      const [sheet, letter] = [
        text.slice(0, text.indexOf('Violation de')),
        text.slice(text.indexOf('Violation de')),
      ];
      for (const said of [count, reason, lost, gone]) expect(sheet).toContain(said);
      expect(sheet).not.toContain(reached);
      expect(letter).not.toContain(lost);
    });
  });
});
