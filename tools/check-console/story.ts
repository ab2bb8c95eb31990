import { Client } from '../demo/client';
import type { Visit } from './visit';

const JAN = {
  familyName: 'Peeters',
  givenName: 'Jan',
  email: 'jan.peeters@example.be',
  address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
};

/** Signs in, looks at every view, and erases somebody by two officers; then the customer comes. */
export async function officersStory(visit: Visit): Promise<void> {
  const { page, url } = visit;
  const subject = await seed(url, 'jan.customer');
  await visit.signIn('olivia.officer');
  visit.firstView();
  await page.reload();
  await page.locator('h1').first().waitFor();
  visit.holds(
    'a page that is loaded anew takes up the session',
    (await page.locator('main.welcome').count()) === 0,
  );
  await visit.everyView();
  await person(visit, subject);
  await visit.keepsNothing([JAN.familyName, JAN.email]);
  await visit.forget();
  await visit.signIn('jan.customer', '/mijn-gegevens');
  await page.getByRole('tab').first().waitFor();
  await visit.accessible('the customer’s page');
  visit.holds('the customer sees what is held', (await page.getByText(JAN.email).count()) > 0);
  await visit.picture('customer');
}

/** A person is found by what one knows, and looked at for a purpose that is asked once. */
async function person(visit: Visit, subject: string): Promise<void> {
  const { page, url } = visit;
  await page.goto(`${url}/console`);
  await page.getByRole('searchbox').first().fill(JAN.email);
  await page.keyboard.press('Enter');
  await page.locator('.card .select').click();
  await page.getByRole('option').filter({ hasText: 'verzoeken om inzage' }).click();
  await page.getByRole('link', { name: new RegExp(subject.slice(0, 8)) }).click();
  await page.getByRole('tab').first().waitFor();
  visit.holds('a person is found by an address, and shown', (await page.getByText(JAN.email).count()) > 0);
  visit.holds('the purpose is shown', (await page.locator('.purpose').count()) === 1);
  await visit.accessible('a person');
  await visit.picture('person');
  await visit.print('person');
  await page.locator('nav a[href="/console/register"]').click();
  await page.locator('tbody tr').first().waitFor();
  await visit.accessible('the register with entries');
  await visit.picture('register-entries');
}

/** A customer who can sign in, and a request of theirs by letter. @returns the subject */
async function seed(url: string, sub: string): Promise<string> {
  const api = await Client.of(url);
  const shop = { role: 'service' } as const;
  const { body } = await api.command(shop, '/v1/subjects', {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values: JAN }],
    identity: { issuer: api.tokenIssuer, subject: sub },
  });
  const subject = String(body.subject);
  const officer = { role: 'privacy-officer', sub: 'olivia.officer' } as const;
  await api.command(officer, '/v1/requests', { kind: 'access', channel: 'letter', subject });
  return subject;
}
