import type { Page } from 'playwright-core';
import type { Check } from '../check';
import { JAN, LEEN, NELE, OLIVIA, customer, signingIn } from '../people';

/** Seconds that the service asks to wait, told as it tells it: an answer in between, the service's own before and after. */
const WAIT = 2;

/** What goes wrong in between does not harm: nothing typed is lost, nothing is done twice, and one comes back to it. */
export async function faults(check: Check): Promise<void> {
  await behind(check);
  await offline(check);
  await answerLost(check);
  await twoTabs(check);
  await signedOut(check);
  await broken(check);
}

/** Refuses as a service does that is behind, so many times; what comes then goes through. */
async function refusing(page: Page, path: string, times: number): Promise<void> {
  let left = times;
  await page.route(path, route =>
    left-- > 0
      ? route.fulfill({
          status: 503,
          headers: { 'retry-after': String(WAIT), 'content-type': 'application/problem+json' },
          body: JSON.stringify({
            type: 'urn:inzage:problem:projection-behind',
            status: 503,
            code: 'projection-behind',
            title: 'Behind',
            detail: '',
            trace: '',
          }),
        })
      : route.continue(),
  );
}

async function behind(check: Check): Promise<void> {
  const visit = await check.visit('olivia.officer', '/console/work');
  await refusing(visit.page, '**/v1/today*', 2);
  await visit.follow('/console');
  check.holds('a service that is behind says for how long', await visit.shows(/over [12] seconde/));
  await visit.picture('behind');
  check.holds('and the page goes on by itself', await visit.shows('Wat nu te doen is'));
  await visit.follow('/console/work');
  const dialog = await visit.open('Verzoek registreren', shown =>
    visit.fill({ familyName: NELE.familyName, text: 'Getypt en niet kwijt.' }, shown),
  );
  await refusing(visit.page, '**/v1/requests?dryRun=true', 2);
  await visit.press('Eerst proefdraaien', dialog);
  check.holds('an action that has to wait says for how long', await visit.shows(/over [12] seconde/));
  await visit.accessible('an action that waits');
  await dialog.locator('.notice:not(:has-text("seconde"))').waitFor();
  check.holds(
    'and goes on by itself, with what was typed',
    (await dialog.locator('textarea[name="text"]').inputValue()) === 'Getypt en niet kwijt.',
  );
  await check.leave();
}

async function offline(check: Check): Promise<void> {
  const visit = await check.visit('an.staff', '/console/work');
  const dialog = await visit.open('Verzoek registreren', async shown => {
    await visit.choose('Langs', 'brief', shown);
    await visit.fill({ ...NELE.address, familyName: NELE.familyName, text: 'Getypt en niet kwijt.' }, shown);
  });
  await visit.context.setOffline(true);
  const said = await visit.tryOut(dialog);
  check.holds('a lost connection is told', said.includes('De dienst antwoordt niet'), said);
  check.holds(
    'and what was typed is there still',
    (await dialog.locator('textarea[name="text"]').inputValue()) === 'Getypt en niet kwijt.',
  );
  await visit.context.setOffline(false);
  const after = await visit.tryOut(dialog);
  check.holds('with the connection it goes on', after.includes('Er is nog niets gebeurd'), after);
  await visit.page.keyboard.press('Escape');
  await visit.context.setOffline(true);
  await visit.page.getByRole('tab', { name: 'Berichten' }).click();
  check.holds(
    'a list that does not come says so',
    await visit.shows('Het wordt vanzelf opnieuw geprobeerd.'),
  );
  await visit.context.setOffline(false);
  check.holds('and comes by itself with the connection', await visit.shows(/Geen berichten|Postvak/));
  await check.leave();
}

