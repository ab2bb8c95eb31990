import type { Check } from '../check';
import { customer, NELE, OLIVIA, SHOP } from '../people';
import type { Visit } from '../visit';

const LISTS = ['retention&until=2035-12-31', 'webhooks', 'calendar'] as const;
const WIDTHS = [1280, 360] as const;

/** What runs by itself: retention ahead of time, webhooks that fail and are sent again, an officer's own calendar. */
export async function management(check: Check): Promise<void> {
  const subject = await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer', '/console/management');
  await retention(check, olivia);
  await calendar(check, olivia);
  await addresses(check, olivia);
  await webhooks(check, olivia, subject);
  for (const list of LISTS)
    for (const width of WIDTHS) {
      await olivia.page.setViewportSize({ width, height: 900 });
      await olivia.follow(`/console/management?list=${list}`);
      await olivia.page.getByRole('tabpanel').waitFor();
      const name = `${list.split('&')[0]!}-${width}`;
      await olivia.accessible(name);
      await olivia.picture(name);
    }
}

/** Art. 5(1)(e): of somebody with neither domain nor login, what is kept no longer; and as a table to take along. */
async function retention(check: Check, visit: Visit): Promise<void> {
  await visit.fill({ until: '2035-12-31' });
  await visit.press('Tonen');
  await visit.page.waitForURL(/until=2035-12-31/);
  check.holds('what ends is told with its rule', await visit.shows(/zonder domein of login|na het einde/));
  const file = await visit.file(() => visit.press('CSV'));
  check.holds(
    'and taken along',
    file.name === 'retention-2035-12-31.csv' && file.text.startsWith('subject,'),
  );
  const numbers = visit.page.getByRole('table', { name: 'Hoeveel, per doel en dag' }).getByRole('link');
  const counted = await numbers.first().innerText();
  await numbers.first().click();
  check.holds(
    'a number of retention leads to its people',
    await visit.shows(new RegExp(`: ${counted} / ${counted}$`)),
  );
  await visit.page.getByRole('link', { name: 'alles tonen' }).click();
  const until = visit.page.locator('input[name="until"]');
  const asked = visit.page.locator('input[name="until"][value="2035-12-31"]');
  await visit.follow('/console/management?until=2026-13-01');
  await asked.waitFor({ state: 'detached' });
  check.holds(
    'a day that there is not is not asked for',
    /^20\d\d-\d\d-\d\d$/.test(await until.inputValue()),
  );
  await visit.page.goBack();
  await asked.waitFor();
  check.holds('back shows the day that was asked for before', (await until.inputValue()) === '2035-12-31');
}

/** RFC 5545: the address is told once, read without signing in, kept nowhere, and ends. */
async function calendar(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await visit.follow('/console/management?list=calendar');
  await visit.act('Agenda-adres maken');
  const address = await page.locator('code.once').innerText();
  const text = await (await fetch(address)).text();
  check.holds(
    'the address is read without signing in',
    text.startsWith('BEGIN:VCALENDAR'),
    text.slice(0, 80),
  );
  const secret = /([0-9a-f-]{36})\.ics$/.exec(address)?.[1] ?? '';
  const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
  check.holds('and is kept nowhere', secret !== '' && !kept.includes(secret) && !page.url().includes(secret));
  await page.reload();
  await visit.shows('geldt');
  check.holds('nor told again', (await page.locator('code.once').count()) === 0);
  await visit.act('Intrekken');
  await visit.shows(/ingetrokken/);
  check.holds('revoked it leads nowhere', (await fetch(address)).status === 404);
  check.holds('no log line names it', !check.said().includes(secret));
}

/** An address that was told once stays while another's is revoked, and says truly whether it was copied. */
async function addresses(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  const other = await check.visit('otto.officer', '/console/management?list=calendar');
  await other.act('Agenda-adres maken');
  await page.reload();
  await visit.act('Agenda-adres maken');
  const told = page.locator('code.once');
  const address = await told.innerText();
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit.press('Kopiëren');
  check.holds('what was copied is said to be', await visit.shows('Gekopieerd'));
  await page.locator('tr', { hasText: 'geldt' }).nth(1).getByRole('button', { name: 'Intrekken' }).click();
  const dialog = page.getByRole('dialog', { name: 'Intrekken' });
  await visit.tryOut(dialog);
  await visit.carryOut(dialog);
  await page.locator('tr', { hasText: 'geldt' }).nth(1).waitFor({ state: 'detached' });
  check.holds(
    'my address stays when another’s is revoked',
    (await told.count()) === 1 && (await told.innerText()) === address,
  );
  await visit.act('Agenda-adres maken');
  await page.locator('code.once').filter({ hasNotText: address }).waitFor();
  check.holds(
    'another address was not copied yet',
    (await page.getByRole('button', { name: 'Kopiëren' }).count()) === 1,
  );
  await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  await visit.press('Kopiëren');
  check.holds('a browser that does not copy is told', await visit.shows('Uw browser heeft niet gekopieerd'));
  check.holds(
    'and the address is selected',
    (await page.evaluate('String(getSelection())')) === (await told.innerText()),
  );
}

/** Nothing listens at this address: what does not arrive is listed, and sent again when an officer says so. */
async function webhooks(check: Check, visit: Visit, subject: string): Promise<void> {
  const { api } = check;
  const { page } = visit;
  await visit.follow('/console/management?list=webhooks');
  await visit.act('Webhook registreren', dialog =>
    visit.fill({ client: 'service', url: 'https://webshop.invalid/inzage' }, dialog),
  );
  const secret = await page.locator('code.once').innerText();
  check.holds('a secret is told once', secret.startsWith('whsec_'));
  const at = `/v1/subjects/${subject}`;
  const { version } = await api.query(SHOP, `${at}/record`, { purpose: 'contract' });
  await api.command(SHOP, `${at}/correct`, { values: { givenName: 'Nel' }, channel: 'application' }, version);
  const failed = page.getByRole('button', { name: /wacht/ });
  for (let tries = 0; tries < 20 && (await failed.count()) === 0; tries++) {
    await page.reload();
    await visit.heading();
    await page.locator('table').waitFor();
  }
  await failed.click();
  check.holds('what did not arrive is listed', await visit.shows('verbetering'));
  check.holds('with why', await visit.shows(/niet te bereiken|geen antwoord/));
  // The first try by itself comes after seconds, the one after that after minutes.
  await page.locator('td[data-label="Pogingen"]').filter({ hasText: /^2$/ }).waitFor();
  // A try that is asked for is none of those that are counted: it is told by when it was tried.
  const before = await triedAt(check);
  await visit.act('Nu opnieuw versturen');
  const give = Date.now() + 30_000;
  while ((await triedAt(check)) === before && Date.now() < give) await page.waitForTimeout(500);
  check.holds('sent once more it was tried once more', (await triedAt(check)) !== before);
  check.holds('the secret is not told again', (await page.getByText(secret).count()) === 0);
  await visit.act('Verwijderen');
  check.holds('once it is removed nothing is sent there', await visit.shows('verwijderd'));
}

/** When what did not arrive was tried last. */
async function triedAt({ api }: Check): Promise<string> {
  const webhooks = (await api.query(OLIVIA, '/v1/webhooks')).body.webhooks as { readonly webhook: string }[];
  const { body } = await api.query(OLIVIA, `/v1/webhooks/${webhooks.at(-1)!.webhook}/failures`);
  return (body.failures as { readonly tried: string }[])[0]!.tried;
}
