import type { Check } from '../check';
import { Keyboard } from '../keyboard';
import { AN, customer, LEEN } from '../people';

const UNLAWFUL = { reason: 'unlawful', finding: 'kept-too-long' };

/**
 * A person is erased by two people (P19), the officer by keyboard alone: from sign-in to the certificate (Art. 17). Back in
 * the browser nothing of the person comes up again.
 */
export async function erasure(check: Check): Promise<void> {
  const { api } = check;
  const subject = await customer(api, LEEN);
  const olivia = await check.browse();
  const { page } = olivia;
  const keys = new Keyboard(check, olivia);
  await olivia.go('/console');
  await keys.press(page.locator('main.welcome button.main'));
  await keys.press(page.getByRole('button', { name: 'olivia.officer' }));
  await olivia.heading();
  await keys.to(page.getByRole('searchbox').first());
  await page.keyboard.type(LEEN.email);
  await page.keyboard.press('Enter');
  await keys.pick(page.locator('.card .select'), 'verzoeken');
  await keys.press(page.getByRole('link', { name: new RegExp(subject.slice(0, 8)) }));
  await page.getByRole('tab').first().waitFor();
  check.holds('a person is found by an address, and shown', await olivia.shows(LEEN.email));
  await olivia.picture('person');
  check.holds('the purpose of the look is shown', (await page.locator('.purpose').count()) === 1);

  // Alone, an officer is told that another has to approve.
  const erase = page.getByRole('button', { name: 'Wissen', exact: true });
  const dialog = page.getByRole('dialog', { name: 'Wissen' });
  const attempt = async (): Promise<void> => {
    await keys.press(erase);
    await keys.pick(dialog.locator('.field', { hasText: 'Reden' }).locator('.select'), 'onrechtmatig');
    await keys.pick(dialog.locator('.field', { hasText: 'Vaststelling' }).locator('.select'), 'te');
    await keys.press(dialog.getByRole('button', { name: 'Eerst proefdraaien' }));
  };
  await attempt();
  check.holds('nobody erases a person alone', await olivia.shows('approval-needed'));
  await page.keyboard.press('Escape');

  const an = await check.visit('an.staff', '/console/work');
  await an.follow(`/console/subjects/${subject}`);
  await an.purpose();
  const approved = await an.act('Wissen goedkeuren', async shown => {
    await an.choose('Reden', 'onrechtmatig', shown);
    await an.choose('Vaststelling (bij onrechtmatig)', 'te lang bewaard', shown);
  });
  check.holds('staff approves an erasure', approved.includes('Er is nog niets gebeurd'));

  await attempt();
  check.holds('a try says what the law keeps', await olivia.shows('geen wet vraagt iets te houden'));
  await olivia.accessible('a dialog');
  await keys.press(dialog.getByRole('button', { name: /^Uitvoeren/ }));
  check.holds('the erasure is finished', await olivia.shows('De sleutels zijn vernietigd'));
  await olivia.picture('erased');
  await olivia.accessible('who is erased');
  const certificate = await olivia.file(() =>
    keys.press(page.getByRole('button', { name: 'Getuigschrift van het wissen' })),
  );
  check.holds('its certificate is taken along', certificate.text.includes('"statement"'));
  keys.judge();

  await page.goBack();
  await page.goForward();
  await olivia.shows('Deze persoon is gewist');
  check.holds(
    'back and forward, nothing of the erased person is shown',
    !(await text(page)).includes(LEEN.email),
  );
  const { status } = await api.command(AN, `/v1/subjects/${subject}/approve-erasure`, UNLAWFUL);
  check.holds('the service says the same', status === 410 || status === 409);
}

async function text(page: { evaluate: (script: string) => Promise<unknown> }): Promise<string> {
  return String(await page.evaluate('document.body.innerText'));
}
