import type { Check } from '../check';
import type { Visit } from '../visit';

/** Shows a list of the draft. */
export async function part(visit: Visit, name: string): Promise<void> {
  await visit.page.getByRole('tab', { name, exact: true }).click();
}

/** The text of the draft, as it stands in the page. */
export async function textOf(visit: Visit): Promise<string> {
  await part(visit, 'Hele tekst');
  return visit.page.locator('textarea[name="text"]').inputValue();
}

/** Labels of what says that its value has not the form. */
export async function wrongIn(visit: Visit): Promise<readonly string[]> {
  const wrong = visit.page.locator('.field', { hasText: 'Dit heeft niet de gevraagde vorm.' });
  await wrong.first().waitFor();
  return wrong.locator('.label').allInnerTexts();
}

/** A new purpose with all that goes with it, said without a line of JSON: an officer is no programmer (P21). */
export async function forms(check: Check, visit: Visit): Promise<void> {
  await purpose(check, visit);
  await shared(check, visit);
  await passing(check, visit);
  await named(check, visit);
  await byCountry(check, visit);
  await visit.act('Tekst bewaren');
  check.holds('nothing stands in the way of what forms said', await visit.shows(/Niets staat in de weg/));
  for (const told of [
    'nieuw doel',
    'medewerker mag hiervoor kijken',
    'Hello bank! komt erbij',
    /Vaticaanstad, Japan/,
  ])
    check.holds(`what forms said is told in words: ${String(told)}`, await visit.shows(told));
  check.holds(
    'what was put back as it was is no change',
    (await visit.page.getByRole('table').getByText('betaling via domiciliëring').count()) === 0,
  );
  await visit.picture('catalogue-forms');
}

/** Puts what is filled in into the text. */
export async function putIn(visit: Visit): Promise<void> {
  await visit.press('In de tekst zetten');
  await visit.shows(/Dit staat in de tekst/);
}

async function tick(visit: Visit, group: RegExp, option: string): Promise<void> {
  await visit.page.getByRole('group', { name: group }).getByLabel(option, { exact: true }).check();
}

async function purpose(check: Check, visit: Visit): Promise<void> {
  await part(visit, 'Doelen');
  await visit.choose('Doel', /^Iets nieuws/);
  await visit.fill({
    id: 'backup',
    'label.nl': 'reservekopieën van hosting',
    'label.fr': 'copies de sauvegarde de l’hébergement',
    'label.en': 'backups of hosting',
    'reason.nl': 'Wie hosting afneemt moet horen dat een kopie terug te zetten is.',
    'reason.en': 'Who uses hosting must hear that a copy can be restored.',
    'retention.duration': '3 maanden',
    'retention.source': 'Eigen beslissing: zo lang blijft een kopie.',
    policy: 'P03 P99',
  });
  await visit.choose('Soort, volgens de woordenlijst (DPV)', 'dienstverlening');
  await visit.choose('Rechtsgrond', 'overeenkomst');
  await tick(visit, /^Nodig$/, 'e-mailadres');
  await tick(visit, /^Staat open/, 'hosting');
  await visit.choose('Bewaard per', 'overeenkomst');
  await visit.choose('De bewaartermijn loopt', 'na het einde van de dienst');
  await visit.choose('Bepaald door', 'eigen beslissing');
  await visit.choose('Mag hiervoor in gegevens gekeken worden?', /^ja$/);
  await visit.press('In de tekst zetten');
  const wrong = await wrongIn(visit);
  check.holds(
    'what is wrong with a new purpose stands at its field',
    wrong.join() === 'Beloften van het beleid',
    wrong.join(', '),
  );
  await visit.accessible('a new purpose of a draft');
  await visit.picture('catalogue-purpose');
  await visit.fill({ policy: 'P03 P04' });
  await putIn(visit);
  check.holds('a duration in words is one', (await textOf(visit)).includes('"P3M"'));

  await part(visit, 'Kijken');
  await visit.choose('Wie waarvoor kijkt', /^Iets nieuws/);
  await visit.choose('Doel', 'reservekopieën van hosting');
  await tick(visit, /^Wie$/, 'medewerker');
  await tick(visit, /^Ziet$/, 'e-mailadres');
  await putIn(visit);
}

