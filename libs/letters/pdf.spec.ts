import { heading, letterPdf, letterText, list, note, paragraph, table, type Letter } from '#libs/letters';
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

  test('is tagged, in its language, and names nobody in its metadata', () => {
    const info = readPdf(pdf, 'info');
    expect(info).toMatch(/Title:\s+Uw gegevens\n/);
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).not.toContain('Štěpánek');
  });
});

test('the same letter has the same bytes', async () => {
  const [one, other] = [await letterPdf(letter), await letterPdf(letter)];
  expect(one.equals(other)).toBe(true);
});
