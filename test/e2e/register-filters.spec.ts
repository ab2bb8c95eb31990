import { randomUUID } from 'node:crypto';
import { startApp, type App } from '../setup/app';

/** The officer's questions to the register: each filter finds what it names and nothing else. */
describe('register by subject, kind, purpose, field and who acted', () => {
  let app: App;
  let subject: string;
  beforeAll(async () => {
    app = await startApp({ postgres: 'shared' });
    const address = { street: 'Dok', number: '5', postalCode: '9000', city: 'Gent', country: 'BE' };
    const values = { familyName: 'De Hert', givenName: 'Bo', address };
    const response = await fetch(`${app.url}/v1/subjects`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await app.tokenFor('service')}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        kind: 'natural-person',
        policy: '2018-05-25',
        collect: [
          { purpose: 'contract', values: { ...values, email: 'bo@example.be' } },
          { purpose: 'bookkeeping', values },
        ],
      }),
    });
    subject = ((await response.json()) as { subject: string }).subject;
  });
  afterAll(() => app.dispose());

  test.each([
    ['processedFor', 'bookkeeping', ['collected bookkeeping/1']],
    ['processedFor', 'contract/1', ['collected contract/1']],
    ['kind', 'registered', ['registered']],
    ['field', 'email', ['collected contract/1']],
    ['client', 'service', ['registered', 'collected contract/1', 'collected bookkeeping/1']],
  ])('%s %s', async (name, value, expected) => {
    const query = new URLSearchParams({
      subject,
      [name]: value,
      purpose: 'data-subject-request',
      order: 'oldest',
    });
    const response = await fetch(`${app.url}/v1/register?${query.toString()}`, {
      headers: { authorization: `Bearer ${await app.tokenFor('privacy-officer')}` },
    });
    const { entries } = (await response.json()) as { entries: { kind: string; purpose?: string }[] };
    expect(entries.map(({ kind, purpose }) => [kind, purpose].filter(Boolean).join(' ')).sort()).toEqual(
      [...expected].sort(),
    );
  });
});
