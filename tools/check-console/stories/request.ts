import type { Check } from '../check';
import { customer, NELE } from '../people';

/**
 * A request comes by letter, is registered by staff, and is answered by an officer who is somebody else: its letter is read
 * before it goes (P18–P20, Art. 12, 15). Both have a keyboard alone.
 */
export async function request(check: Check): Promise<void> {
  const subject = await customer(check.api, NELE);
  const an = await check.visit('an.staff', '/console/work', 'keyboard');
  const due = await an.act('Verzoek registreren', async dialog => {
    await an.choose('Langs', 'brief', dialog);
    await an.fill({ familyName: NELE.familyName, text: 'Ik wil weten wat u van mij bewaart.' }, dialog);
    const unanswerable = await an.tryOut(dialog);
    check.holds('a request that cannot be answered is told why', unanswerable.includes('om te antwoorden'));
    await an.fill(NELE.address, dialog);
  });
  check.holds(
    'a try says by when a request is to be answered',
    /Te beantwoorden tegen \w+dag/.test(due),
    due,
  );
  await an.page.waitForURL(/\/console\/requests\//);
  const path = new URL(an.page.url()).pathname;
  await an.act('Identiteit nagegaan', dialog => an.choose('Hoe', /gekend adres/, dialog));
  await an.use(an.page.getByRole('link', { name: 'zoeken met deze gegevens' }));
  await an.purpose();
  await an.use(an.page.locator(`a[href="/console/subjects/${subject}"]`));
  await an.heading();
  await an.follow(path);
  await an.act('Betrokkene koppelen', async dialog => {
    const filled = await dialog.locator('input[name="subject"]').inputValue();
    check.holds(
      'who was found for a request is filled in, and nothing typed again',
      filled === subject,
      filled,
    );
  });
  const refused = await an.tryOut(await an.open('Verzoek uitvoeren'));
  check.holds(
    'who registered a request leaves the answer to another',
    refused.includes('een ander doet dat'),
    refused,
  );

  const olivia = await check.visit('olivia.officer', path, 'keyboard');
  await olivia.page.locator('.button.main').first().waitFor();
  check.holds('only the next step stands out', (await olivia.page.locator('.button.main').count()) === 1);
  await olivia.use(olivia.page.locator('summary', { hasText: 'Hoe is dit berekend?' }));
  check.holds('how the term is reckoned is told', await olivia.shows('één maand'));
  await olivia.act('Verzoek uitvoeren');
  await olivia.page.getByRole('button', { name: 'Brief versturen' }).waitFor();
  await olivia.press('Lezen');
  const letter = olivia.page.locator('.letter');
  await letter.waitFor();
  check.holds('the answer is read before it goes', (await letter.innerText()).includes(NELE.familyName));
  await olivia.picture('request');
  await olivia.accessibleEverywhere('a request');
  await olivia.act('Brief versturen', dialog => olivia.choose('Langs', 'brief', dialog));
  await olivia.act('Afsluiten');
  check.holds('the request is closed', await olivia.shows('ingewilligd'));
  check.holds('its trail names each step', await olivia.shows('brief verstuurd'));
}
