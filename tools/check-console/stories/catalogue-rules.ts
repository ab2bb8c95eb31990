import type { Check } from '../check';
import type { Visit } from '../visit';
import { part, putIn, textOf } from './catalogue-forms';
import { to } from './catalogue-sharing';

/** What a draft says besides lists that grow: names of data, services and conditions, and what it says once (P21). */
export async function rules(check: Check, visit: Visit): Promise<void> {
  await named(check, visit);
  await conditions(check, visit);
  await once(check, visit.byKeyboard());
  await visit.act('Tekst bewaren');
  check.holds('nothing stands in the way of other rules', await visit.shows(/Niets staat in de weg/));
  await toldRules(check, visit);
  await visit.picture('catalogue-rules-told');
  await visit.accessible('other rules of a draft, side by side');
}

/** What they say otherwise stands side by side, in words. */
export async function toldRules(check: Check, visit: Visit): Promise<void> {
  for (const [of, was, is] of [
    [/Frans/, 'adresse e-mail', 'courriel'],
    [/gegevens, e-mailadres, term/, 'e-mailadres', 'persoonlijk e-mailadres'],
    [/dienst, hosting, dagen voor/, '60', '90'],
    [/voorwaarde, het kenmerk noemt .*, voorbeeld/, 'invoice/2026-17', 'factuur/17'],
    [/verwerkingsverantwoordelijke, contact/, 'privacy@', 'gegevens@'],
    [/melden aan ontvangers, termijn/, '14 dagen', '3 weken'],
    [/melden aan ontvangers, .*bezwaar/, 'ja', '–'],
    [/vroegere waarden, bewaard/, '90 dagen', '1 jaar'],
    [/bemiddeling, bewaard/, '30 dagen', '2 weken'],
    [/overdraagbaarheid, uit een eerder systeem/, '–', 'nee'],
    [/woordenlijst, versie/, '2.3', '2.3.1'],
  ] as const) {
    const rows = visit.page.getByRole('row').filter({ hasText: of });
    await rows.first().waitFor();
    const texts = await rows.allInnerTexts();
    check.holds(
      `what is otherwise is told in words: ${String(of)}`,
      texts.some(text => text.indexOf(was) >= 0 && text.lastIndexOf(is) > text.indexOf(was)),
      texts.join(' | '),
    );
  }
}

/** Data and services: what they are called, and a number that is none. */
async function named(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await part(visit, 'Gegevens');
  await visit.choose('Gegeven', 'e-mailadres');
  await visit.fill({ 'label.fr': 'courriel' });
  await visit.choose('Soort, volgens de woordenlijst (DPV)', 'persoonlijk e-mailadres');
  await putIn(visit);

  await part(visit, 'Diensten');
  await visit.choose('Dienst', 'hosting');
  await visit.fill({ renewalWindowDays: 'een kwartaal' });
  await visit.press('In de tekst zetten');
  const wrong = page.locator('.field', { has: page.locator('.error') });
  await wrong.first().waitFor();
  const label = (await wrong.locator('.label').allInnerTexts()).join();
  check.holds('a number of days that is none says so at its field', label.startsWith('Dagen voor'), label);
  const days = await page.locator('input[name="renewalWindowDays"]').inputValue();
  check.holds('and what was typed stays', days === 'een kwartaal', days);
  await visit.accessible('a service of a draft, with what is wrong');
  await visit.picture('catalogue-service');
  await visit.fill({ renewalWindowDays: '90' });
  await putIn(visit);
}

/** What a sharing is bound to is said in words, and an example shows what a reference looks like. */
async function conditions(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await part(visit, 'Voorwaarden');
  await visit.choose('Voorwaarde', /^het kenmerk noemt de factuur/);
  await visit.fill({ 'reference.pattern': '^factuur/[0-9]+$' });
  await putIn(visit);
  await visit.act('Tekst bewaren');
  const broken = 'Het voorbeeld past niet bij het patroon.';
  check.holds('an example that does not fit says so at its field', await visit.shows(broken));
  const told = page.locator('.field', { hasText: broken }).locator('.label');
  check.holds('which is that of the example', (await told.first().innerText()).startsWith('Voorbeeld'));
  await visit.accessible('a condition of a draft, with what the check found');
  await visit.picture('catalogue-condition');
  await visit.fill({ 'reference.example': 'factuur/17' });
  await putIn(visit);
}

/** What a catalogue says once, by keyboard alone. */
async function once(check: Check, visit: Visit): Promise<void> {
  const panel = visit.page.getByRole('tabpanel');
  const rule = (name: RegExp): Promise<void> => visit.choose('Regel', name, panel);
  await to(visit, 'Overige regels');
  await rule(/^verwerkingsverantwoordelijke/);
  await visit.fill({ contact: 'gegevens@dcube-resource.be' });
  await putIn(visit);
  const takeOut = panel.getByRole('button', { name: 'Uit de tekst halen' });
  check.holds('no catalogue is without a controller', (await takeOut.count()) === 0);

  await rule(/^melden aan ontvangers/);
  await visit.fill({ within: 'ooit' });
  await visit.press('In de tekst zetten');
  const wrong = panel.locator('.field', { has: visit.page.locator('.error') });
  await wrong.first().waitFor();
  const label = (await wrong.locator('.label').allInnerTexts()).join();
  check.holds('a term that is none says so at its field', label.startsWith('Ontvangers horen'), label);
  await visit.accessible('a rule of a draft, with what is wrong');
  await visit.picture('catalogue-rule');
  await visit.fill({ within: '3 weken' });
  await visit.tick(panel.getByRole('checkbox', { name: 'bezwaar', exact: true }));
  await putIn(visit);

  await rule(/^vroegere waarden/);
  await visit.fill({ kept: '1 jaar' });
  await putIn(visit);
  await rule(/^bemiddeling/);
  await visit.fill({ kept: '2 weken' });
  await putIn(visit);
  await rule(/^overdraagbaarheid \(geen\)/);
  await visit.choose(
    'Heeft de betrokkene zelf verstrekt wat uit een vroeger systeem komt (art. 20, lid 1)?',
    'nee',
    panel,
  );
  await putIn(visit);
  await rule(/^woordenlijst/);
  await visit.fill({ version: '2.3.1' });
  await putIn(visit);
  const text = JSON.parse(await textOf(visit)) as { readonly portability?: object };
  check.holds(
    'a rule that was not there is in the text',
    'portability' in text,
    JSON.stringify(text.portability),
  );
}
