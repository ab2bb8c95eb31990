import type { Locator } from 'playwright-core';
import type { Check } from '../check';
import { AN, customer, NELE, OLIVIA, SECOND, SHOP, signingIn } from '../people';
import type { Visit } from '../visit';

/** One at a page who begins something, and somebody else who is faster. */
interface Race {
  readonly what: string;
  readonly who: string;
  /** Where the page is. @returns its path */
  readonly begin: (check: Check) => Promise<string>;
  readonly act: string;
  readonly fill?: (visit: Visit, dialog: Locator) => Promise<void>;
  /** A field that has what was typed. */
  readonly typed?: string;
  readonly other: (check: Check, path: string) => Promise<void>;
  /** Its state as the page shows it, and as the other made it. */
  readonly was: string;
  readonly is: string;
}

const TYPED = 'Getypt, en niet kwijt.';
/** Of what was registered, and not changed since. */
const FIRST = 1;
const ASSESSMENT = {
  natures: ['confidentiality'],
  causes: ['human-error'],
  persons: ['customers'],
  data: ['email'],
  consequences: 'Geen.',
  measuresTaken: 'Gesloten.',
  risk: 'unlikely',
  riskReasons: 'Niemand haalde iets op.',
};

const RACES: readonly Race[] = [
  {
    what: 'an order',
    who: 'otto.officer',
    begin: async ({ api }) => {
      const subject = await customer(api, NELE);
      const { body } = await api.command(OLIVIA, '/v1/orders', {
        body: 'public-prosecutor',
        ground: 'sv-46bis',
        legitimacy: 'judicial',
        reference: 'GE.20.99.78',
        digest: '5f'.repeat(32),
        issuedOn: '2026-01-05',
        concerns: { subjects: [subject] },
        fields: ['familyName'],
      });
      return `/console/orders/${String(body.order)}`;
    },
    act: 'Goedkeuren',
    other: (check, path) => does(check, OLIVIA, `${path}/withdraw`, {}),
    was: 'wacht op een tweede verantwoordelijke',
    is: 'ingetrokken',
  },
  {
    what: 'a request',
    who: 'olivia.officer',
    begin: async ({ api }) => {
      const subject = await customer(api, NELE);
      const { body } = await api.command(OLIVIA, '/v1/requests', {
        kind: 'access',
        channel: 'letter',
        subject,
      });
      return `/console/requests/${String(body.request)}`;
    },
    act: 'Weigeren',
    fill: (visit, dialog) => visit.fill({ note: TYPED }, dialog),
    typed: 'note',
    other: (check, path) => does(check, SECOND, `${path}/close`, { withdrawn: true }),
    was: 'open',
    is: 'ingetrokken',
  },
  {
    what: 'a matter',
    who: 'an.staff',
    begin: async ({ api }) => {
      const mail = {
        mailbox: 'info',
        sender: { email: 'els@example.org' },
        subject: 'Hosting',
        text: 'Hallo',
      };
      const { body } = await api.command(SHOP, '/v1/matters', mail);
      return `/console/matters/${String(body.matter)}`;
    },
    act: 'Notitie',
    fill: (visit, dialog) => visit.fill({ text: TYPED }, dialog),
    typed: 'text',
    other: (check, path) => does(check, AN, `${path}/close`, {}),
    was: 'open',
    is: 'beëindigd en gewist',
  },
  {
    what: 'a mediation',
    who: 'an.staff',
    begin: async check => {
      const domain = 'ghysbrecht-naait.be';
      await customer(check.api, NELE, {
        documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
        domains: [{ domain, role: 'holder' }],
      });
      const { body } = await check.api.command(SHOP, '/v1/mediations', {
        domain,
        familyName: 'Wouters',
        email: 'els.wouters@example.org',
        message: 'Ik zou deze naam graag hebben.',
      });
      const path = `/console/mediations/${String(body.mediation)}`;
      await does(check, AN, `${path}/tell-third-party`, { channel: 'email' });
      await does(check, AN, `${path}/inform-owner`, { channel: 'letter' });
      return path;
    },
    act: 'Antwoord van de houder',
    other: (check, path) => does(check, AN, `${path}/withdraw`, { by: 'third-party' }),
    was: 'wacht op de houder',
    is: 'ingetrokken',
  },
  {
    what: 'a breach',
    who: 'olivia.officer',
    begin: async ({ api }) => {
      const { body } = await api.command(OLIVIA, '/v1/breaches', {
        foundAt: new Date(Date.now() - 3_600_000).toISOString(),
        description: 'Een uitvoer stond open.',
      });
      return `/console/breaches/${String(body.breach)}`;
    },
    act: 'Aanvullen of verbeteren',
    fill: (visit, dialog) => visit.fill({ reason: 'Nagekeken.', description: TYPED }, dialog),
    typed: 'description',
    other: async (check, path) => {
      await does(check, SECOND, `${path}/assess`, ASSESSMENT, FIRST);
      await does(check, SECOND, `${path}/close`, { learned: 'Een uitvoer vervalt nu.' });
    },
    was: 'in onderzoek',
    is: 'afgesloten',
  },
];

/** Two at one thing: who comes second sees what the first did, loses nothing that was typed, and goes on from there. */
export async function meanwhile(check: Check): Promise<void> {
  for (const race of RACES) await run(check, race);
  await assessed(check);
  await added(check);
}