/** The case in which a bank gets the address, taken away and put back. */
async function shared(check: Check, visit: Visit): Promise<void> {
  await part(visit, 'Delen');
  await visit.choose('Gedeeld met', /domiciliëring – Bank/);
  const address = visit.page
    .getByRole('group', { name: /^Krijgt alleen, en dan altijd/ })
    .getByLabel('adres', { exact: true });
  check.holds('a field that is shared in one case stands in its form', await address.isChecked());
  await address.uncheck();
  await putIn(visit);
  check.holds('and is taken away there', !(await textOf(visit)).includes('account-outside-eea'));
  await part(visit, 'Delen');
  await address.check();
  await putIn(visit);
  check.holds('and put back', (await textOf(visit)).includes('account-outside-eea'));

  await part(visit, 'Delen');
  await visit.choose('Gedeeld met', /^Iets nieuws/);
  await visit.choose('Doel', 'reservekopieën van hosting');
  await visit.choose('Ontvanger', 'DNS Belgium');
  await tick(visit, /^Krijgt$/, 'e-mailadres');
  await putIn(visit);
}

async function passing(check: Check, visit: Visit): Promise<void> {
  await part(visit, 'Doorgeven');
  await visit.choose('Gaat door en wordt niet bewaard', /^Iets nieuws/);
  await visit.choose('Gedeeld met', /reservekopieën/);
  await visit.choose('Wat', 'iets anders');
  await visit.fill({ name: 'Aantal kopieën' });
  await visit.choose('Nodig', 'altijd');
  await visit.choose('Vorm', 'dag');
  await visit.press('In de tekst zetten');
  const wrong = await wrongIn(visit);
  check.holds(
    'the name of what passes through says what is wrong with it',
    wrong.join() === 'Naam die het systeem ervoor gebruikt',
    wrong.join(', '),
  );
  await visit.accessible('what passes through');
  await visit.picture('catalogue-transit');
  await visit.fill({ name: 'copyDate' });
  await putIn(visit);
  check.holds('what passes through is in the text', /"copyDate"/.test(await textOf(visit)));
}

async function named(check: Check, visit: Visit): Promise<void> {
  await part(visit, 'Bij naam');
  await visit.choose('Ontvanger bij naam', /^Iets nieuws/);
  await visit.choose('Ontvanger', 'Bank of the customer');
  await visit.fill({
    id: 'hello-bank',
    name: 'Hello bank!',
    country: 'België',
    bic: 'KREDBE',
    bankCodes: '9-',
  });
  await visit.press('In de tekst zetten');
  const wrong = await wrongIn(visit);
  check.holds(
    'a bank that is known by name says what is wrong at its field',
    wrong.join() === 'BIC,Bankcodes in rekeningnummers van dat land',
    wrong.join(', '),
  );
  await visit.accessible('a bank by its name');
  await visit.picture('catalogue-instance');
  await visit.fill({ bic: 'hellbebb', bankCodes: '961, 962-964' });
  await putIn(visit);
  const text = await textOf(visit);
  check.holds('a bank is in the text', text.includes('"HELLBEBB"') && text.includes('"962-964"'));
}

async function byCountry(check: Check, visit: Visit): Promise<void> {
  await part(visit, 'Naar land');
  await visit.choose('Naar land', /Albanië, Monaco/);
  const countries = visit.page.locator('textarea[name="countries"]');
  const before = await countries.inputValue();
  await countries.fill(`${before}, Nergensland`);
  await visit.press('In de tekst zetten');
  const wrong = await wrongIn(visit);
  check.holds('a country that is none is told at its field', wrong.join() === 'Landen', wrong.join(', '));
  await visit.accessible('banks by their country');
  await visit.picture('catalogue-by-country');
  await countries.fill(`${before}, Japan`);
  await putIn(visit);
  check.holds('a country is added by its name', /"VA",\s+"JP"/.test(await textOf(visit)));
}
