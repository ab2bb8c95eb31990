import { latestDay } from '#libs/catalogue';
import type { Check } from '../check';
import { Keyboard } from '../keyboard';
import { customer, NELE } from '../people';
import type { Visit } from '../visit';
import { forms, part, textOf, wrongIn } from './catalogue-forms';
import { rules, toldRules } from './catalogue-rules';
import { AUDITOR, sharings } from './catalogue-sharing';

const VERSION = latestDay(new Date());

/** The next version of the catalogue: one officer drafts it, another reads its check and publishes it (P21). */
export async function catalogue(check: Check): Promise<void> {
  await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer', '/console/catalogue');
  await olivia.act('Ontwerp beginnen', dialog => olivia.fill({ version: VERSION, from: VERSION }, dialog));
  await olivia.page.waitForURL(/\/console\/catalogue\/drafts\//);
  const path = new URL(olivia.page.url()).pathname;
  check.holds('a draft that says nothing else says so', await olivia.shows('Er verschilt niets.'));

  await olivia.choose('Doel', /overeenkomst/i);
  await olivia.fill({ 'retention.duration': '2 jaar' });
  await olivia.press('In de tekst zetten');
  await olivia.shows(/Dit staat in de tekst/);
  await olivia.act('Tekst bewaren');
  check.holds('what is otherwise is told in words', await olivia.shows('wordt langer bewaard'));
  check.holds('and that nothing stands in the way', await olivia.shows(/Niets staat in de weg/));
  await concerned(check, olivia);
  await olivia.picture('catalogue-draft');
  await olivia.accessibleEverywhere('a draft of the catalogue');

  await recipients(check, olivia);
  await sharings(check, olivia.byKeyboard());
  await extensions(check, olivia);
  await clients(check, olivia);
  await forms(check, olivia);
  await rules(check, olivia);
  await together(check, olivia, path);

  await part(olivia, 'Hele tekst');
  await olivia.fill({ text: '{\n' });
  check.holds('what is no JSON is told by its line', await olivia.shows('Geen JSON op regel 2.'));
  for (const shape of ['{"purposes":[null],"recipients":{}}', '{"purposes":[{"id":7}]}']) {
    await olivia.fill({ text: shape });
    await part(olivia, 'Ontvangers');
    check.holds(
      `forms of a text without shape say so: ${shape}`,
      await olivia.shows(/niet de vorm van een beleid/),
    );
    await part(olivia, 'Hele tekst');
  }
  await olivia.press('Opnieuw vanaf de bewaarde tekst');
  await misshapen(check, olivia);
  const text = olivia.page.locator('textarea[name="text"]');
  await text.fill((await text.inputValue()).replace('"A6-1-b"', '"consent"'));
  const dialog = await olivia.open('Tekst bewaren');
  await olivia.tryOut(dialog);
  await olivia.page.keyboard.press('Escape');
  check.holds('what has not the shape of one, by its place', await olivia.shows(/Doelen › .+ › grond/));
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
  check.holds(
    'whom another form shares with is told in words',
    await otto.shows(`wordt gedeeld met ${AUDITOR.name}`),
  );
  await toldRules(check, otto);
  await otto.picture('catalogue-beside');
  await otto.accessibleEverywhere('versions of the catalogue side by side');
}

/** A number of the check leads to whom it counts, by pseudonym. */
async function concerned(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await part(visit, 'Ontvangers');
  const number = page.locator('a[data-of="effects"]').first();
  const count = Number(await number.getAttribute('data-count'));
  await number.click();
  const rows = page.getByRole('table', { name: /^Betrokkenen: / }).locator('tbody tr');
  await rows.first().waitFor();
  check.holds('a number of the check leads to whom it counts', count > 0 && (await rows.count()) === count);
  const focused = page.locator('[role="group"]:focus').getByRole('table', { name: /^Betrokkenen: / });
  check.holds('one comes to them', (await focused.count()) === 1);
  check.holds('the list that was shown stays', new URL(page.url()).searchParams.get('part') === 'recipients');
  check.holds('by pseudonym', (await page.getByText(NELE.familyName).count()) === 0);
}

const NAME = '<b>Zoë</b> & Søn \u202Egro\u202C 👩‍👩‍👧';

async function nameShown(visit: Visit): Promise<string> {
  return visit.page.locator('input[name="name"]').inputValue();
}

interface Text {
  readonly recipients: readonly { readonly name: string }[];
  readonly extensions: readonly object[];
}

/** A text whose members are not what forms expect: no form breaks the view (and what is no day is shown as it is). */
async function misshapen(check: Check, visit: Visit): Promise<void> {
  const text = JSON.parse(await textOf(visit)) as Text;
  const [recipient] = text.recipients;
  const typed = {
    ...text,
    recipients: [{ ...recipient, country: 5 }],
    extensions: [{ ...text.extensions[0], from: '2026-13-01' }],
  };
  await visit.fill({ text: JSON.stringify(typed) });
  await part(visit, 'Extensies');
  await visit.choose('Extensie', /2026-13-01/);
  check.holds('a day that is none is shown as it is', await visit.shows('Letters die het register aanneemt'));
  await part(visit, 'Ontvangers');
  await visit.choose('Ontvanger', recipient!.name);
  check.holds('a form that cannot show a row says so', await visit.shows(/niet de vorm van een beleid/));
  await part(visit, 'Hele tekst');
  await visit.press('Opnieuw vanaf de bewaarde tekst');
}

/** A recipient: each field that has not the form says so, what the check finds stands beside its field, and nothing is lost. */
async function recipients(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await part(visit, 'Ontvangers');
  await visit.choose('Ontvanger', /^Iets nieuws/);
  await visit.press('In de tekst zetten');
  const needed = page.locator('.field .error');
  await needed.first().waitFor();
  check.holds('what is needed is asked for at its field', (await needed.count()) >= 4);
  await visit.fill({
    id: 'Nieuwe Bank',
    name: NAME,
    'reason.nl': 'Beslist zelf.',
    'reason.en': 'Decides itself.',
    country: 'Nergensland',
  });
  await visit.press('In de tekst zetten');
  const labels = await wrongIn(visit);
  check.holds(
    'what has not the form says so at its field',
    labels.includes('Korte naam') && labels.includes('Land') && labels.length === 2,
    labels.join(', '),
  );
  await visit.accessible('a form of a draft with faults');
  await visit.picture('catalogue-recipient-faults');
  await visit.fill({ name: 'x'.repeat(2_001) });
  await visit.press('In de tekst zetten');
  check.holds('a name of 2,001 characters is too long', await visit.shows('Dit is te lang.'));
  await visit.fill({ id: 'nieuwe-bank', country: 'verenigde staten', name: NAME });
  await part(visit, 'Extensies');
  await part(visit, 'Ontvangers');
  check.holds(
    'what is filled in stays while another list is shown',
    (await page.locator('input[name="name"]').inputValue()) === NAME,
  );
  await visit.choose('Ontvanger', 'DNS Belgium');
  check.holds('a row that is chosen is shown as it is', (await nameShown(visit)) !== NAME);
  await visit.choose('Ontvanger', /^Iets nieuws/);
  check.holds('what is filled in stays while another row is shown', (await nameShown(visit)) === NAME);
  await visit.follow('/console/work');
  await page.getByRole('tab').first().waitFor();
  await page.goBack();
  await page.locator('input[name="name"]').waitFor();
  check.holds('and while another view is', (await nameShown(visit)) === NAME);
  check.holds(
    'it is told that the text lacks it',
    await visit.shows(/bij Ontvangers staat nog niet in de tekst/),
  );
  await visit.press('In de tekst zetten');
  check.holds('a recipient is put into the text', await visit.shows(/Dit staat in de tekst/));
  await visit.follow('/console/work');
  await page.getByRole('tab').first().waitFor();
  await page.goBack();
  check.holds(
    'a text that is not kept is there when one comes back',
    (await textOf(visit)).includes('nieuwe-bank'),
  );
  await visit.act('Tekst bewaren');
  await part(visit, 'Ontvangers');
  await visit.choose('Ontvanger', /Zoë/);
  check.holds(
    'what the check finds stands beside its field',
    await visit.shows('Buiten de EER is een grond nodig (art. 44–49).'),
  );
  check.holds('and what is of no field above them', await visit.shows('Deze ontvanger krijgt niets.'));
  await visit.picture('catalogue-recipient');
  await visit.accessibleEverywhere('a form of a draft with what the check found');
  await visit.press('Uit de tekst halen');
  await visit.shows(/Dit staat in de tekst/);
  const focused = await page.evaluate("document.activeElement?.closest('[role=tabpanel]') !== null");
  check.holds('the keyboard stays at the list that a row was taken out of', focused === true);
  await visit.act('Tekst bewaren');
  check.holds('a recipient is taken out again', !(await textOf(visit)).includes('nieuwe-bank'));
}

/** An extension that changes hands, by keyboard alone: the last day of one, the first of the other (P02). */
async function extensions(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  const keys = new Keyboard(check, page);
  // Where a mouse came to nothing is seen; from the whole text the keyboard goes back over other rules and systems.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await keys.press(page.getByRole('tab', { selected: true }), 'ArrowLeft');
  for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowLeft');
  await keys.pick(
    page.getByRole('tabpanel').locator('.select').first(),
    page.getByRole('option', { name: '.com' }).first(),
  );
  await page.locator('input[name="to"]').fill('2018-01-01');
  await keys.press(page.getByRole('button', { name: 'In de tekst zetten' }));
  await visit.shows(/Dit staat in de tekst/);
  await visit.act('Tekst bewaren');
  check.holds(
    'days that are reversed say so at their field',
    await visit.shows('De laatste dag komt voor de eerste.'),
  );
  await visit.picture('catalogue-extension');
  await page.locator('input[name="to"]').fill('');
  await visit.press('In de tekst zetten');
  await visit.shows(/Dit staat in de tekst/);
  check.holds('what is mended has no fault any more', (await page.locator('.field .error').count()) === 0);
  await visit.act('Tekst bewaren');
}

/** A system that may do more than before: told in words, and no more than was chosen (P04, P14). */
async function clients(check: Check, visit: Visit): Promise<void> {
  await part(visit, 'Systemen');
  await visit.choose('Systeem', 'bookkeeping');
  const erases = visit.page.getByRole('group', { name: /^Wist/ });
  await erases.getByRole('checkbox').first().check();
  await visit.press('In de tekst zetten');
  await visit.shows(/Dit staat in de tekst/);
  await visit.act('Tekst bewaren');
  check.holds('a system that erases what it does not act for is refused', await visit.shows(/wist meer dan/));
  await visit.picture('catalogue-client');
  await part(visit, 'Systemen');
  await erases.getByRole('checkbox').first().uncheck();
  await visit.press('In de tekst zetten');
  await visit.act('Tekst bewaren');
}

/** Two officers at one draft: who comes second is told, and what they typed stays. */
async function together(check: Check, olivia: Visit, path: string): Promise<void> {
  const sourced = async (visit: Visit, source: string): Promise<void> => {
    await part(visit, 'Doelen');
    await visit.choose('Doel', /overeenkomst/i);
    await visit.fill({ 'retention.source': source });
    await visit.press('In de tekst zetten');
    await visit.shows(/Dit staat in de tekst/);
  };
  await sourced(olivia, 'Tekst van Olivia');
  const otto = await check.visit('otto.officer', path);
  await sourced(otto, 'Tekst van Otto');
  await otto.act('Tekst bewaren');
  const said = await olivia.tryOut(await olivia.open('Tekst bewaren'));
  check.holds('who comes second at a draft is told so', said.includes('intussen een andere tekst'), said);
  await olivia.page.keyboard.press('Escape');
  check.holds('and what keeping theirs would do', await olivia.shows(/dan vervangt het die tekst/));
  check.holds('while what they typed stays', (await textOf(olivia)).includes('Tekst van Olivia'));
  await olivia.picture('catalogue-together');
  await olivia.act('Tekst bewaren');

  // Half a minute later what one saw before is asked for again.
  await otto.page.clock.setFixedTime(Date.now() + 30_000);
  await otto.follow('/console/work');
  await otto.page.getByRole('tab').first().waitFor();
  await otto.page.goBack();
  await otto.shows('tekst van een ander');
  check.holds(
    'whose text was kept sees the one that follows',
    (await textOf(otto)).includes('Tekst van Olivia'),
  );
  const unkept = otto.page.getByText('Er staat iets dat niet bewaard is.');
  check.holds('and has nothing that is not kept', (await unkept.count()) === 0);

  await sourced(olivia, 'Tekst van Olivia, later');
  await olivia.act('Tekst bewaren');
  await sourced(otto, 'Tekst van Otto, te laat');
  check.holds(
    'a row is put into a text that was passed, which is told',
    await otto.shows(/vervangt het die tekst/),
  );
  await otto.press('Opnieuw vanaf de bewaarde tekst');
  check.holds('the text that was kept can be begun from', (await textOf(otto)).includes('Olivia, later'));
}
