import type { Check } from '../check';
import { OLIVIA, signingIn } from '../people';
import type { Visit } from '../visit';

/** Views that an officer comes to without a person's name, and what is shown where there is none. */
const VIEWS = {
  today: '/console',
  work: '/console/work',
  find: '/console/find',
  'register, before one says what for': '/console/register',
  catalogue: '/console/catalogue',
  management: '/console/management',
  nowhere: '/console/nowhere',
} as const;

/** The first view within its budget, a reload, and views in three languages, two themes and two widths. */
export async function views(check: Check): Promise<void> {
  await stranger(check);
  const subject = await signingIn(check.api);
  await check.api.command(OLIVIA, '/v1/requests', { kind: 'access', channel: 'letter', subject });
  const found = new Date(Date.now() - 3_600_000).toISOString();
  const recorded = await check.api.command(OLIVIA, '/v1/breaches', {
    foundAt: found,
    knownAt: found,
    description: 'Een uitvoer stond open.',
  });
  const breach = `/console/breaches/${String(recorded.body.breach)}`;
  const visit = await check.visit('olivia.officer');
  const { page } = visit;
  await page.locator('.chart').first().waitFor();
  check.firstView(await visit.received());
  await page.reload();
  await visit.heading();
  check.holds(
    'a page that is loaded anew takes up the session',
    (await page.locator('main.welcome').count()) === 0,
  );
  const week = page.locator('.lead a', { hasText: 'deze week' });
  const counted = Number.parseInt(await week.innerText(), 10);
  await week.click();
  await page.waitForURL(/due=week/);
  const due = page.getByRole('table', { name: 'Wat nu te doen is' }).locator('tbody tr');
  check.holds('a number of today leads to its rows', counted > 0 && (await due.count()) === counted);
  for (const [name, view] of Object.entries({ ...VIEWS, breach })) {
    await visit.follow(view);
    await visit.accessibleEverywhere(name);
  }
  await skipped(check, visit);
  await visit.prefer({ language: 'fr', theme: 'dark' });
  const root = page.locator('html');
  check.holds(
    'a language and a theme outlive a reload',
    (await root.getAttribute('lang')) === 'fr' && (await root.getAttribute('data-theme')) === 'dark',
  );
}

/** A customer whose sign-in is linked to nobody is told so, and whom to ask. */
async function stranger(check: Check): Promise<void> {
  const jan = await check.visit('jan.customer', '/mijn-gegevens');
  check.holds('who is known as no customer is told so', await jan.shows('met geen klant verbonden'));
  await jan.accessible('the page of who is no customer');
  check.holds('and whom to ask', (await jan.page.locator('main a[href^="mailto:"]').count()) === 1);
}

/** The first stop of a page that was loaded leads past what every page begins with (WCAG 2.4.1), and a row's link to its row. */
async function skipped(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await visit.go('/console');
  await visit.settled();
  await page.keyboard.press('Tab');
  const skip = page.locator('.skip:focus');
  check.holds('the first stop skips to the content', await skip.isVisible());
  await page.keyboard.press('Enter');
  const within = "document.querySelector('main').contains(document.activeElement)";
  check.holds('and leads there', await page.evaluate<boolean>(within));
  await page.keyboard.press('Tab');
  check.holds('where the next stop is', await page.evaluate<boolean>(within));
  const keys = visit.byKeyboard();
  await keys.use(page.locator('tbody th a').first());
  await page.waitForURL(/\/console\/(requests|breaches)\//);
  check.holds(
    'a row is come to by its link, and read from its beginning',
    await page.evaluate<boolean>("document.activeElement === document.querySelector('main')"),
  );
}
