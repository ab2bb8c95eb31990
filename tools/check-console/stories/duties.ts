import type { Check } from '../check';
import { customer, LEEN, NELE, SHOP } from '../people';
import type { Visit } from '../visit';

/** A recipient is told what became of the data that it got, and confirms; another one cannot be told, as two officers find (Art. 19). */
export async function duties(check: Check): Promise<void> {
  const told = await withDuty(check, LEEN);
  const olivia = await at(check, 'olivia.officer', told);
  check.holds('what was corrected has to be told', await olivia.shows('nog niet gemeld'));
  await olivia.act('Melden', dialog => olivia.choose('Langs', 'brief', dialog));
  check.holds('the letter is there to be sent', await olivia.page.locator('.letter').isVisible());
  await olivia.page.getByRole('button', { name: 'Bevestigd', exact: true }).waitFor();
  await olivia.accessible('duties, one of which was told');
  await olivia.picture('duties');
  await olivia.act('Bevestigd');
  check.holds('what was told is confirmed', await olivia.shows('bevestigd'));

  const path = await withDuty(check, NELE);
  await waive(await at(check, 'olivia.officer', path));
  const again = await at(check, 'olivia.officer', path);
  const dialog = await again.open('Kan niet gemeld worden');
  const alone = await again.tryOut(dialog);
  check.holds(
    'nobody finds alone that a recipient is not told',
    alone.includes('een tweede doet dat'),
    alone,
  );
  const otto = await at(check, 'otto.officer', path);
  await waive(otto);
  check.holds('once two find so it is not due any more', await otto.shows('onevenredig'));
  check.holds(
    'and offers nothing',
    (await otto.page.getByRole('button', { name: 'Melden', exact: true }).count()) === 0,
  );
}

/** @returns where a person's duties are */
async function withDuty({ api }: Check, person: typeof NELE): Promise<string> {
  const subject = await customer(api, person);
  const of = `/v1/subjects/${subject}`;
  const invoice = { purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/1' };
  const { status } = await api.command(SHOP, `${of}/share`, invoice);
  if (status !== 200) throw new Error('nothing was shared');
  const { version } = await api.query(SHOP, `${of}/record`, { purpose: 'contract' });
  const values = { familyName: `${person.familyName}-Maes` };
  const corrected = await api.command(SHOP, `${of}/correct`, { values, channel: 'application' }, version);
  if (corrected.status !== 200) throw new Error('nothing was corrected');
  return `/console/subjects/${subject}?part=duties`;
}

async function at(check: Check, who: string, path: string): Promise<Visit> {
  const visit = await check.visit(who, '/console/work');
  await visit.follow(path);
  await visit.purpose();
  await visit.page.getByRole('tabpanel').waitFor();
  return visit;
}

async function waive(visit: Visit): Promise<void> {
  await visit.act('Kan niet gemeld worden', async dialog => {
    await visit.choose('Grond', /onevenredig/, dialog);
    await visit.choose('Reden', /meer werk/, dialog);
  });
}
