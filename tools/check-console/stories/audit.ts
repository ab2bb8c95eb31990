import type { Check } from '../check';
import { OLIVIA } from '../people';
import type { Visit } from '../visit';

/** An auditor is let in while an audit is open, to the register alone; before that is told why not, and can sign out. */
export async function audit(check: Check): Promise<void> {
  const astrid = await check.browse();
  const { page } = astrid;
  await astrid.signIn('astrid.auditor');
  check.holds('an auditor without an audit is told so', await astrid.shows('Er loopt geen audit'));
  await astrid.accessible('the page of who is not let in');
  await astrid.press('Afmelden');
  const out = page.getByRole('button', { name: 'Sign out' });
  await out.waitFor();
  await astrid.accessible('the page that asks whether to sign out');
  await out.click();
  check.holds('and can sign out', await astrid.shows('Meld u aan om verder te gaan'));
  await astrid.accessible('the page of who is signed out');
  await signIn(check, astrid);
  const opened = await check.api.command(OLIVIA, '/v1/audits', { by: 'internal', days: 7 });
  if (opened.status !== 201) throw new Error(`no audit was opened: ${JSON.stringify(opened.body)}`);
  await astrid.signIn('astrid.auditor');
  await astrid.purpose('audit');
  check.holds('an auditor reads the register', await astrid.shows('Inschrijvingen'));
  await astrid.accessible('the register of an auditor');
  check.holds('and nothing else', (await page.locator('nav[aria-label="Onderdelen"] a').count()) === 1);
  await check.api.command(OLIVIA, `/v1/audits/${String(opened.body.audit)}/close`, {});
}

/** The development issuer's page: nothing is typed, remembered or solved to come in (WCAG 3.3.8). */
async function signIn(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await visit.use(page.locator('main.welcome button.main'));
  await page.getByRole('button', { name: 'astrid.auditor' }).waitFor();
  await visit.accessible('the page where one signs in');
  check.holds(
    'who signs in remembers nothing and solves nothing',
    (await page.locator('input:not([type=hidden]), canvas, img').count()) === 0,
  );
}
