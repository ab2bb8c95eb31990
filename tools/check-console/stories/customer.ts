import type { Response } from 'playwright-core';
import type { Check } from '../check';
import { AN, JAN, OLIVIA, OWN_DOMAIN, SECOND, SHOP, signingIn } from '../people';
import type { Visit } from '../visit';

const CHANGED = 'jan@peeters.example.be';
/** Parts of the customer's page. */
const PARTS = ['held', 'links', 'received', 'looked', 'requests', 'mediations'] as const;

/** A customer sees what is held, corrects it, adds and takes away what is optional, and takes it along (P08, P17, Art. 15, 20). */
export async function customerStory(check: Check): Promise<void> {
  const { api } = check;
  const subject = await signingIn(api);
  const at = `/v1/subjects/${subject}`;
  const jan = await check.visit('jan.customer', '/mijn-gegevens');
  check.holds('the customer sees what is held', await jan.shows(JAN.email));
  await jan.accessibleEverywhere('a customer’s page');
  for (const part of PARTS) {
    await jan.follow(`/mijn-gegevens?part=${part}`);
    await jan.settled();
    const last = await jan.page.locator('main a').last().getAttribute('href');
    check.holds(
      `whom to ask stands at the end of ${part} too (WCAG 3.2.6)`,
      last?.startsWith('mailto:') === true,
    );
  }
  await jan.follow('/mijn-gegevens');
  const said = await jan.act('Verbeteren', dialog => jan.fill({ email: CHANGED }, dialog));
  check.holds('a try says what would change', said.includes(JAN.email) && said.includes(CHANGED), said);
  check.holds('the corrected value is shown', await jan.shows(CHANGED));
  await jan.act('Toevoegen', async dialog => {
    await jan.choose('Gegeven', /telefoon/i, dialog);
    await jan.fill({ values: '+32 9 225 11 22' }, dialog);
  });
  check.holds('an optional value is added', await jan.shows(/\+32 ?9 ?225 ?11 ?22|\+3292251122/));
  await jan.act('Weghalen', dialog => jan.choose('Gegeven', /telefoon/i, dialog));
  check.holds(
    'and taken away again',
    await jan.page
      .getByText(/\+3292251122/)
      .first()
      .waitFor({ state: 'detached' })
      .then(() => true),
  );
  await address(check, jan, at);
  const tabs = await jan.page.getByRole('tab').allInnerTexts();
  for (const tab of tabs) {
    await jan.page.getByRole('tab', { name: tab, exact: true }).click();
    await jan.accessible(`a customer’s page: ${tab}`);
  }
  await jan.page.getByRole('tab').first().click();
  await jan.picture('customer');
  await jan.print('customer');

  const report = await jan.file(() => jan.press('Overzicht als document'));
  check.holds('all that is held is taken along as a page', report.text.includes(CHANGED));
  const own = await jan.file(() => jan.press('Mijn register (CSV)'));
  check.holds('and one’s own register as a table', own.text.includes('corrected'));
  await looked(check, jan, at);
  await jan.page.getByRole('tab', { name: 'Verzoeken' }).click();
  await jan.act('Iets vragen', async dialog => {
    await jan.choose('Wat', /Bezwaar/, dialog);
    await jan.fill({ text: 'Ik wil niet dat u mijn IP-adres bewaart.' }, dialog);
  });
  await jan.page.getByRole('row', { name: /Bezwaar \(art\. 21\)/ }).waitFor();
  const row = await jan.page.getByRole('row', { name: /Bezwaar \(art\. 21\)/ }).innerText();
  check.holds('a request stands with its due date (Art. 12(3))', /\d+ \p{L}+ 20\d\d/u.test(row), row);
  await jan.act('Iets vragen', dialog => jan.choose('Wat', /Overdracht/, dialog));
  const { body } = await api.query(OLIVIA, `${at}/requests`, { limit: '10' });
  const asked = (body.requests as { request: string; kind: string }[]).find(
    ({ kind }) => kind === 'portability',
  );
  const request = `/v1/requests/${asked?.request ?? ''}`;
  await api.command(OLIVIA, `${request}/carry-out`, {});
  await api.command(OLIVIA, `${request}/send-letter`, {
    letter: 'portability-answer',
    channel: 'application',
  });
  await jan.page.reload();
  const file = await jan.file(() => jan.press('Als gegevens (JSON)'));
  check.holds('what was given is taken along as data (Art. 20)', file.text.includes(CHANGED), file.name);
  const card = await jan.file(() => jan.press('Als visitekaartje (vCard)'));
  check.holds('and as a vCard', card.text.startsWith('BEGIN:VCARD') && card.name.endsWith('.vcf'));

  await mediated(check, jan);
  const before = await parts(jan);
  await secretOrder(check, subject);
  const after = await parts(jan);
  check.holds('a secret order changes nothing that the customer sees (P16)', after.shown === before.shown);
  check.holds(
    'nor anything that the browser gets',
    after.got === before.got && before.got.includes(CHANGED),
    differing(before.got, after.got),
  );
}

