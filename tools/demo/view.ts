import type { Customer } from './customers';
import { command } from './customers';
import { an, olivia, type Story } from './story';

const WHY = { purpose: 'data-subject-request' };
const MATTER = { purpose: 'correspondence' };
type Row = Readonly<Record<string, unknown>>;

/** The customer application (P06, P08, P09, P17, P22). */
export async function application(story: Story, jan: Customer, marie: Customer): Promise<void> {
  const { api } = story;
  const at = `/v1/subjects/${jan.subject}`;

  story.chapter('The online customer application');
  await story.does(
    'Jan signs in: his IP address is kept for fraud and infringements only, for this month (P06)',
    command(story, jan.subject, 'sign-ins', { ipAddress: '2001:db8::7a' }),
  );
  await story.refuses(
    'a sign-in with what is no address',
    'malformed-value',
    command(story, jan.subject, 'sign-ins', { ipAddress: '300.1.2.3' }),
  );
  const { body: accesses } = await story.does(
    'he sees who looked, and his sign-ins (P08, P09)',
    api.query(jan.self, `${at}/accesses`),
  );
  story.holds(
    'the address is there for him, and nobody by name',
    (accesses.accesses as Row[]).some(({ ipAddress }) => ipAddress === '2001:db8::7a') &&
      (accesses.accesses as Row[]).every(({ role, actor }) => role !== 'staff' || actor === undefined),
  );
  const { body: all } = await story.does(
    'he sees everything that is held on him (P08)',
    api.query(jan.self, `${at}/overview`, WHY),
  );
  story.holds(
    'each value with source, date, purpose, basis, and how long it is kept (P08, P22)',
    (all.values as Row[]).every(value => value.source && value.since && value.basis && value.kept),
  );
  story.holds(
    'who received which version, by name',
    (all.sharings as { received: Row; versions: object }[]).some(
      ({ received, versions }) => received.name === 'DNS Belgium' && Object.keys(versions).length === 6,
    ),
  );
  story.holds('and no address of a sign-in among his data', !JSON.stringify(all.values).includes('2001:db8'));
  for (const language of ['nl', 'fr', 'en']) {
    const page = await story.does(
      `the same as one page that prints, in ${language}`,
      api.query(jan.self, `${at}/report`, { ...WHY, language }),
    );
    story.keep(`overview.jan.${language}.html`, page);
    story.holds('it loads nothing from anywhere', !/<script|src=|href=/.test(page.text));
  }
  await takeAlong(story, jan);
  await story.refuses(
    'Marie asks for it; she would be told the same of nobody (P08)',
    'not-found',
    api.query(marie.self, `${at}/overview`, WHY),
  );
}

/** What a customer is told of all that happened, as documents. */
export async function documents(story: Story, { name, subject, self }: Customer): Promise<void> {
  const { api } = story;
  story.chapter(`The documents of ${name}`);
  const { body } = await story.does(
    'all that is held, and was done, as JSON (Art. 15)',
    api.query(self, `/v1/subjects/${subject}/overview`, WHY),
  );
  story.holds('who received it is in it', (body.sharings as Row[]).length > 0);
  for (const language of ['nl', 'fr', 'en']) {
    const page = await story.does(
      `and as a page that prints, in ${language}`,
      api.query(self, `/v1/subjects/${subject}/report`, { ...WHY, language }),
    );
    story.keep(`overview.${name.toLowerCase()}.${language}.html`, page);
    story.holds('the letter about the breach is in it', page.text.includes(BREACH[language]!));
  }
}

/** The purpose of a letter about a breach, as the catalogue calls it. */
const BREACH: Readonly<Record<string, string>> = {
  nl: 'inbreuken op persoonsgegevens behandelen en melden',
  fr: 'traitement et notification des violations de données à caractère personnel',
  en: 'handling and notifying breaches of personal data',
};

