import { done } from '../scenarios/http';
import { scenario } from '../scenarios/scenario';

/** The officer's questions to the register: each filter finds what it names and nothing else. */
describe('register by subject, kind, purpose, field and who acted', () => {
  const { http } = scenario();
  let subject: string;
  beforeAll(async () => {
    const address = { street: 'Dok', number: '5', postalCode: '9000', city: 'Gent', country: 'BE' };
    const values = { familyName: 'De Hert', givenName: 'Bo', address };
    const collect = [
      { purpose: 'contract', values: { ...values, email: 'bo@example.be' } },
      { purpose: 'bookkeeping', values },
    ];
    const registered = { kind: 'natural-person', policy: '2018-05-25', collect };
    subject = String((await done(http.command('service', '/v1/subjects', registered))).body.subject);
  });

  test.each([
    ['processedFor', 'bookkeeping', ['collected bookkeeping/1']],
    ['processedFor', 'contract/1', ['collected contract/1']],
    ['kind', 'registered', ['registered']],
    ['field', 'email', ['collected contract/1']],
    ['client', 'service', ['registered', 'collected contract/1', 'collected bookkeeping/1']],
  ])('%s %s', async (name, value, expected) => {
    const asked = { subject, [name]: value, purpose: 'data-subject-request', order: 'oldest' };
    const { body } = await done(http.query('privacy-officer', '/v1/register', asked));
    const entries = body.entries as { kind: string; purpose?: string }[];
    expect(entries.map(({ kind, purpose }) => [kind, purpose].filter(Boolean).join(' ')).sort()).toEqual(
      [...expected].sort(),
    );
  });
});
