import type { BreachFile } from '#features/breaches/file';
import { NOT_WRITTEN, sheetOfLacking } from '#features/breaches/lacking';
import { breachLetter, type BreachLetterTexts } from '#features/breaches/letter';
import { filePage } from '#features/breaches/page';
import { madeOf, type Preview } from '../preview';
import { catalogue, PERSON, REFERENCE, SENDER, TODAY } from './example';
import { listOf } from './list';

const at = '2026-03-07T09:00:00.000Z';
const FILE: BreachFile = {
  format: 'inzage/breach-file/1',
  breach: REFERENCE,
  madeAt: '2026-03-16T09:00:00.000Z',
  controller: SENDER,
  moments: {
    foundAt: at,
    knownAt: at,
    due: '2026-03-10T10:00:00.000Z',
    processor: 'accounting-office',
    late: true,
  },
  nature: {
    description: '…',
    natures: ['confidentiality'],
    causes: ['at-processor'],
    persons: ['customers'],
    numberOfPersons: 120,
    data: ['email', 'login'],
  },
  consequences: '…',
  measures: { taken: '…', proposed: '…' },
  risk: { level: 'high-risk', reasons: '…' },
  notifications: [
    { at, channel: 'online-form', complete: false, reference: 'DB-2026-17', delayReasons: '…' },
  ],
  persons: {
    told: [{ at, channel: 'letter', number: 118 }],
    notTold: { decidedAt: at, ground: 'disproportionate', reason: '…', publicCommunication: '…' },
  },
  corrections: [{ at, reason: '…' }],
  learned: '…',
};

const TEXTS: BreachLetterTexts = { nature: '…', consequences: '…', measures: '…' };

function letter(name: string, texts: BreachLetterTexts): Preview {
  return {
    name,
    make: (language, words) =>
      madeOf(
        breachLetter({
          texts,
          contact: SENDER.contact,
          language,
          on: TODAY,
          sender: SENDER,
          breach: REFERENCE,
          person: PERSON,
          words,
        }),
      ),
  };
}

/** What lies on the letters that are printed, where somebody has none. */
const lacking: Preview = {
  name: 'print',
  make: (language, words) =>
    madeOf(
      sheetOfLacking(
        NOT_WRITTEN.map(reason => ({ subject: REFERENCE, reason })),
        { language, sender: SENDER, on: TODAY, letter: REFERENCE, persons: 50, words },
      ),
    ),
};

/** The file of a breach for the authority (Art. 33), and the letter to persons (Art. 34): with advice, and without. */
export const breaches: readonly Preview[] = [
  { name: 'file', make: language => ({ html: filePage(FILE, catalogue, language) }) },
  letter('letter', { ...TEXTS, advice: '…' }),
  letter('letter.without-advice', TEXTS),
  lacking,
  listOf('breaches'),
];
