import { command, registerDomain, run, signUp, type Customer, type Person } from './customers';
import { an, olivia, webshop, type Story } from './story';

const NELE: Person = {
  familyName: 'Willems',
  givenName: 'Nele',
  address: { street: 'Coupure', number: '21', postalCode: '9000', city: 'Gent', country: 'BE' },
  telephone: '+32 9 225 11 22',
  email: `nele.willems.${run}@example.be`,
  language: 'nl-BE',
};

interface Duty {
  readonly duty: string;
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly due: string;
  readonly status: string;
}

/** Who got data hears that it was corrected, and that it was erased (Art. 19). @returns whose data it was */
export async function duties(story: Story): Promise<Customer> {
  const { api } = story;
  story.chapter('Who received data is told what becomes of it (Art. 19)');
  const nele = await signUp(story, 'Nele', NELE);
  const at = `/v1/subjects/${nele.subject}`;
  const link = await registerDomain(story, nele, 'be', NELE);
  await story.does(
    'her data goes to DNS Belgium (P10)',
    command(story, nele.subject, 'share', { purpose: 'domain-be', recipient: 'dns-belgium', link }),
  );
  await story.does(
    'she chooses to pay online',
    command(story, nele.subject, 'choose-payment', { method: 'online-payment' }),
  );
  const paying = { language: NELE.language, email: NELE.email };
  await story.does(
    'what Ingenico needs is collected (P12)',
    command(story, nele.subject, 'collect', { purpose: 'online-payment', source: 'subject', values: paying }),
  );
  await story.does(
    'and goes there',
    command(story, nele.subject, 'share', { purpose: 'online-payment', recipient: 'ingenico' }),
  );
  const seen = await api.query(nele.self, `${at}/record`, { purpose: 'data-subject-request' });
  const email = `nele.${run}@example.be`;
  const corrected = await story.does(
    'she corrects her e-mail address (P17)',
    api.command(nele.self, `${at}/correct`, { values: { email }, channel: 'application' }, seen.version),
  );
  const listed = await story.does(
    'Olivia lists whom to tell',
    api.query(olivia, '/v1/duties', { position: String(corrected.body.position), limit: '200' }),
  );
  const hers = (listed.body.duties as { subject: string }[]).filter(
    ({ subject }) => subject === nele.subject,
  );
  story.holds('two of them are about Nele', hers.length === 2);
  const open = async (): Promise<Duty[]> =>
    (
      (await api.query(olivia, `${at}/duties`, { purpose: 'data-subject-request' })).body.duties as Duty[]
    ).filter(({ status }) => status === 'open');
  for (const { duty, name } of await open()) {
    const told = await story.does(
      `${name} is told, in its own form and by letter`,
      api.command(webshop, `${at}/duties/${duty}/tell`, { channel: 'interface' }),
    );
    story.holds('… the new address, and by what it knows her', told.text.includes(email));
    await story.refuses(
      '… a second time',
      'duty-closed',
      api.command(webshop, `${at}/duties/${duty}/tell`, { channel: 'interface' }),
    );
    await story.does(`${name} confirms`, api.command(webshop, `${at}/duties/${duty}/confirm`, {}));
  }
  const own = await story.does(
    'Nele sees who was told, and when',
    api.query(nele.self, `${at}/duties`, { purpose: 'data-subject-request' }),
  );
  story.holds(
    'both confirmed',
    (own.body.duties as Duty[]).every(({ status }) => status === 'confirmed'),
  );

  const ground = { reason: 'unlawful', finding: 'kept-too-long' };
  await story.does('An approves that she is erased', api.command(an, `${at}/approve-erasure`, ground));
  const erased = await story.does(
    'Olivia has her erased',
    api.command(olivia, `${at}/erase`, { scope: { of: 'subject' }, ...ground }),
  );
  story.holds('two recipients have to hear of it', (erased.body.duties as string[]).length === 2);
  for (const { duty, name } of await open()) {
    const told = await story.does(
      `${name} is told, though nothing else of her is read any more`,
      api.command(olivia, `${at}/duties/${duty}/tell`, { channel: 'letter' }),
    );
    story.holds('… by what it knows her', told.text.includes(email));
    await story.does(`${name} confirms`, api.command(olivia, `${at}/duties/${duty}/confirm`, {}));
  }
  return nele;
}

/** Says what recipients of somebody's data had to be told, and what came of it. */
export async function sayDuties(
  story: Story,
  { name: whose, subject }: Customer,
  say: (line: string) => void,
): Promise<void> {
  const all = await story.does(
    `what recipients of ${whose}’s data had to be told`,
    story.api.query(olivia, `/v1/subjects/${subject}/duties`, { purpose: 'data-subject-request' }),
  );
  for (const { kind, name, fields, due, status } of all.body.duties as Duty[])
    say(`      ${kind.padEnd(11)} ${name.padEnd(12)} ${status.padEnd(10)} by ${due}  ${fields.join(', ')}`);
}
