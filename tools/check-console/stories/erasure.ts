import type { Locator } from 'playwright-core';
import type { Check } from '../check';
import { AN, customer, LEEN } from '../people';
import type { Visit } from '../visit';

const UNLAWFUL = { reason: 'unlawful', finding: 'kept-too-long' };

/**
 * A person is erased by two people (P19), the officer by keyboard alone: from sign-in to the certificate (Art. 17). Back in
 * the browser nothing of the person comes up again.
 */
export async function erasure(check: Check): Promise<void> {
  const { api } = check;
  const subject = await customer(api, LEEN);
  const olivia = await check.visit('olivia.officer', '/console', 'keyboard');
  const { page } = olivia;
  await olivia.write(page.getByRole('searchbox').first(), LEEN.email);
  await page.keyboard.press('Enter');
  await olivia.purpose();
  await olivia.use(page.getByRole('link', { name: new RegExp(subject.slice(0, 8)) }));
  await page.getByRole('tab').first().waitFor();
  check.holds('a person is found by an address, and shown', await olivia.shows(LEEN.email));
  await olivia.picture('person');
  check.holds('the purpose of the look is shown', (await page.locator('.purpose').count()) === 1);

  // Alone, an officer is told that another has to approve.
  const attempt = async (): Promise<readonly [dialog: Locator, said: string]> => {
    const dialog = await olivia.open('Wissen', shown => reasoned(olivia, shown));
    return [dialog, await olivia.tryOut(dialog)];
  };
  const [, alone] = await attempt();
  check.holds('nobody erases a person alone', alone.includes('Een tweede keurt eerst goed'), alone);
  await page.keyboard.press('Escape');

  const an = await check.visit('an.staff', '/console/work');
  await an.follow(`/console/subjects/${subject}`);
  await an.purpose();
  const approved = await an.act('Wissen goedkeuren', shown => reasoned(an, shown));
  check.holds('staff approves an erasure', approved.includes('Er is nog niets gebeurd'));

  const [dialog, said] = await attempt();
  check.holds('a try says what the law keeps', said.includes('geen wet vraagt iets te houden'), said);
  await olivia.carryOut(dialog);
  check.holds('the erasure is finished', await olivia.shows('De sleutels zijn vernietigd'));
  await olivia.picture('erased');
  await olivia.accessibleEverywhere('erased');
  const certificate = await olivia.file(() => olivia.press('Getuigschrift van het wissen'));
  check.holds('its certificate is taken along', certificate.text.includes('"statement"'));

  for (const go of ['goBack', 'goForward'] as const) {
    await page[go]();
    await olivia.settled();
    const shown = await page.evaluate<string>('document.documentElement.outerHTML');
    check.holds(
      `nothing of the erased person is in the page: ${go}`,
      ![LEEN.email, LEEN.familyName].some(value => shown.includes(value)),
    );
  }
  check.holds('but that they are erased', await olivia.shows('Deze persoon is gewist'));
  const { status } = await api.command(AN, `/v1/subjects/${subject}/approve-erasure`, UNLAWFUL);
  check.holds('the service says the same', status === 410 || status === 409);
}

async function reasoned(visit: Visit, dialog: Locator): Promise<void> {
  await visit.choose('Reden', 'onrechtmatig', dialog);
  await visit.choose('Vaststelling (bij onrechtmatig)', 'te lang bewaard', dialog);
}
