import type { Check } from '../check';
import { OLIVIA, signingIn } from '../people';

/** Every view that an officer comes to without a person's name, by its address. */
const VIEWS = [
  '/console',
  '/console/work',
  '/console/find',
  '/console/register',
  '/console/catalogue',
  '/console/management',
  '/console/work?list=breaches',
  '/console/management?list=webhooks',
  '/console/management?list=calendar',
] as const;
const LANGUAGES = ['nl', 'fr', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360] as const;

/** The first view within its budget, a reload, and every view in three languages, two themes and two widths. */
export async function views(check: Check): Promise<void> {
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
  for (const language of LANGUAGES)
    for (const theme of THEMES) {
      await visit.prefer({ language, theme });
      for (const view of [...VIEWS, breach]) {
        await visit.follow(view);
        const place = view === breach ? '/console/work' : view.split('?')[0]!;
        await page.locator(`nav a[href="${place}"][aria-current]`).waitFor();
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await visit.heading();
          const name = `${nameOf(view)}-${language}-${theme}-${width}`;
          await visit.accessible(name);
          if (language === 'nl') await visit.picture(name);
        }
      }
    }
}

/** What a view is called: its list, where it has several, or its path. */
function nameOf(view: string): string {
  if (view === '/console') return 'today';
  return /list=(\w+)/.exec(view)?.[1] ?? view.split('/')[2]!;
}
