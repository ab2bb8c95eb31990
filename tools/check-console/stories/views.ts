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
] as const;
const LANGUAGES = ['nl', 'fr', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360] as const;

/** The first view within its budget, a reload, and every view in three languages, two themes and two widths. */
export async function views(check: Check): Promise<void> {
  const subject = await signingIn(check.api);
  await check.api.command(OLIVIA, '/v1/requests', { kind: 'access', channel: 'letter', subject });
  const visit = await check.visit('olivia.officer');
  const { page } = visit;
  await page.locator('.chart').first().waitFor();
  check.firstView(visit.received);
  await page.reload();
  await visit.heading();
  check.holds(
    'a page that is loaded anew takes up the session',
    (await page.locator('main.welcome').count()) === 0,
  );
  for (const language of LANGUAGES)
    for (const theme of THEMES) {
      await visit.prefer({ language, theme });
      for (const view of VIEWS) {
        await visit.follow(view);
        await page.locator(`nav a[href="${view}"][aria-current]`).waitFor();
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await visit.heading();
          const name = `${view === '/console' ? 'today' : view.split('/').pop()!}-${language}-${theme}-${width}`;
          await visit.accessible(name);
          if (language === 'nl') await visit.picture(name);
        }
      }
    }
}
