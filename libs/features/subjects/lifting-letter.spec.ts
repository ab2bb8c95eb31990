import { LANGUAGES, letterPage, letterText, type Letter } from '#libs/letters';
import type { Editions } from '#libs/words';
import { plantEdition } from '#libs/words/testing';
import { storedEvents } from '../../../test/setup/stored';
import { SUBJECT_EVENTS, type LiftingAnnounced } from './events';
import { liftingLetter } from './lifting-letter';
import { dcube, jan, testId } from './testing';

const letter = (language: LiftingAnnounced['language'], words?: Editions): Letter =>
  liftingLetter({
    words,
    announced: { reason: 'accuracy-settled', language },
    restriction: { ground: 'accuracy-contested', since: '2026-03-02T09:00:00Z' },
    on: '2026-04-01',
    catalogue: dcube,
    person: jan,
    reference: testId('restriction'),
  });

const SAYS = {
  nl: ['1 april 2026', 'Sinds 2 maart 2026', 'betwistte (art. 18 AVG)', 'is nagegaan', 'art. 18, lid 3 AVG'],
  fr: ['1 avril 2026', 'Depuis le 2 mars 2026', 'contestiez', 'a été vérifiée', 'art. 18, paragraphe 3 RGPD'],
  en: ['1 April 2026', 'Since 2 March 2026', 'you contested its accuracy', 'verified', 'Art. 18(3) GDPR'],
} as const;

test.each(LANGUAGES)(
  'Art. 18(3), P20 the letter says in %s why it ends, to whom, and whom to ask',
  language => {
    const [text, html] = [letterText(letter(language)), letterPage(letter(language))];
    for (const part of [
      ...SAYS[language],
      'Jan Peeters',
      'Veldstraat 12',
      '9000 Gent',
      dcube.controller.contact,
    ]) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
  },
);

test('Art. 5(2) it is written again with the words that its event names; one of before names none', () => {
  const french = (words?: Editions): string => letterText(letter('fr', words));
  const before = french();
  const takeAway = plantEdition('restrictions', { 'lifting.before': 'Autrement.' });
  expect(french()).toContain('Autrement.');
  expect(french(['letters/1', 'restrictions/1'])).toBe(before);
  const [stored] = storedEvents('LiftingAnnounced', SUBJECT_EVENTS);
  expect(stored?.version).toBe(1);
  expect(stored?.record.data).not.toHaveProperty('words');
  expect(french([])).toBe(before);
  takeAway();
});
