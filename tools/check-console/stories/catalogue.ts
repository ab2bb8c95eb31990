import { latestDay } from '#libs/catalogue';
import type { Check } from '../check';

const VERSION = latestDay(new Date());

/** The next version of the catalogue: one officer drafts it, another reads its check and publishes it (P21). */
export async function catalogue(check: Check): Promise<void> {
  const olivia = await check.visit('olivia.officer', '/console/catalogue');
  await olivia.act('Ontwerp beginnen', dialog => olivia.fill({ version: VERSION, from: VERSION }, dialog));
  await olivia.page.waitForURL(/\/console\/catalogue\/drafts\//);
  const path = new URL(olivia.page.url()).pathname;
  check.holds('a draft that says nothing else says so', await olivia.shows('Er verschilt niets.'));

  await olivia.choose('Doel', /overeenkomst/i);
  await olivia.fill({ duration: 'P2Y' });
  await olivia.press('In de tekst zetten');
  await olivia.act('Tekst bewaren');
  check.holds('what is otherwise is told in words', await olivia.shows('wordt langer bewaard'));
  check.holds('and that nothing stands in the way', await olivia.shows(/Niets staat in de weg/));
  await olivia.accessible('a draft of the catalogue');
  await olivia.picture('catalogue-draft');
  await olivia.accessibleElsewhere('a draft of the catalogue');

  await olivia.fill({ text: '{\n' });
  check.holds('what is no JSON is told by its line', await olivia.shows('Geen JSON op regel 2.'));
  await olivia.press('Opnieuw vanaf de bewaarde tekst');
  const text = olivia.page.locator('textarea[name="text"]');
  await text.fill((await text.inputValue()).replace('"A6-1-b"', '"consent"'));
  const dialog = await olivia.open('Tekst bewaren');
  await olivia.tryOut(dialog);
  await olivia.page.keyboard.press('Escape');
  check.holds('what has not the shape of one, by its place', await olivia.shows(/purposes › .+ › basis/));
  await olivia.press('Opnieuw vanaf de bewaarde tekst');

  const publishing = olivia.page.getByRole('button', { name: 'Bekendmaken', exact: true });
  check.holds('whose text it is does not publish it', await olivia.shows(/tweede verantwoordelijke maakt/));
  check.holds('nor has a button for it', (await publishing.count()) === 0);

  const otto = await check.visit('otto.officer', path);
  await otto.act('Bekendmaken');
  check.holds('another officer publishes it', await otto.shows('bekendgemaakt'));
  await otto.accessible('a draft that was published');
  await otto.go(`/console/catalogue?version=${VERSION}&beside=2018-05-25.2`);
  check.holds('versions stand side by side, in words', await otto.shows('wordt langer bewaard'));
  await otto.accessible('versions of the catalogue side by side');
  await otto.picture('catalogue-beside');
  await otto.accessibleElsewhere('versions of the catalogue side by side');
}
