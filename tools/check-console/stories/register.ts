import type { Check } from '../check';
import { customer, NELE, OLIVIA } from '../people';
import type { Visit } from '../visit';

/** The register: filtered in the address, paged, taken along, and an entry's proof verified in the browser (Art. 5(2), 30). */
export async function register(check: Check): Promise<void> {
  const { api } = check;
  const subject = await customer(api, NELE);
  const visit = await check.visit('olivia.officer', '/console/register');
  const { page } = visit;
  await visit.purpose();
  await page.locator('tbody tr').first().waitFor();
  await visit.accessibleEverywhere('the register with entries');
  await visit.picture('register');

  for (const [button, name] of [
    ['CSV', 'register.csv'],
    ['Excel (XLSX)', 'register.xlsx'],
    ['Met bewijs (JSON Lines)', 'register.jsonl'],
  ] as const) {
    const file = await visit.file(() => visit.press(button));
    check.holds(`the register is taken along as ${button}`, file.name === name && file.text.length > 1_000);
  }

  await interrupted(check, visit);

  await visit.choose('Soort', 'klant geworden');
  await visit.press('Filteren');
  await page.waitForURL(/kind=registered/);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Brussels' }).format(new Date());
  await visit.fill({ from: today, to: today });
  await visit.press('Filteren');
  await page.waitForURL(new RegExp(`from=${today}`));
  check.holds('entries of today are those of the day in Brussels', await visit.shows(subject.slice(0, 8)));
  await visit.fill({ from: '2020-01-01', to: '2020-01-31' });
  await visit.press('Filteren');
  check.holds('and none of another day', await visit.shows('Geen inschrijving past hierbij.'));
  await visit.follow('/console/register?asOf=2020-01-01');
  check.holds('as it was before anything was entered', await visit.shows('Geen inschrijving past hierbij.'));

  await visit.follow(`/console/register?subject=${subject}`);
  await page.locator('tbody th a').first().click();
  await visit.shows('Dezelfde betrokkene');
  check.holds('an entry has its chain beside it', await visit.shows('klant geworden'));
  await visit.press('Hier nagaan');
  check.holds('its proof is verified here', await visit.shows('zoals het ondertekend is'));
  const { text: note } = await api.query(OLIVIA, '/v1/checkpoints/latest');
  const outside = page.locator('textarea[name="outside"]');
  await outside.fill(note);
  await visit.press('Hier nagaan');
  check.holds(
    'and against a checkpoint from outside',
    await visit.shows('het register dat u van buiten kent'),
  );
  await visit.accessible('an entry with its proof');
  await visit.picture('entry');

  await outside.fill(note.replace(/^[^\n]+/, 'elsewhere.example/log'));
  await visit.press('Hier nagaan');
  check.holds(
    'a checkpoint of another origin proves nothing',
    await visit.shows('Er kon niet vergeleken worden.'),
  );
  await outside.fill('x'.repeat(10_000_000));
  await visit.press('Hier nagaan');
  check.holds(
    'ten megabytes that are pasted are refused',
    await visit.shows('Dit is te groot voor een controlepunt: er werd niets nagegaan.'),
  );
  await outside.fill(note);
  await visit.press('Hier nagaan');
  check.holds('and the page goes on', await visit.shows('het register dat u van buiten kent'));
  await visit.accessibleEverywhere('an entry');
}

/** An answer that ends before its file does, and a connection that is lost: the export goes on where it stopped, and is whole. */
async function interrupted(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  const asked: URLSearchParams[] = [];
  await page.route('**/v1/register/export*', async route => {
    asked.push(new URL(route.request().url()).searchParams);
    if (asked.length === 2) return route.abort();
    if (asked.length > 2) return route.continue();
    const answer = await route.fetch();
    const body = await answer.body();
    const {
      'register-from': from = '',
      'register-to': to = '',
      'content-type': type = '',
    } = answer.headers();
    return route.fulfill({
      headers: { 'register-from': from, 'register-to': to, 'content-type': type },
      body: body.subarray(0, Math.floor(body.length / 2)),
    });
  });
  const told = await listening(visit);
  const { text } = await visit.file(async () => {
    await visit.press('Met bewijs (JSON Lines)');
    check.holds(
      'an export that is cut off says that it goes on',
      await visit.shows(/gaat verder waar het stopte/),
    );
    check.holds('and how far it is', await visit.shows(/\d+ % · \d+ kB/));
    await visit.accessible('an export that waits');
    await visit.picture('export-waits');
  });
  await page.unroute('**/v1/register/export*');
  const heard = await told();
  check.holds(
    'a screen reader hears that it begins, stands still, goes on and is finished (WCAG 4.1.3)',
    heard === 'is begonnen, staat stil, gaat verder, staat stil, gaat verder, is klaar',
    heard,
  );
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const end = JSON.parse(lines.pop() ?? '{}') as { readonly end?: string };
  const { size, to } = JSON.parse(head) as { readonly size: string; readonly to: string };
  const numbers = lines.map(line => (JSON.parse(line) as { readonly n: string }).n);
  check.holds(
    'it is whole: each entry once, and as many as its end says',
    end.end === to && numbers.length === Number(to) && numbers.every((n, i) => n === String(i)),
    `${numbers.length} of ${to}`,
  );
  const last = asked.at(-1)!;
  check.holds(
    'what had come was not asked for again, and the tree is the same',
    asked.length === 3 && Number(last.get('from')) > 0 && last.get('size') === size,
    last.toString(),
  );
}

/** Takes note of what a screen reader is told of the export. @returns what it was, in short */
async function listening({ page }: Visit): Promise<() => Promise<string>> {
  await page.evaluate(`(() => {
    const status = document.querySelector('main + [role=status]');
    window.heard = [];
    new MutationObserver(() => window.heard.push(status.textContent)).observe(status, {
      childList: true, characterData: true, subtree: true,
    });
  })()`);
  return async () => {
    const heard = await page.evaluate<string[]>('window.heard');
    return heard.map(text => /(is begonnen|staat stil|gaat verder|is klaar)|$/.exec(text)![0]).join(', ');
  };
}
