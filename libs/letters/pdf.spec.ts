import {
  facts,
  heading,
  letterPdf,
  lettersPdf,
  letterText,
  list,
  note,
  paragraph,
  table,
  type Letter,
} from '#libs/letters';
import { describeWithPoppler, readPdf, wordsOf } from './testing';

const PERSON = 'Łukasz Štěpánek-Ștefănescu, Δημήτρης Юлия Ōshima';
const letter: Letter = {
  language: 'nl',
  sender: { name: 'D-Cube Resource bvba', contact: 'privacy@dcube-resource.be' },
  to: [PERSON, 'Kerkstraat 12 / b', '9000 Gent'],
  on: '2026-03-02',
  subject: 'Uw gegevens',
  reference: 'abc',
  body: [
    heading('Wat wij bewaren'),
    note('In het klein.'),
    paragraph('Een naam met "aanhalingstekens" en <b>geen</b> opmaak.'),
    list(['eerste', 'tweede']),
    table(
      ['Gegeven', 'Waarde', 'Sinds'],
      Array.from({ length: 60 }, (_, i) => [`veld ${i}`, `waarde ${i}\nregel twee`, '2 maart 2026']),
    ),
  ],
};

/** Words that each stand at one place alone. */
const words = (count: number, of = 'woord'): string[] => Array.from({ length: count }, (_, i) => `${of}${i}`);
const numbered = (text: string, of = 'woord'): string[] => text.match(new RegExp(`\\b${of}\\d+`, 'g')) ?? [];

describeWithPoppler('Art. 12(1): a letter as a PDF, read by another program', () => {
  let pdf: Buffer;
  beforeAll(async () => {
    pdf = await letterPdf(letter);
  });

  test('holds each word of the letter, whatever alphabet a name is of', () => {
    const found = new Set(wordsOf(readPdf(pdf, 'text')));
    expect(wordsOf(letterText(letter)).filter(word => !found.has(word))).toEqual([]);
  });

  test('P20 ends with who to write to, and numbers its pages', () => {
    const text = readPdf(pdf, 'text');
    expect(text).toMatch(/Vragen hierover: privacy@dcube-resource\.be/);
    expect(text).toMatch(/ 1 \/ 4$/m);
  });

  test.each([
    [
      'a table',
      (text: string) =>
        table(
          ['Gegeven', 'Waarde'],
          [
            ['eerst', 'kort'],
            ['veld', text],
            ['laatst', 'kort'],
          ],
        ),
    ],
    [
      'facts',
      (text: string) =>
        facts([
          ['veld', text],
          ['laatst', 'kort'],
        ]),
    ],
  ])(
    'a cell of %s that is taller than a page goes on in the next, and no word is lost',
    async (_what, block) => {
      const body = [paragraph('Vooraf.'), block(words(3000).join(' ')), paragraph('Daarna.')];
      const read = readPdf(await letterPdf({ ...letter, body }), 'text');
      expect(numbered(read)).toEqual(words(3000));
      expect(read.indexOf('woord2999')).toBeLessThan(read.indexOf('laatst'));
      expect(read.indexOf('laatst')).toBeLessThan(read.indexOf('Daarna.'));
    },
  );

  test('two long cells of a row go on side by side, and so does what has no space', async () => {
    const row = [words(1500).join(' '), words(900, 'ander').join('\n')];
    const body = [table(['Gegeven', 'Waarde'], [row, ['x'.repeat(3_500), 'kort']])];
    const read = readPdf(await letterPdf({ ...letter, body }), 'text');
    // They begin on the same page.
    const begins = read.split('\f').filter(page => /\bwoord0\b|\bander0\b/.test(page));
    expect(begins).toHaveLength(1);
    expect(numbered(read)).toEqual(words(1500));
    expect(numbered(read, 'ander')).toEqual(words(900, 'ander'));
    expect((read.match(/x{2,}/g) ?? []).join('')).toHaveLength(3_500);
  });

  test('is tagged, in its language, and names nobody in its metadata', () => {
    const info = readPdf(pdf, 'info');
    expect(info).toMatch(/Title:\s+Uw gegevens\n/);
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).not.toContain('Štěpánek');
  });
});

describeWithPoppler('letters one after another', () => {
  test('each begins on a page of its own, has numbers of its own, and is the letter that it is alone', async () => {
    const others = (['fr', 'en'] as const).map(language => ({
      ...letter,
      language,
      to: [`to ${language}`],
      body: [paragraph('kort')],
    }));
    const pages = readPdf(await lettersPdf([letter, ...others]), 'text').split('\f');
    const alone = await Promise.all(
      [letter, ...others].map(async each => readPdf(await letterPdf(each), 'text')),
    );
    expect(pages.slice(0, -1)).toEqual(alone.flatMap(each => each.split('\f').slice(0, -1)));
    expect(pages).toHaveLength(4 + 1 + 1 + 1);
    expect(pages[4]).toContain('Questions à ce sujet');
    expect(pages[4]).toMatch(/ 1 \/ 1$/m);
  });
});

test('the same letter has the same bytes', async () => {
  const [one, other] = [await letterPdf(letter), await letterPdf(letter)];
  expect(one.equals(other)).toBe(true);
});
