import { addDays, brusselsDay } from '#libs/kernel';
import type { Check } from '../check';
import { customer, LEEN, NELE, OLIVIA, SECOND, SHOP } from '../people';
import type { Visit } from '../visit';

const DOMAIN = 'dokter-vandewiele.be';
const DUE = 'Wat nu te doen is';
const PURPOSE = 'verzoeken om inzage, correctie en andere rechten';
/** Rows that the register shows at a time. */
const PAGE = 50;
/** Where a number can lead, and the list there that holds its rows. */
const LISTS: Readonly<Record<string, string>> = {
  '/console': DUE,
  '/console/work': 'Verlengingen',
  '/console/looks': 'Inzagen van de laatste 24 uur',
  '/console/register': 'Inschrijvingen',
  '/console/management': 'Van wie',
};

/**
 * What an officer begins the day with: each number leads to exactly the rows that it counts, each row to the form of its next
 * step, how its day follows is told, and whose it is only to who asks, as a look on record (P04, P09, Art. 12(3)).
 */
export async function today(check: Check): Promise<void> {
  const subject = await seeded(check);
  const visit = await check.visit('olivia.officer');
  await visit.page.locator('.chart').first().waitFor();
  await rows(check, visit);
  await who(check, visit, subject);
  await steps(check, visit);
  await numbers(check, visit);
}

/** One of each thing that can be due or stand out. @returns the subject of a request */
async function seeded({ api }: Check): Promise<string> {
  const nele = await customer(api, NELE);
  const leen = await customer(api, LEEN, {
    documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
    domains: [{ domain: DOMAIN, role: 'holder' }],
  });
  const days = (count: number): string => addDays(brusselsDay(new Date()), count);
  const of = `/v1/subjects/${leen}`;
  const does = async (...sent: Parameters<typeof api.command>): Promise<void> => {
    const { status, text } = await api.command(...sent);
    if (status >= 300) throw new Error(`${sent[1]}: ${text}`);
  };
  // Somebody is looked at for the sake of a request that nobody made.
  await api.query(SECOND, `${of}/record`, { purpose: 'data-subject-request' });
  const received = (count: number): string => `${days(count)}T09:00:00Z`;
  await does(OLIVIA, '/v1/requests', {
    kind: 'access',
    channel: 'letter',
    subject: nele,
    receivedAt: received(-40),
  });
  await does(OLIVIA, '/v1/requests', {
    kind: 'objection',
    channel: 'letter',
    subject: nele,
    receivedAt: received(-26),
  });
  await does(SHOP, `${of}/share`, {
    purpose: 'bookkeeping',
    recipient: 'accounting-office',
    reference: 'invoice/9',
  });
  const { version } = await api.query(SHOP, `${of}/record`, { purpose: 'contract' });
  await does(SHOP, `${of}/correct`, { values: { givenName: 'Leentje' }, channel: 'application' }, version);
  await does(OLIVIA, '/v1/orders', {
    body: 'public-prosecutor',
    ground: 'sv-46bis',
    legitimacy: 'judicial',
    reference: 'GE.20.99.7/2026',
    digest: '5e'.repeat(32),
    issuedOn: '2026-01-05',
    concerns: { subjects: [leen] },
    fields: ['familyName'],
  });
  await does(SHOP, '/v1/mediations', {
    domain: DOMAIN,
    familyName: 'Wouters',
    givenName: 'Els',
    email: 'els.wouters@example.org',
    message: 'Ik zou deze naam graag hebben.',
  });
  for (const mailbox of ['info', 'privacy'])
    await does(SHOP, '/v1/matters', {
      mailbox,
      sender: { email: 'els@example.org' },
      subject: 'Vraag',
      text: 'Wat bewaart u van mij?',
    });
  const found = new Date(Date.now() - 3_600_000).toISOString();
  await does(OLIVIA, '/v1/breaches', {
    foundAt: found,
    knownAt: found,
    description: 'Een uitvoer stond open.',
  });
  await does(SHOP, `${of}/start-service`, { type: 'hosting', renewsOn: days(10) });
  // Whose last service ended a year ago, but for some days: the contract's retention comes to its end (Art. 5(1)(e)).
  for (const ago of [362, 361]) {
    const gone = `/v1/subjects/${await customer(api, { ...NELE, email: `nele.${ago}@example.be` })}`;
    const { body } = await api.command(SHOP, `${gone}/start-service`, { type: 'hosting', from: days(-700) });
    await does(SHOP, `${gone}/end-service`, { service: body.service, on: days(-ago) });
  }
  await api.command(SHOP, `${of}/collect`, {
    purpose: 'contract',
    source: 'subject',
    values: { dateOfBirth: 'x' },
  });
  // What is in the register by now is signed.
  await api.post(OLIVIA, '/v1/checkpoints');
  return nele;
}

