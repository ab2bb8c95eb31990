import { paragraph } from '#libs/letters';
import { madeOf, type Preview } from '../preview';
import { REFERENCE, SENDER, TODAY } from './example';

/** What stands around every letter. */
export const letters: readonly Preview[] = [
  {
    name: 'letter',
    make: (language, words) =>
      madeOf({
        language,
        sender: SENDER,
        to: ['An Janssens', 'Kerkstraat 12', '9000 Gent'],
        on: TODAY,
        subject: '…',
        reference: REFERENCE,
        body: [paragraph('…')],
        ...(words && { words }),
      }),
  },
];
