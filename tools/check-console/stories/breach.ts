import type { Check } from '../check';
import { customer, NELE, OLIVIA } from '../people';
import type { Visit } from '../visit';

const DESCRIPTION = 'Een uitvoer met e-mailadressen stond een dag open.';

/** A breach from its first sign to what was learned: assessed, notified in phases, told, closed (Art. 33, 34). */
export async function breach(check: Check): Promise<void> {
  await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer', '/console/work?list=breaches');
  const { page } = olivia;
  const [yesterday, earlier] = [26, 20].map(hours => brussels(new Date(Date.now() - hours * 3_600_000)));
  await olivia.act('Inbreuk vastleggen', dialog =>
    olivia.fill(
      { description: DESCRIPTION, happenedAt: yesterday!, foundAt: earlier!, knownAt: earlier! },
      dialog,
    ),
  );
  await page.waitForURL(/\/console\/breaches\//);
  const path = new URL(page.url()).pathname;
  check.holds('the hours count from when it was known', await olivia.shows(/^5[12] uur$/));
  check.holds('only the next step stands out', (await page.locator('.button.main').count()) === 1);
  await olivia.accessible('a breach that was recorded');

  await olivia.act('Beoordelen', async dialog => {
    await olivia.choose('Risico', 'hoog risico', dialog);
    for (const code of ['confidentiality', 'human-error', 'customers', 'email'])
      await dialog.locator(`input[type=checkbox][value="${code}"]`).first().check();
    await olivia.fill(
      {
        riskReasons: 'De adressen werden gekopieerd.',
        numberOfPersons: '3',
        consequences: 'Ongewenste post.',
        measuresTaken: 'De uitvoer is gesloten.',
      },
      dialog,
    );
  });
  check.holds('the risk is shown', await olivia.shows('hoog risico'));

  await others(olivia);
  await olivia.act('Wie het treft', async dialog => {
    await olivia.choose('Doel', /overeenkomst|contract/i, dialog);
    await olivia.fill({ from: yesterday!, to: brussels(new Date()) }, dialog);
  });
  await page
    .getByRole('button', { name: /betrokkene/ })
    .first()
    .click();
  const list = await olivia.file(() => olivia.press('CSV'));
  check.holds('whom it affects is taken along by pseudonym', list.text.startsWith('subject\n'), list.text);
  await olivia.picture('breach');

  await olivia.act('Melding aan de toezichthouder', dialog =>
    olivia.fill({ reference: 'DB-2026-17' }, dialog),
  );
  check.holds(
    'a first phase leaves the notification open',
    await olivia.shows('Melding aan de toezichthouder'),
  );
  await olivia.act('Melding aan de toezichthouder', async dialog => {
    await olivia.choose('Volledig', 'ja', dialog);
    await olivia.fill({ reference: 'DB-2026-17/2' }, dialog);
  });
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
  await olivia.accessible('a breach that is closed');
  await olivia.picture('breach-closed');
  const { body } = await check.api.query(OLIVIA, path.replace('/console', '/v1'));
  check.holds('the service says the same', body.status === 'closed', String(body.status));
}

/** Steps that are not the next one. */
async function others(visit: Visit): Promise<void> {
  await visit.page.getByText('Andere stappen').click();
}

function brussels(instant: Date): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Brussels',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(instant);
  return text.replace(' ', 'T');
}