/** An optional address of another purpose, part by part, its country by its name (P17). */
async function address(check: Check, jan: Visit, at: string): Promise<void> {
  await check.api.command(SHOP, `${at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
  const { familyName, givenName } = JAN;
  const values = { familyName, givenName };
  await check.api.command(SHOP, `${at}/collect`, { purpose: 'direct-debit', source: 'subject', values });
  await jan.page.reload();
  const { country: _, ...parts } = JAN.address;
  await jan.act('Toevoegen', async dialog => {
    await jan.choose('Gegeven', /^adres/, dialog);
    await jan.fill({ ...parts, country: 'België' }, dialog);
  });
  const added = jan.page.getByRole('row', { name: /adres.*domiciliëring/s });
  await added.waitFor();
  check.holds(
    'an address is added to the purpose that may have it',
    (await added.innerText()).includes('België'),
  );
}

/** Who looked is told by function, not by name (Art. 15(1)(c), C-579/21). */
async function looked(check: Check, jan: Visit, at: string): Promise<void> {
  await check.api.query(OLIVIA, `${at}/overview`, { purpose: 'data-subject-request' });
  await jan.page.reload();
  await jan.page.getByRole('tab', { name: 'Wie keek' }).click();
  await jan.page.getByRole('cell', { name: 'privacyverantwoordelijke' }).first().waitFor();
  const text = await jan.page.getByRole('tabpanel').innerText();
  check.holds('who looked is told by function', !/olivia/i.test(text), text);
}

/** Somebody seeks contact: the owner sees who, once informed, and chooses freely (P15). */
async function mediated(check: Check, jan: Visit): Promise<void> {
  const { api } = check;
  const { body } = await api.command(SHOP, '/v1/mediations', {
    domain: OWN_DOMAIN,
    familyName: 'Wouters',
    givenName: 'Els',
    email: 'els.wouters@example.org',
    message: 'Ik zou deze naam graag hebben.',
  });
  const mediation = `/v1/mediations/${String(body.mediation)}`;
  await api.command(AN, `${mediation}/tell-third-party`, { channel: 'email' });
  await api.command(AN, `${mediation}/inform-owner`, { channel: 'application' });
  await jan.go('/mijn-gegevens?part=links');
  check.holds('the customer sees their names', await jan.shows(OWN_DOMAIN));
  await jan.page.getByRole('tab', { name: 'Bemiddelingen' }).click();
  await jan.press('Wie zoekt contact?');
  check.holds('who seeks contact is shown to the owner', await jan.shows('Els Wouters'));
  await jan.act('Kiezen', dialog => jan.choose('Keuze', 'aanvaard', dialog));
  check.holds('and what the owner chose', await jan.shows('aanvaard'));
  await jan.accessible('a customer’s mediation');
  await jan.picture('customer-mediation');
}

/** What the customer's browser shows, anew from the service, and what it got for that. */
async function parts(visit: Visit): Promise<{ readonly shown: string; readonly got: string }> {
  const shown: string[] = [];
  const got: Promise<string>[] = [];
  const take = (response: Response): void => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/v1/subjects/') && response.request().method() === 'GET')
      got.push(response.json().then(body => `${pathname} ${JSON.stringify(body, othersOnly, 1)}`));
  };
  visit.page.on('response', take);
  for (const part of PARTS) {
    await visit.go(`/mijn-gegevens?part=${part}`);
    await visit.page.getByRole('tabpanel').waitFor();
    await visit.page.locator('.loading').first().waitFor({ state: 'detached' });
    // What purposes are called comes by itself.
    await visit.page.waitForLoadState('networkidle');
    const text = await visit.page.getByRole('tabpanel').innerText();
    // The customer's own looks are more with each.
    shown.push(
      text
        .split('\n')
        .filter(line => part !== 'looked' || !/\tklant\t/.test(line))
        .join('\n'),
    );
  }
  visit.page.off('response', take);
  return { shown: shown.join('\n'), got: (await Promise.all(got)).sort().join('\n') };
}

/** An answer without the customer's own looks, of which each adds one, and without when it was made. */
function othersOnly(name: string, value: unknown): unknown {
  if (name === 'asOf' || name === 'made' || name === 'position') return undefined;
  if (name !== 'looks' || !Array.isArray(value)) return value;
  return (value as { readonly role: string }[]).filter(({ role }) => role !== 'customer');
}

/** The first lines that differ. */
function differing(one: string, other: string): string {
  const [before, after] = [one.split('\n'), other.split('\n')];
  const n = before.findIndex((line, i) => line !== after[i]);
  return `${before[n] ?? ''} / ${after[n] ?? ''}`;
}

async function secretOrder({ api }: Check, subject: string): Promise<void> {
  const { body } = await api.command(OLIVIA, '/v1/orders', {
    body: 'public-prosecutor',
    ground: 'sv-46bis',
    legitimacy: 'judicial',
    reference: 'GE.20.99.77',
    digest: '5e'.repeat(32),
    issuedOn: '2026-01-05',
    concerns: { subjects: [subject] },
    fields: ['familyName', 'email'],
    secrecy: { ground: 'art. 46bis' },
  });
  const at = `/v1/orders/${String(body.order)}`;
  await api.command(SECOND, `${at}/approve`, {});
  const disclosed = await api.command(OLIVIA, `${at}/disclose`, {});
  if (disclosed.status !== 200) throw new Error('the secret order was not carried out');
}
