import { letterToRecipient } from '#features/duties/letter';
import { madeOf, type Preview } from '../preview';
import { catalogue, PERSON, REFERENCE, TODAY } from './example';

const NOTICE = {
  recipient: 'dns-belgium',
  purpose: 'domain-be',
  articles: 'Art. 19 GDPR',
  on: TODAY,
  person: PERSON,
  domain: 'bakkerij-janssens.be',
  reference: 'CO-2026-17',
};

/** A recipient is told what was done to the data that it got (Art. 19). */
export const duties: readonly Preview[] = (['correction', 'erasure', 'restriction'] as const).map(kind => ({
  name: kind,
  make: (language, words) =>
    madeOf(
      letterToRecipient(
        {
          ...NOTICE,
          notice: kind,
          ...(kind === 'correction'
            ? { corrected: { email: 'an@example.be' } }
            : { fields: ['email', 'address'] }),
        },
        { catalogue, to: 'DNS Belgium', language, reference: REFERENCE, words },
      ),
    ),
}));
