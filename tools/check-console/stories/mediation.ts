import type { Check } from '../check';
import { customer, NELE, SHOP } from '../people';

const DOMAIN = 'ghysbrecht-bakt.be';

/** Somebody seeks contact with the owner of a domain name, freely and through us: told, informed, answered (P15). */
export async function mediation(check: Check): Promise<void> {
  await customer(check.api, NELE, {
    documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
    domains: [{ domain: DOMAIN, role: 'holder' }],
  });
  const opened = await check.api.command(SHOP, '/v1/mediations', {
    domain: DOMAIN,
    familyName: 'Wouters',
    givenName: 'Els',
    email: 'els.wouters@example.org',
    message: 'Ik zou deze naam graag hebben.',
  });
  const path = `/console/mediations/${String(opened.body.mediation)}`;
  const an = await check.visit('an.staff', '/console/work?list=mediations');
  await an.page.locator(`a[href="${path}"]`).click();
  await an.heading();
  check.holds('who seeks contact is shown to staff', await an.shows('Els Wouters'));
  check.holds('only the next step is offered', (await an.page.locator('.button.main').count()) === 1);
  const said = await an.act('De derde inlichten', dialog => an.choose('Langs', 'e-mail', dialog));
  check.holds('what the third party is told is read first', said.length > 100, said);
  await an.act('De houder inlichten', dialog => an.choose('Langs', 'brief', dialog));
  await an.picture('mediation');
  await an.accessibleEverywhere('a mediation');
  await an.act('Antwoord van de houder', async dialog => {
    await an.choose('Keuze', 'aanvaard', dialog);
    await an.choose('Langs', 'brief', dialog);
  });
  await an.act('De derde antwoorden', dialog => an.choose('Langs', 'e-mail', dialog));
  check.holds('the third party is answered', (await an.page.locator('.letter').count()) === 1);
  check.holds('and the owner’s choice is on record', await an.shows('aanvaard'));

  const again = await check.api.command(SHOP, '/v1/mediations', {
    domain: DOMAIN,
    familyName: 'Claes',
    email: 'claes@example.org',
    message: 'Ik bedenk mij.',
  });
  await an.go(`/console/mediations/${String(again.body.mediation)}`);
  await an.shows('Claes');
  await an.act('Ingetrokken door de derde');
  check.holds('a third party who does not ask any more is forgotten', await an.shows(/^ingetrokken$/));
  // The key of what they gave is destroyed right after.
  for (let tries = 0; tries < 20 && (await an.page.getByText('Claes').count()) > 0; tries++) {
    await an.page.reload();
    await an.page.locator('.badge').first().waitFor();
  }
  check.holds('with what they gave', (await an.page.getByText('Claes').count()) === 0);
}