/** Each row tells its term with how it was reckoned, what it is, by right and article, and what comes next. */
async function rows(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  for (const what of ['Inzage (art. 15)', 'Bezwaar (art. 21)', 'Mail aan het privacypostvak'])
    check.holds(`what is due is told by its right: ${what}`, await visit.shows(what));
  const how = page.getByRole('table', { name: DUE }).getByText('Hoe is dit berekend?');
  check.holds('each row that has a term tells how it follows', (await how.count()) >= 7);
  for (let n = 0; n < (await how.count()); n++) await how.nth(n).click();
  check.holds('of a request step by step', await visit.shows(/Art\. 12, lid 3 AVG.*één maand/));
  check.holds('of a duty by the policy', await visit.shows(/Art\. 19 AVG noemt zelf geen tijd/));
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await visit.accessible(`today with how each day follows, ${width}`);
    await visit.picture(`today-how-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  for (let n = 0; n < (await how.count()); n++) await how.nth(n).click();
}

/** P04, P09: a name is shown to who asks for it and says why, alone, and that is on record. */
async function who(check: Check, visit: Visit, subject: string): Promise<void> {
  const { page } = visit;
  const name = page.getByText(NELE.familyName);
  check.holds('nobody is named before somebody asks', (await name.count()) === 0);
  const keys = visit.byKeyboard();
  const show = page.getByRole('button', { name: `naam tonen ${subject.slice(0, 8)}` }).first();
  check.holds('a button that asks first says so', (await show.getAttribute('aria-haspopup')) === 'dialog');
  await keys.use(show);
  const dialog = page.getByRole('dialog', { name: 'Waarvoor kijkt u?' });
  await keys.choose('Doel', PURPOSE, dialog);
  await dialog.waitFor({ state: 'hidden' });
  check.holds('a name is shown once a purpose is stated', await visit.shows(NELE.familyName));
  check.holds('and no other name', (await page.getByText(LEEN.familyName).count()) === 0);
  check.holds('the keyboard goes on from the name', await isFocused(visit, NELE.familyName));
  const looks = async (): Promise<string> => {
    const asked = { purpose: 'audit', subject, kind: 'looked' };
    const { body } = await check.api.query(OLIVIA, '/v1/register', asked);
    const entries = body.entries as { readonly fields?: object }[];
    // To ask the register about a person is a look too, at no field.
    const fields = entries.map(each => Object.keys(each.fields ?? {}).sort());
    return JSON.stringify(fields.filter(names => names.length > 0));
  };
  const look = '["familyName","givenName"]';
  const first = await looks();
  check.holds('a name that is shown is one look, at a name', first === `[${look}]`, first);
  await visit.follow('/console/find');
  await name.first().waitFor({ state: 'detached' });
  await visit.follow('/console');
  await show.waitFor();
  check.holds('who comes back sees no name', (await name.count()) === 0);
  await keys.use(show);
  check.holds('before they ask again', await isFocused(visit, NELE.familyName));
  const second = await looks();
  check.holds('which is a second look', second === `[${look},${look}]`, second);
  await visit.press('taak afronden');
  await name.first().waitFor({ state: 'detached' });
  check.holds('names go with the purpose', (await name.count()) === 0);
  await page.getByRole('button', { name: /^\d+ na(am|men) tonen$/ }).click();
  await visit.choose('Doel', PURPOSE, dialog);
  check.holds('all names of the list can be asked for at once', await visit.shows(LEEN.familyName));
  await visit.picture('today-names');
}

/** Whether the keyboard is at what bears a name, once it is there. */
function isFocused({ page }: Visit, name: string): Promise<boolean> {
  const at = page.locator(':focus').filter({ hasText: name });
  return at.waitFor().then(
    () => true,
    () => false,
  );
}

/** A step of a row is one press away from its form, which is opened once. */
async function steps(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  const dialog = page.getByRole('dialog');
  for (const [link, form] of [
    [/^behandelen: Inzage/, 'Verzoek uitvoeren'],
    [/^de ontvanger inlichten/, 'Melden'],
    [/^de derde inlichten/, 'De derde inlichten'],
    [/^behandelen: Inbreuk/, 'Beoordelen'],
  ] as const) {
    await visit.follow('/console');
    await page.getByRole('link', { name: link }).first().click();
    await dialog.waitFor();
    check.holds(
      `a row leads straight to its form: ${form}`,
      (await page.getByRole('dialog', { name: form }).count()) === 1,
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    check.holds('which is not opened again', !page.url().includes('do='), page.url());
  }
  await second(check, visit);
}

/** P16: to who registered an order it is told in words that another approves it; to another it is a way to the form. */
async function second(check: Check, visit: Visit): Promise<void> {
  const approve = /^goedkeuren door een tweede/;
  await visit.follow('/console');
  check.holds(
    'of what is not theirs to do it is told whose it is',
    await visit.shows('u registreerde het: een andere verantwoordelijke keurt het goed'),
  );
  check.holds(
    'by no button, which would open nothing',
    (await visit.page.getByRole('link', { name: approve }).count()) === 0,
  );
  await visit.picture('today-order-of-another');
  const otto = await check.visit('otto.officer');
  await otto.page.getByRole('link', { name: approve }).first().click();
  const form = otto.page.getByRole('dialog', { name: 'Goedkeuren' });
  await form.waitFor();
  check.holds('the other has the way to its form', (await form.count()) === 1);
}

interface Shown {
  readonly of: string;
  readonly count: number;
  readonly href: string;
}

/** Of every member of the answer that counts something the page shows the number, and each number leads to its rows. */
async function numbers(check: Check, visit: Visit): Promise<void> {
  const { page } = visit;
  await visit.follow('/console');
  await page.locator('[data-of="entries"]').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  const { body } = await check.api.query(OLIVIA, '/v1/today');
  for (const [member, value] of Object.entries(body))
    if (counts(value))
      check.holds(`today shows ${member}`, (await page.locator(`[data-of="${member}"]`).count()) > 0);
  const shown = await page.evaluate<readonly Shown[]>(
    "[...document.querySelectorAll('a[data-count]')].map(a => ({ of: a.dataset.of, count: +a.dataset.count, href: a.getAttribute('href') }))",
  );
  check.holds('today shows its numbers', shown.length >= 12, String(shown.length));
  for (const name of ['retention', 'checkpoint'])
    check.holds(
      `${name} is among them`,
      shown.some(({ of }) => of === name),
    );
  check.holds('this browser verified the checkpoint', await visit.shows('handtekening hier nagegaan'));
  const seen = new Set<string>();
  for (const { of, count, href } of shown) {
    await visit.follow(href);
    // Until they come, rows of the list before stand there.
    await visit.settled();
    const expected = Math.min(count, PAGE);
    const listed = await listedAt(visit, href, expected);
    const why = `${listed} of ${count}`;
    check.holds(`a number of today leads to its rows: ${of}, ${href}`, listed === expected, why);
    if (href.startsWith('/console/register?size=')) await newest(check, visit, of, count);
    if (!seen.has(of)) await looked(check, visit, of);
    seen.add(of);
  }
  await visit.follow('/console/management?list=retention&of=nothing');
  check.holds('a number that is none is said to be none', await visit.shows('dat hier niet geteld is'));
  await visit.follow(shown.find(({ href }) => href.startsWith('/console/looks'))?.href ?? '/console/looks');
  await visit.accessibleEverywhere('looks that stand out');
}

/** The register has so many entries, numbered from 0, of which a page holds some: the newest is the last of them. */
async function newest(check: Check, { page }: Visit, of: string, count: number): Promise<void> {
  const first = page.locator('tbody tr').first().locator('a[href^="/console/register/"]');
  const n = (await first.getAttribute('href'))?.split('/').at(-1);
  check.holds(`the newest of ${of} is the last that is counted`, n === String(count - 1), `${n} of ${count}`);
}

/** Rows that a number leads to are a view of their own: one that has a name, and can be read on a telephone. */
async function looked(check: Check, visit: Visit, of: string): Promise<void> {
  check.holds(`rows of ${of} have a title`, !(await visit.page.title()).includes('is er niet'));
  for (const width of [360, 1280]) {
    await visit.page.setViewportSize({ width, height: 900 });
    await visit.accessible(`rows of ${of}, ${width}`);
    await visit.picture(`rows-of-${of}-${width}`);
  }
}

/** Whether it is a number, or a list of things that are counted. */
function counts(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'number' ? value > 0 : /^\d+$/.test(String(value));
}

/** How many rows the list has that a number leads to, once they have come and those of the view before have gone. */
async function listedAt({ page }: Visit, href: string, expected: number): Promise<number> {
  const name = LISTS[new URL(href, 'http://page').pathname];
  if (name === undefined) return 0;
  const found = page.getByRole('table', { name, exact: true }).locator('tbody tr');
  const come = found.nth(expected - 1).waitFor({ timeout: 10_000 });
  const gone = found.nth(expected).waitFor({ state: 'detached', timeout: 10_000 });
  await Promise.allSettled([come, gone]);
  return found.count();
}