/** The answer of a command that was done is lost on its way, and the page is loaded anew: done once more, it is done once. */
async function answerLost(check: Check): Promise<void> {
  const subject = await signingIn(check.api);
  const visit = await check.visit('jan.customer', '/mijn-gegevens?part=requests');
  let lost = 0;
  await visit.page.route('**/v1/subjects/*/requests', async route => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  const fill = (dialog: Parameters<typeof visit.choose>[2]): Promise<void> =>
    visit.choose('Wat', /Vraag/, dialog);
  const dialog = await visit.open('Iets vragen', fill);
  await visit.tryOut(dialog);
  lost = 0;
  await dialog.getByRole('button', { name: /^Uitvoeren/ }).click();
  await visit.shows('De dienst antwoordt niet');
  await visit.page.reload();
  await visit.act('Iets vragen', fill);
  const { body } = await check.api.query(OLIVIA, `/v1/subjects/${subject}/requests`, { limit: '100' });
  const questions = (body.requests as { kind: string }[]).filter(({ kind }) => kind === 'question');
  check.holds(
    'what is sent again after a reload is done once',
    questions.length === 1,
    String(questions.length),
  );
  await check.leave();
}

/** In two tabs of the same customer the second to write sees what the first did. */
async function twoTabs(check: Check): Promise<void> {
  await signingIn(check.api);
  const visit = await check.visit('jan.customer', '/mijn-gegevens');
  const dialog = await visit.open('Verbeteren', shown => visit.fill({ givenName: 'Johan' }, shown));
  const other = visit.inTab(await visit.context.newPage());
  await other.go('/mijn-gegevens');
  const language = other.page.locator('.choices .select').first();
  await language.click();
  await other.page.getByRole('option', { name: 'English' }).click();
  const said = visit.page.locator('html[lang="en"]');
  await said.waitFor({ state: 'attached' });
  check.holds('a language that is chosen in one tab holds in the other', (await said.count()) === 1);
  // The form began in Dutch, with the country of the address by its name.
  const now = visit.page.getByRole('dialog');
  await visit.press('Try first', now);
  const notice = now.locator('.notice').last();
  await notice.waitFor();
  const english = await notice.innerText();
  check.holds('what was begun in one language goes on in another', english.includes('can be done'), english);
  await language.click();
  await other.page.getByRole('option', { name: 'Nederlands' }).click();
  await visit.page.locator('html[lang="nl"]').waitFor({ state: 'attached' });
  // What is changed is tried anew.
  for (const givenName of ['Joh', 'Johan']) await visit.fill({ givenName }, dialog);
  await other.act('Verbeteren', shown => other.fill({ familyName: 'Peeters-Maes' }, shown));
  const tried = await visit.tryOut(dialog);
  check.holds('who comes second is told so', tried.includes('Iemand was u voor'), tried);
  check.holds('and sees what the other did', await visit.shows('Peeters-Maes'));
  check.holds(
    'while what was typed is there still',
    (await dialog.locator('input[name="givenName"]').inputValue()) === 'Johan',
  );
  await visit.picture('conflict');
  await visit.tryOut(dialog);
  await visit.carryOut(dialog);
  check.holds('and both changes stand', await visit.shows('Johan Peeters-Maes'));
  await visit.act('Verbeteren', shown =>
    visit.fill({ givenName: JAN.givenName, familyName: JAN.familyName }, shown),
  );
  await check.leave();
}

/** A sign-in that ends in the middle of an erasure comes back to its dialog, with what was chosen. */
async function signedOut(check: Check): Promise<void> {
  const subject = await customer(check.api, LEEN);
  const visit = await check.visit('olivia.officer', '/console/work');
  await visit.page.clock.install();
  await visit.follow(`/console/subjects/${subject}`);
  await visit.purpose();
  const dialog = await visit.open('Wissen', async shown => {
    await visit.choose('Reden', 'onrechtmatig', shown);
    await visit.choose('Vaststelling (bij onrechtmatig)', 'te lang bewaard', shown);
  });
  // Nobody renews: the issuer has forgotten the session, and the token's eight hours are over.
  await visit.context.clearCookies();
  await visit.page.route('**/token', route => route.abort());
  await visit.page.clock.fastForward('09:00:00');
  const said = await visit.tryOut(dialog);
  check.holds('a sign-in that has ended is told', said.includes('Meld u opnieuw aan'), said);
  await visit.page.unroute('**/token');
  await visit.page.clock.setSystemTime(new Date());
  await visit.press('Aanmelden', dialog);
  await visit.page.getByRole('button', { name: 'olivia.officer' }).click();
  const again = visit.page.getByRole('dialog', { name: 'Wissen' });
  await again.waitFor();
  check.holds('one comes back to the dialog', (await again.innerText()).includes('onrechtmatig'));
  check.holds('the purpose of the look stands', (await visit.page.locator('.purpose').count()) === 1);
  const tried = await visit.tryOut(again);
  check.holds('and goes on', tried.includes('Een tweede keurt eerst goed'), tried);
  await check.leave();
}

/** An answer in between that no view can show: the page says so, and the way on stands. */
async function broken(check: Check): Promise<void> {
  const visit = await check.visit('olivia.officer', '/console/management');
  await visit.page.route('**/v1/calendars', route => route.fulfill({ json: { calendars: null } }));
  await visit.follow('/console/management?list=calendar');
  check.holds('a view that breaks says so', await visit.shows('Deze pagina kon niet worden getoond'));
  await visit.accessible('a view that broke');
  await visit.page.locator('nav a', { hasText: 'Register' }).click();
  await visit.page.waitForURL(/register/);
  check.holds(
    'and the way on stands',
    !(await visit.page.locator('main').innerText()).includes('niet worden getoond'),
  );
  await check.leave();
}
