import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../check';
import { customer, NELE, OLIVIA } from '../people';
import type { Visit } from '../visit';

const UNTIL = '2039-06-30';
const LATER = '2040-06-30';

/** An order of a government body: one officer registers it, another approves it, and what it covers is shown once (P16). Both have a keyboard alone. */
export async function order(check: Check): Promise<void> {
  const subject = await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer', '/console/work?list=orders', 'keyboard');
  const document = join(tmpdir(), `order-${process.pid}.pdf`);
  writeFileSync(document, 'an order, scanned');
  await registered(olivia, subject, document);
  const path = new URL(olivia.page.url()).pathname;
  check.holds(
    'who registered an order does not approve it',
    await olivia.shows('een tweede verantwoordelijke keurt het goed'),
  );
  const approval = olivia.page.getByRole('button', { name: 'Goedkeuren', exact: true });
  check.holds('nor has a button for it', (await approval.count()) === 0);

  const otto = await check.visit('otto.officer', path, 'keyboard');
  await otto.accessibleEverywhere('an order');
  await otto.act('Goedkeuren');
  await otto.act('Meedelen');
  check.holds('what the order covers is shown, once', await otto.shows(NELE.email));
  await otto.picture('order');
  await otto.page.reload();
  await otto.shows('meegedeeld');
  check.holds('and not again', (await otto.page.getByText(NELE.email).count()) === 0);
  const { body } = await check.api.query(OLIVIA, `/v1/subjects/${subject}/overview`, {
    purpose: 'data-subject-request',
  });
  check.holds('the person is not told while it is secret', JSON.stringify(body.disclosures) === '[]');
  const dialog = await otto.open('Geheimhouding verlengen', shown =>
    otto.fill({ until: UNTIL, reason: 'Het onderzoek loopt nog.' }, shown),
  );
  await otto.tryOut(dialog);
  check.holds(
    'secrecy goes on to a later day, or it is said why not',
    await otto.shows('Kies een dag na de laatste die er staat.'),
  );
  await otto.fill({ until: LATER }, dialog);
  await otto.tryOut(dialog);
  await otto.carryOut(dialog);
  check.holds('and is shown with its last day', await otto.shows(/Geheim, tot en met .*2040/));
  await olivia.go('/console/work?list=orders');
  await registered(olivia, subject, document);
  const extend = olivia.page.getByRole('button', { name: 'Geheimhouding verlengen' });
  await extend.waitFor();
  await olivia.act('Ingetrokken door de overheid');
  await olivia.shows('ingetrokken');
  await extend.waitFor({ state: 'detached' });
  check.holds('secrecy of what was withdrawn is not extended', (await extend.count()) === 0);
}

/** Registers an order with a last day of its secrecy, and comes to it. */
async function registered(visit: Visit, subject: string, document: string): Promise<void> {
  await visit.act('Bevel registreren', async dialog => {
    await visit.choose('Overheid en grond', /46bis/, dialog);
    await visit.attach(dialog.locator('input[type=file]'), document);
    await visit.tick(dialog.locator('input[type=checkbox][value=email]'));
    await visit.fill(
      { reference: 'GE.20.99.1234', issuedOn: '2026-11-02', subjects: subject, secrecy: 'art. 46bis' },
      dialog,
    );
    await visit.fill({ secrecyUntil: UNTIL }, dialog);
  });
  await visit.page.waitForURL(/\/console\/orders\//);
}
