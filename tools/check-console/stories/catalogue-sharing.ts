import type { Check } from '../check';
import type { Visit } from '../visit';
import { textOf } from './catalogue-forms';

/** Whom a draft shares with besides, inside the EEA. */
export const AUDITOR = { id: 'bedrijfsrevisor', name: 'Bedrijfsrevisor', country: 'België' } as const;

interface Shared {
  readonly recipient: string;
  readonly fields: readonly string[];
  readonly conditions: readonly string[];
}

/** Who else gets data, by keyboard alone: a recipient, and what of a purpose it gets under which condition (P10–P14). */
export async function sharings(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  const panel = page.getByRole('tabpanel');
  const apply = async (): Promise<void> => {
    await visit.press('In de tekst zetten');
    await visit.shows(/Dit staat in de tekst/);
    await visit.act('Tekst bewaren');
  };
  const tick = (group: RegExp, name: string): Promise<void> =>
    visit.tick(page.getByRole('group', { name: group }).getByRole('checkbox', { name }));
  await to(visit, 'Ontvangers');
  await visit.choose('Ontvanger', /^Iets nieuws/, panel);
  await visit.fill({
    ...AUDITOR,
    'reason.nl': 'Beslist zelf wat een controle vraagt.',
    'reason.en': 'Decides itself what an audit needs.',
  });
  await visit.press('In de tekst zetten');
  await visit.shows(/Dit staat in de tekst/);

  await to(visit, 'Delen');
  await visit.choose('Gedeeld met', /^Iets nieuws/, panel);
  await visit.press('In de tekst zetten');
  const needed = panel.locator('.field[data-invalid]:has(.select)');
  await needed.first().waitFor();
  check.holds('with whom and for what has to be chosen', (await needed.count()) === 2);
  await visit.choose('Doel', 'verwerking van de boekhouding', panel);
  await visit.choose('Ontvanger', AUDITOR.name, panel);
  for (const field of ['naam', 'telefoonnummer']) await tick(/^Krijgt$/, field);
  await tick(/^Onder voorwaarde/, 'de klant koos deze wijze van betalen');
  await apply();
  await panel.locator('.many .error').nth(1).waitFor();
  const told = (await panel.locator('.many .error').allInnerTexts()).join('\n');
  check.holds(
    'a field that the purpose does not have is refused beside the fields',
    told.includes('Het gedeelde gegeven hoort niet bij het doel.'),
    told,
  );
  check.holds(
    'and a condition that cannot be met beside the conditions',
    told.includes('Deze voorwaarde gaat over een betaalwijze, en er is er geen.'),
    told,
  );
  await visit.picture('catalogue-sharing');
  await visit.accessible('a form of a sharing with what the check found');
  await tick(/^Krijgt$/, 'telefoonnummer');
  await tick(/^Onder voorwaarde/, 'de klant koos deze wijze van betalen');
  await apply();
  check.holds('what is mended stands in no way', await visit.shows(/Niets staat in de weg/));
  const text = JSON.parse(await textOf(visit)) as {
    readonly purposes: readonly { readonly id: string; readonly recipients: readonly Shared[] }[];
  };
  const shared = text.purposes.find(({ id }) => id === 'bookkeeping/2')?.recipients.at(-1);
  check.holds(
    'the text shares what was chosen, and no more',
    shared?.recipient === AUDITOR.id &&
      shared.fields.join() === 'familyName' &&
      shared.conditions.length === 0,
    JSON.stringify(shared),
  );
}

/** Comes to a list by the arrows, as the keyboard does from the one that is shown. */
export async function to(visit: Visit, name: string): Promise<void> {
  const tabs = await visit.page.getByRole('tab').allInnerTexts();
  const shown = await visit.page.getByRole('tab', { selected: true }).innerText();
  const steps = tabs.indexOf(name) - tabs.indexOf(shown);
  const tab = visit.page.getByRole('tab', { selected: true });
  // Where a mouse came to is not told.
  for (const key of ['Tab', 'Shift+Tab']) await visit.page.keyboard.press(key);
  await visit.use(tab);
  for (let step = 0; step < Math.abs(steps); step++)
    await visit.page.keyboard.press(steps > 0 ? 'ArrowRight' : 'ArrowLeft');
}