/** What Jan provided, to be taken along (Art. 20). */
async function takeAlong(story: Story, jan: Customer): Promise<void> {
  const { api } = story;
  const at = `/v1/subjects/${jan.subject}/requests`;
  const { body } = await story.does(
    'he asks for what he gave, to take it along (Art. 20)',
    api.command(jan.self, at, { kind: 'portability' }),
  );
  const request = String(body.request);
  await story.does('An carries it out', api.command(an, `/v1/requests/${request}/carry-out`, {}));
  const file = await story.does('he gets it as JSON', api.query(jan.self, `${at}/${request}/document`));
  const card = await story.does('and as a vCard', api.query(jan.self, `${at}/${request}/vcard`));
  story.keep('portability.jan.json', file);
  story.keep('portability.jan.vcf', card);
  story.holds('by the published schema', file.body.schema === '/schemas/portability/2.json');
  story.holds('with his name', card.text.includes('FN:Jan Peeters'));
}

/** Mail to contact addresses (P07). */
export async function correspondence(story: Story): Promise<void> {
  const { api } = story;

  story.chapter('Contact mailboxes: for the matter, and for nothing else');
  const { body } = await story.does(
    'a message to info@ is imported as it came in; its attachment is dropped (P07)',
    api.upload(an, '/v1/mailboxes/info/messages', 'message/rfc822', MESSAGE),
  );
  story.holds('and counted', body.dropped === 1);
  const at = `/v1/matters/${String(body.matter)}`;
  await story.does('An works on it', api.command(an, `${at}/note`, { text: 'Offerte gestuurd.' }));
  const read = await story.does('and reads it, for the matter', api.query(an, at, MATTER));
  story.holds('who wrote, and what', JSON.stringify(read.body).includes('Een offerte, graag.'));
  await story.refuses(
    'somebody wants it for customer care',
    'matter-purpose-only',
    api.query(an, at, { purpose: 'customer-care' }),
  );
  await story.does('the matter is closed', api.command(an, `${at}/close`, {}));
  const { body: after } = await story.does('it is still in the list', api.query(an, at, MATTER));
  story.holds('nothing reads its content any more', after.erased === true && after.text === undefined);
}

/** What privacy officers ask across subjects. */
export async function oversight(story: Story, jan: Customer): Promise<void> {
  const { api } = story;

  story.chapter('What a privacy officer asks');
  const asks = async (what: string, path: string, parameters: Record<string, string> = {}): Promise<Row> =>
    (await story.does(what, api.query(olivia, path, parameters))).body;
  const subjects = (body: Row): unknown[] => (body.subjects as Row[]).map(({ subject }) => subject);

  await asks('who received data of Jan', `/v1/subjects/${jan.subject}/recipients`, WHY);
  const received = await asks(
    'whose data DNS Belgium received since 2026',
    '/v1/recipients/dns-belgium/subjects',
    { from: '2026-01-01T00:00:00Z', limit: '500' },
  );
  story.holds('at least somebody', subjects(received).length > 0);
  const { looks } = await asks('who looked at whom, and why (P09)', '/v1/looks');
  story.holds(
    'officers are among them',
    (looks as Row[]).some(({ role }) => role === 'privacy-officer'),
  );
  const { refusals } = await asks('what was refused (P03, P07, P14)', '/v1/refusals', { limit: '500' });
  story.holds(
    'the use of a message for customer care too',
    (refusals as Row[]).some(({ condition }) => condition === 'own-matter'),
  );
  const version = { document: 'policy', version: '2018-05-25' };
  await asks('who accepted the policy (P21)', '/v1/acceptances', { ...version, state: 'accepted' });
  const outstanding = await asks('and who has yet to', '/v1/acceptances', {
    ...version,
    state: 'outstanding',
  });
  story.holds('not Jan', !subjects(outstanding).includes(jan.subject));
  const outside = await asks('who has neither a domain nor a login name (P05)', '/v1/outside-policy');
  story.holds('not Jan either', !subjects(outside).includes(jan.subject));
}

const MESSAGE = [
  'From: Piet Vraagt <piet.vraagt@example.be>',
  'To: info@dcube-resource.be',
  'Subject: Offerte',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=part',
  '',
  '--part',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Een offerte, graag.',
  '--part',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename=kaart.pdf',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0=',
  '--part--',
  '',
].join('\r\n');
