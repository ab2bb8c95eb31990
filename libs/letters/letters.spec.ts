import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  heading,
  html,
  languageOf,
  letterPage,
  letterText,
  list,
  paragraph,
  policyOf,
  table,
  timeText,
  weekdayText,
  type Letter,
} from '#libs/letters';

const letter = (text: string): Letter => ({
  language: 'nl',
  sender: { name: text, contact: 'privacy@dcube-resource.be' },
  to: [text],
  on: '2026-03-02',
  subject: text,
  reference: text,
  body: [paragraph(text), heading(text), list([text]), table([text], [[text]])],
});

test('text is escaped wherever it stands, pieces of HTML are not', () => {
  expect(String(html`<p title="${'"\''}">${'<b>&'}${[html`<i>${'x'}</i>`, undefined, 3]}</p>`)).toBe(
    '<p title="&quot;&#39;">&lt;b&gt;&amp;<i>x</i>3</p>',
  );
});

test('no text adds an element or an attribute to a page', () => {
  const tags = (page: string): string[] => page.match(/<[^>]*>/g)!;
  const plain = tags(letterPage(letter('x')));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', ' ', 'a', '/', '=') }), text => {
      expect(tags(letterPage(letter(text)))).toEqual(plain);
    }),
  );
});

test('a page asks nothing of anywhere else', () => {
  const page = letterPage(letter('x'));
  const style = /<style>(.*)<\/style>/s.exec(page)![1]!;
  const hash = createHash('sha256').update(style).digest('base64');
  expect(policyOf(page)).toBe(`default-src 'none'; style-src 'sha256-${hash}'`);
  expect(page).toContain(`content="${policyOf(page)}"`);
  expect(page).not.toMatch(/src=|href=|url\(|@import|<script/);
  expect(page).toContain('@media print');
});

test('P20 text and page end with who to write to, in the letter’s language', () => {
  const text = letterText(letter('x'));
  expect(text).toContain('2 maart 2026');
  expect(text.trimEnd()).toMatch(/Vragen hierover: privacy@dcube-resource\.be$/);
  expect(letterPage(letter('x'))).toMatch(/Vragen hierover: privacy@dcube-resource\.be<\/footer>/);
});

test('a cell with nothing in it has no line in the text', () => {
  const body = [table(['When', 'More', 'Who'], [['today', '', 'we']])];
  expect(letterText({ ...letter('x'), body })).toContain('- When: today\n  Who: we\n');
});

test('days and times are those of Brussels', () => {
  expect(weekdayText('2026-03-02', 'en')).toBe('Monday 2 March 2026');
  expect(weekdayText('2026-03-02', 'fr')).toBe('lundi 2 mars 2026');
  expect(timeText('2026-03-01T23:05:00.000Z', 'nl')).toMatch(/2 maart 2026.*00:05/);
});

test('the language of a tag, Dutch where it is none of ours', () => {
  expect(['fr-BE', 'EN', 'de-BE', undefined].map(languageOf)).toEqual(['fr', 'en', 'nl', 'nl']);
});
