import type { Check } from '../check';
import { customer, NELE, signingIn } from '../people';
import type { Visit } from '../visit';

const RTL = '\u202Egro.evil\u202C';
/** Names as people, and people of ill will, have them. */
const NAMES = ['<img src=x onerror="document.title=1">', 'عبد الله', `Jan${RTL}`, 'Zoë 👩‍👩‍👧‍👦', "O'Neill & Søn"];

/** Addresses that somebody cut, or made up, and what the page says of them. */
const BROKEN: Readonly<Record<string, RegExp>> = {
  '/console/register?kind=nonsense': /niet gezocht: kind$/m,
  '/console/register?from=yesterday&to=2026-02-30': /niet gezocht: from, to$/m,
  '/console/register?cursor=%00%ff': /teken dat niet bewaard kan worden/,
  '/console/register?processedFor=%3Cscript%3E&field=../..': /niet gezocht: processedFor, field$/m,
  '/console/register?subject=nobody': /niet gezocht: subject$/m,
  '/console/register/-1': /Hier is niets voor u/,
  '/console/register/99999999999999999999': /Hier is niets voor u/,
  '/console/subjects/..%2F..%2Fv1': /Hier is niets voor u/,
  '/console/requests/nonsense': /Hier is niets voor u/,
  '/console/orders/00000000-0000-4000-8000-000000000000': /Hier is niets voor u/,
  '/console/catalogue?version=1.0&beside=%22': /Hier is niets voor u/,
  '/console/work?list=nonsense': /Verzoek registreren/,
  '/console/management?until=2026-02-30': /Tonen/,
  '/console/nowhere': /Deze pagina is er niet/,
};

/** What a page must bear: names, addresses, clocks, and being printed. */
export async function badInput(check: Check): Promise<void> {
  await names(check);
  await addresses(check);
  await clock(check);
  await printed(check);
}

async function names(check: Check): Promise<void> {
  const subject = await signingIn(check.api);
  const visit = await check.visit('jan.customer', '/mijn-gegevens');
  const { page } = visit;
  const title = await page.title();
  for (const name of NAMES) {
    const dialog = await visit.open('Verbeteren', shown => visit.fill({ familyName: name }, shown));
    const said = await visit.tryOut(dialog);
    // What the service does not take is told; what it takes is shown as text, in a direction of its own.
    if (said.includes('heeft niet de vorm')) {
      check.holds(`a name is refused with a reason: ${JSON.stringify(name)}`, said.includes('vorm'), said);
      await page.keyboard.press('Escape');
      continue;
    }
    await visit.carryOut(dialog);
    await page.getByText(name).first().waitFor();
    const alone = await page.getByText(name).first().and(page.locator('bdi')).count();
    check.holds(`a name is text, and turns nothing around: ${JSON.stringify(name)}`, alone === 1);
    check.holds(
      'and no markup',
      (await page.locator('main img').count()) === 0 && (await page.title()) === title,
    );
  }
  const olivia = await check.visit('olivia.officer', '/console/work');
  await olivia.follow(`/console/subjects/${subject}`);
  await olivia.purpose();
  const taken = olivia.page.locator('h1 bdi', { hasText: NAMES.at(-1)! });
  await taken.waitFor();
  check.holds('an officer reads the same name', (await taken.count()) === 1);
  const dialog = await visit.open('Verbeteren', shown => visit.fill({ familyName: 'ß'.repeat(400) }, shown));
  const said = await visit.tryOut(dialog);
  check.holds(
    'a name of 400 characters is refused, and stays to be mended',
    said.includes('heeft niet de vorm'),
    said,
  );
  check.holds(
    'nothing of it is lost',
    (await dialog.locator('input[name="familyName"]').inputValue()).length === 400,
  );
  await visit.accessible('a dialog with 400 characters');
  await check.leave();
}

async function addresses(check: Check): Promise<void> {
  const visit = await check.visit('olivia.officer', '/console/register');
  await visit.purpose();
  for (const [address, says] of Object.entries(BROKEN)) {
    await visit.follow(address);
    await visit.settled();
    await visit.heading();
    const shown = await visit.page.locator('main').innerText();
    check.holds(`a broken address is told: ${address}`, says.test(shown), shown.slice(-200));
    check.holds(
      `and the way on stands: ${address}`,
      (await visit.page.locator('nav a').count()) > 0 && !shown.includes('undefined'),
    );
  }
  await check.leave();
}

/** A browser's clock a day off: days are the service's. */
async function clock(check: Check): Promise<void> {
  for (const hours of [-24, 24]) {
    const visit = await check.browse();
    await visit.page.clock.setSystemTime(new Date(Date.now() + hours * 3_600_000));
    await visit.signIn('olivia.officer');
    const day = new Intl.DateTimeFormat('nl-BE', { weekday: 'long', timeZone: 'Europe/Brussels' });
    check.holds(
      `with a clock ${hours} hours off, today is the service’s`,
      await visit.shows(new RegExp(`^${day.format(new Date())}`)),
    );
    await check.leave();
  }
}

/** Nothing goes to paper that the screen does not show: not what is in another tab, and not what is folded away. */
async function printed(check: Check): Promise<void> {
  const subject = await customer(check.api, NELE);
  const visit = await check.visit('olivia.officer', '/console/work');
  await visit.follow(`/console/subjects/${subject}`);
  await visit.purpose();
  await visit.page.getByRole('tab', { name: 'Wie keek' }).click();
  await visit.shows('gegevens bekeken');
  const screen = await words(visit);
  await visit.page.emulateMedia({ media: 'print' });
  const paper = await words(visit);
  const hidden = [...paper].filter(word => !screen.has(word));
  check.holds(
    'a printed page holds nothing that is not on the screen',
    hidden.length === 0,
    hidden.join(' '),
  );
  const all = String(await visit.page.evaluate('document.documentElement.outerHTML'));
  check.holds('nor does the document hold a value of another tab', !all.includes(NELE.email));
  await visit.print('person');
  await check.leave();
}

async function words(visit: Visit): Promise<Set<string>> {
  return new Set(String(await visit.page.evaluate('document.body.innerText')).split(/\s+/));
}