async function run(check: Check, race: Race): Promise<void> {
  const { what, typed, was, is } = race;
  const path = await race.begin(check);
  const visit = await check.visit(race.who, path);
  const others = visit.page.getByText('Andere stappen');
  await visit.page.locator('main .buttons button').first().waitFor();
  if ((await others.count()) > 0) await others.click();
  const dialog = await visit.open(race.act, shown => race.fill?.(visit, shown) ?? Promise.resolve());
  await race.other(check, path);
  await visit.tryOut(dialog);
  const said = dialog.locator('.notice', { hasText: 'Dit is intussen anders' });
  await said.waitFor();
  const text = (await said.innerText()).replace(/\s+/g, ' ');
  check.holds(
    `who comes second at ${what} sees what the other did`,
    text.includes(`Stand: ${was} → ${is}`),
    text,
  );
  if (typed !== undefined)
    check.holds(
      'and loses nothing that was typed',
      (await dialog.locator(`[name="${typed}"]`).inputValue()) === TYPED,
    );
  await visit.accessible(`a dialog about ${what} that somebody else changed`);
  await visit.picture(`meanwhile-${what.replaceAll(' ', '-')}`);
  await visit.press('Verder met hoe het nu is', dialog);
  await dialog.waitFor({ state: 'hidden' });
  await visit.page.getByRole('button', { name: race.act, exact: true }).waitFor({ state: 'detached' });
  const state = await visit.page.locator('main .lead').first().innerText();
  check.holds(`the page shows ${what} as it is now`, state.includes(is) && !state.includes(was), state);
  await check.leave();
}

/** Two officers assess one breach: who is second sees each thing that the first wrote, and writes over none of it unseen. */
async function assessed(check: Check): Promise<void> {
  const { body } = await check.api.command(OLIVIA, '/v1/breaches', {
    foundAt: new Date(Date.now() - 3_600_000).toISOString(),
    description: 'Een uitvoer stond open.',
  });
  const path = `/console/breaches/${String(body.breach)}`;
  await does(check, OLIVIA, `${path}/assess`, { ...ASSESSMENT, risk: 'risk' }, FIRST);
  const [olivia, otto] = [await check.visit('olivia.officer', path), await check.visit('otto.officer', path)];
  const opened = async (visit: Visit, fields: Readonly<Record<string, string>>): Promise<Locator> => {
    await visit.page.getByText('Andere stappen').click();
    return visit.open('Beoordelen', shown => visit.fill(fields, shown));
  };
  const second = await opened(olivia, { riskReasons: TYPED });
  const first = await opened(otto, { consequences: 'Ongewenste post.', numberOfPersons: '12' });
  await otto.tryOut(first);
  await otto.carryOut(first);
  await olivia.tryOut(second);
  const said = second.locator('.notice', { hasText: 'Dit is intussen anders' });
  await said.waitFor();
  const text = (await said.innerText()).replace(/\s+/g, ' ');
  check.holds(
    'who assesses second sees what the first wrote',
    text.includes('Geen. → Ongewenste post.'),
    text,
  );
  const value = (name: string): Promise<string> => second.locator(`[name="${name}"]`).inputValue();
  await second.locator('[name="numberOfPersons"]').and(olivia.page.locator('[value="12"]')).waitFor();
  check.holds(
    'what they typed is there still, and beside it what the first wrote',
    (await value('riskReasons')) === TYPED && (await value('consequences')) === 'Ongewenste post.',
  );
  await olivia.accessible('a dialog about an assessment that somebody else changed');
  await olivia.picture('meanwhile-an-assessment');
  await olivia.tryOut(second);
  await olivia.carryOut(second);
  const now = await check.api.query(OLIVIA, path.replace('/console/', '/v1/'));
  const { riskReasons, consequences } = now.body.assessment as Readonly<Record<string, unknown>>;
  check.holds(
    'and nothing of either is lost',
    riskReasons === TYPED && consequences === 'Ongewenste post.',
    JSON.stringify(now.body.assessment),
  );
  await check.leave();
}

/** A customer adds what somebody else has just added for them (P17). */
async function added(check: Check): Promise<void> {
  const subject = await signingIn(check.api);
  const visit = await check.visit('jan.customer', '/mijn-gegevens');
  const dialog = await visit.open('Toevoegen', async shown => {
    await visit.choose('Gegeven', /telefoon/i, shown);
    await visit.fill({ values: '+32 9 225 11 22' }, shown);
  });
  const at = `/v1/subjects/${subject}`;
  const values = { telephone: '+32 9 225 33 44' };
  await does(check, SHOP, `${at}/collect`, { purpose: 'contract', source: 'subject', values });
  await visit.tryOut(dialog);
  const said = dialog.locator('.notice', { hasText: 'Dit is intussen anders' });
  await said.waitFor();
  check.holds(
    'a customer sees what was added meanwhile',
    (await said.innerText()).includes('+3292253344'),
    await said.innerText(),
  );
  check.holds(
    'and what was typed is there still',
    (await dialog.locator('input[name="values"]').inputValue()) === '+32 9 225 11 22',
  );
  await visit.press('Verder met hoe het nu is', dialog);
  check.holds('the page shows it', await visit.shows('+3292253344'));
  await visit.act('Weghalen', shown => visit.choose('Gegeven', /telefoon/i, shown));
  await check.leave();
}

/** Somebody does something else where the page is. */
async function does(
  { api }: Check,
  who: typeof AN,
  path: string,
  body: unknown,
  version?: number,
): Promise<void> {
  const answer = await api.command(who, path.replace('/console/', '/v1/'), body, version);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
}
