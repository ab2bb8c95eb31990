import type { Check } from '../check';
import { SHOP } from '../people';

const TEXT = 'Wat kost hosting voor een bakkerij?';

/** Mail to a contact address is read for its matter alone, noted on, and unreadable once that has ended (P07). */
export async function matter(check: Check): Promise<void> {
  const { body } = await check.api.command(SHOP, '/v1/matters', {
    mailbox: 'info',
    sender: { email: 'els@example.org', name: 'Els Wouters' },
    subject: 'Hosting',
    text: TEXT,
  });
  const path = `/console/matters/${String(body.matter)}`;
  const an = await check.visit('an.staff', '/console/work?list=matters');
  await an.page.locator(`a[href="${path}"]`).click();
  check.holds('the mail is read', await an.shows(TEXT));
  await an.act('Notitie', dialog => an.fill({ text: 'Prijslijst gestuurd.' }, dialog));
  check.holds('what was noted stands with it', await an.shows('Prijslijst gestuurd.'));
  await an.picture('matter');
  await an.accessibleEverywhere('a matter');
  await an.act('Afhandelen en wissen');
  check.holds('once it has ended', await an.shows('beëindigd en gewist'));
  check.holds('nobody reads it', (await an.page.getByText(TEXT).count()) === 0);
}
