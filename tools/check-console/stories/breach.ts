import { brusselsTime } from '#libs/kernel';
import type { Check } from '../check';
import { customer, NELE, OLIVIA } from '../people';
import type { Visit } from '../visit';

const DESCRIPTION = 'Een uitvoer met e-mailadressen stond een dag open.';

/** A breach from its first sign to what was learned: assessed, notified in phases, told, closed (Art. 33, 34). */
export async function breach(check: Check): Promise<void> {
  await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer', '/console/work?list=breaches');
  const { page } = olivia;
  const [yesterday, earlier] = [26, 20].map(hours => brusselsTime(new Date(Date.now() - hours * 3_600_000)));
  await olivia.act('Inbreuk vastleggen', dialog =>
    olivia.fill(
      { description: DESCRIPTION, happenedAt: yesterday!, foundAt: earlier!, knownAt: earlier! },
      dialog,
    ),
  );
  await page.waitForURL(/\/console\/breaches\//);
  const path = new URL(page.url()).pathname;
  // One fewer where that was in the later of the two hours that a form writes alike when clocks go back.
  check.holds('the hours count from when it was known', await olivia.shows(/^5[0-2] uur$/));
  check.holds('only the next step stands out', (await page.locator('.button.main').count()) === 1);
  await olivia.accessible('a breach that was recorded');

  await olivia.act('Beoordelen', async dialog => {
    await olivia.press('Eerst proefdraaien', dialog);
    await dialog.locator('.field[data-invalid]:has(.select)').waitFor();
    check.holds('a risk must be chosen', (await dialog.locator('.notice').count()) === 0);
    await olivia.choose('Risico', 'hoog risico', dialog);
    for (const code of ['confidentiality', 'human-error', 'customers', 'email'])
      await dialog.locator(`input[type=checkbox][value="${code}"]`).first().check();
    await olivia.fill(
      {
        riskReasons: 'De adressen werden gekopieerd.',
        numberOfPersons: '1.5',
        consequences: 'Ongewenste post.',
        measuresTaken: 'De uitvoer is gesloten.',
      },
      dialog,
    );
    await olivia.tryOut(dialog);
    const number = dialog.locator('input[name="numberOfPersons"]');
    check.holds(
      'what is no count is refused where it stands',
      (await number.getAttribute('aria-invalid')) === 'true',
    );
    await number.fill('1.000');
  });
  check.holds('the risk is shown', await olivia.shows('hoog risico'));

  await others(olivia);
  await olivia.act('Wie het treft', async dialog => {
    await olivia.choose('Doel', /overeenkomst|contract/i, dialog);
    await olivia.fill({ from: yesterday!, to: brusselsTime(new Date()) }, dialog);
  });
  await page
    .getByRole('button', { name: /betrokkene/ })
    .first()
    .click();
  const list = await olivia.file(() => olivia.press('CSV'));
  check.holds('whom it affects is taken along by pseudonym', list.text.startsWith('subject\n'), list.text);
  await olivia.picture('breach');
  // Who came in this minute is on no list whose end a form has: it has no seconds.
  const determined = { from: '2026-01-01T00:00:00Z', to: new Date().toISOString(), purpose: 'contract' };
  await check.api.command(OLIVIA, `${path.replace('/console', '/v1')}/affected`, determined);
  await page.reload();
  await olivia.heading();

  await olivia.act('Melding aan de toezichthouder', async dialog => {
    await olivia.fill({ reference: 'DB-2026-17', at: '202618-01-01T10:00' }, dialog);
    check.holds('a year of six digits leaves the page as it is', (await page.locator('h1').count()) === 1);
    await olivia.fill({ at: '' }, dialog);
  });
  await page.locator('table').getByText('DB-2026-17', { exact: true }).waitFor();
  check.holds(
    'a first phase leaves the notification open',
    (await page.locator('.button.main', { hasText: 'Melding aan de toezichthouder' }).count()) === 1,
  );
  await olivia.act('Melding aan de toezichthouder', async dialog => {
    await olivia.choose('Volledig', 'ja', dialog);
    const reference = await dialog.locator('input[name="reference"]').inputValue();
    check.holds('a further phase has the reference of the one before', reference === 'DB-2026-17', reference);
    await olivia.fill({ reference: 'DB-2026-17/2' }, dialog);
  });
  await next(olivia, 'Brief schrijven');
  await olivia.act('Brief schrijven', async dialog => {
    await olivia.choose('Lijst', /^Werd toen bewaard/, dialog);
    await olivia.fill(letter(), dialog);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await olivia.open('Brief schrijven');
    const measures = dialog.locator('textarea[name="fr.measures"]');
    check.holds(
      'Escape takes nothing away that was typed',
      (await measures.inputValue()) === letter()['fr.measures'],
    );
    await measures.fill(' ');
    await olivia.tryOut(dialog);
    const wrong = dialog.locator('textarea[aria-invalid="true"]');
    check.holds(
      'a text that is refused is marked in its own language alone',
      (await wrong.count()) === 1 && (await wrong.getAttribute('name')) === 'fr.measures',
    );
    check.holds(
      'no text is longer than the service takes',
      (await measures.getAttribute('maxlength')) === '2000',
    );
    await measures.fill(letter()['fr.measures']!);
  });
  await olivia.press('Brieven maken');
  check.holds('a letter is made for each person', await olivia.shows('brief gemaakt'));
  const print = await olivia.file(() => olivia.press('Afdrukken (blad 1)'));
  check.holds('and they print as one document', print.text.startsWith('%PDF-'));
  await olivia.accessible('a breach with its letters');
  let looks = 0;
  page.on('request', request => {
    if (/\/(persons|affected\/[^/]+)(\?|$)/.test(request.url())) looks += 1;
  });

  await next(olivia, 'Betrokkenen ingelicht');
  await olivia.act('Betrokkenen ingelicht', async dialog => {
    await olivia.choose('Langs', 'brief', dialog);
    await olivia.fill({ number: '3' }, dialog);
  });
  const file = await olivia.file(() => olivia.press('Als document'));
  check.holds('the file for the authority has what Art. 33(3) asks for', file.text.includes('DB-2026-17/2'));
  await olivia.act('Inbreuk afsluiten', dialog =>
    olivia.fill({ learned: 'Uitvoer vervalt na een dag.' }, dialog),
  );
  check.holds('what was learned is on record', await olivia.shows('Uitvoer vervalt na een dag.'));
  check.holds('nobody was looked at again by it', looks === 0, String(looks));
  await olivia.accessible('a breach that is closed');
  await olivia.picture('breach-closed');
  const { body } = await check.api.query(OLIVIA, path.replace('/console', '/v1'));
  check.holds('the service says the same', body.status === 'closed', String(body.status));
  const { numberOfPersons } = body.assessment as { readonly numberOfPersons?: number };
  check.holds(
    'a thousand with a full stop is a thousand',
    numberOfPersons === 1_000,
    String(numberOfPersons),
  );
}

/** Waits until a step has become the next one. */
async function next(visit: Visit, name: string): Promise<void> {
  await visit.page.locator('.button.main', { hasText: name }).waitFor();
}

/** Texts of a letter in each language (Art. 34(2)). */
function letter(): Record<string, string> {
  const texts = {
    nature: 'Uw e-mailadres stond een dag open.',
    consequences: 'U kunt ongewenste post krijgen.',
    measures: 'Wij hebben de uitvoer gesloten.',
  };
  return Object.fromEntries(
    ['nl', 'fr', 'en'].flatMap(language =>
      Object.entries(texts).map(([name, text]) => [`${language}.${name}`, text]),
    ),
  );
}

/** Steps that are not the next one. */
async function others(visit: Visit): Promise<void> {
  await visit.page.getByText('Andere stappen').click();
}
