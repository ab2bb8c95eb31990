import { breach } from './breach';
import { Client } from './client';
import { command, signUp, type Person } from './customers';
import { duties, sayDuties } from './duties';
import { erasure } from './erasure';
import { objection } from './objection';
import { requests } from './requests';
import { findService } from './service';
import { application, correspondence, documents, oversight } from './view';
import { shareHolders, sharePayers } from './sharing';
import { an, NotAsTold, olivia, Story, webshop } from './story';
import { recordTable, registerTable } from './tables';
import { thirdParties } from './third-parties';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const JAN: Person = {
  familyName: 'Peeters',
  givenName: 'Jan',
  address: { street: 'Kerkstraat', number: '12', box: '3', postalCode: '9000', city: 'Gent', country: 'BE' },
  telephone: '+32 9 225 12 34',
  email: 'jan.peeters@example.be',
  language: 'nl-BE',
};
const MARIE: Person = {
  familyName: 'Lambert',
  givenName: 'Marie',
  address: { street: 'Rue Neuve', number: '8', postalCode: '1000', city: 'Bruxelles', country: 'BE' },
  telephone: '+32 2 512 34 56',
  email: 'marie.lambert@example.be',
  language: 'fr-BE',
};

/** The policy's own story, through the public HTTP API. */
async function tell(story: Story, dataDir: string | undefined): Promise<void> {
  const { api } = story;
  const began = new Date();

  story.chapter('Two customers, with the least that is needed');
  const jan = await signUp(story, 'Jan', JAN);
  const marie = await signUp(story, 'Marie', MARIE);

  const be = await shareHolders(story, [jan, JAN], [marie, MARIE]);
  await story.refuses(
    'the .be holder to EURid, which does not serve .be',
    'recipient-not-for-purpose',
    command(story, jan.subject, 'share', { purpose: 'domain-be', recipient: 'eurid', link: be }),
  );

  story.chapter('Other services');
  await story.does(
    'hosting for Jan (P22)',
    command(story, jan.subject, 'start-service', { type: 'hosting' }),
  );
  await story.does(
    'his e-mail address, held for the contract, is used for hosting too (P04)',
    command(story, jan.subject, 'use-further', { from: 'contract', to: 'hosting', fields: ['email'] }),
  );

  await sharePayers(story, jan, [marie, MARIE]);

  story.chapter('What the policy does not allow');
  await story.refuses(
    'a date of birth for the contract (P03)',
    'field-not-needed',
    command(story, jan.subject, 'collect', {
      purpose: 'contract',
      source: 'subject',
      values: { dateOfBirth: '1980-01-01' },
    }),
  );
  await story.refuses(
    'an address broker asks for Jan (P14)',
    'recipient-unknown',
    command(story, jan.subject, 'share', { purpose: 'contract', recipient: 'Address Broker Ltd' }),
  );

  story.chapter('Corrections: by the customer himself, or in writing');
  const own = await story.does(
    'Jan looks at his own record in the customer application (P08)',
    api.query(jan.self, `/v1/subjects/${jan.subject}/record`, { purpose: 'data-subject-request' }),
  );
  const corrected = await story.does(
    'he corrects his telephone number himself (P17)',
    api.command(
      jan.self,
      `/v1/subjects/${jan.subject}/correct`,
      { values: { telephone: '+32 9 225 43 21' }, channel: 'application' },
      own.version,
    ),
  );
  story.holds(
    'DNS Belgium and EURid must hear of it (Art. 19)',
    (corrected.body.tell as unknown[]).length === 2,
  );
  await story.refuses(
    'a change asked for by telephone (P18)',
    'channel-not-allowed',
    api.command(
      an,
      `/v1/subjects/${jan.subject}/correct`,
      { values: { email: 'jan@example.be' }, channel: 'telephone' },
      corrected.version,
    ),
  );
  const moved = {
    values: { address: { ...JAN.address, street: 'Veldstraat', number: '7' } },
    channel: 'letter',
  };
  await story.refuses(
    'An changes his address by a letter that nobody registered (P18)',
    'request-needed',
    api.command(an, `/v1/subjects/${jan.subject}/correct`, moved, corrected.version),
  );
  const letter = await story.does(
    'a letter that asks for it is registered',
    api.command(an, '/v1/requests', { kind: 'rectification', channel: 'letter', subject: jan.subject }),
  );
  await story.does(
    'and staff carries it out, naming the letter (P18)',
    api.command(
      an,
      `/v1/subjects/${jan.subject}/correct`,
      { ...moved, request: letter.body.request },
      corrected.version,
    ),
  );
  await story.refuses(
    "Marie tries Jan's record",
    'not-found',
    api.query(marie.self, `/v1/subjects/${jan.subject}/record`, { purpose: 'data-subject-request' }),
  );

  await requests(story, jan, marie);
  await objection(story, marie, MARIE);
  await thirdParties(story, jan);

  story.chapter('Who looked');
  const found = await story.does(
    'An of customer care finds Jan by his login name (P05, P09)',
    api.query(an, '/v1/searches', { purpose: 'customer-care' }, { login: jan.login }),
  );
  story.holds('it is Jan', JSON.stringify(found.body).includes(jan.subject));
  await story.does(
    'and looks at his record',
    api.query(an, `/v1/subjects/${jan.subject}/record`, { purpose: 'customer-care' }),
  );
  const seen = await story.does(
    'Jan sees that staff looked, why and when (P09)',
    api.query(jan.self, `/v1/subjects/${jan.subject}/register`, {
      purpose: 'data-subject-request',
      kind: 'looked',
    }),
  );
  const looks = seen.body.entries as { actor: { role: string; id?: string } }[];
  story.holds(
    'by function, without a name',
    looks.some(({ actor }) => actor.role === 'staff' && actor.id === undefined),
  );

  await application(story, jan, marie);
  await correspondence(story);
  await oversight(story, jan);
  const nele = await duties(story);
  await breach(story, began, { jan, marie, erased: nele });
  await documents(story, marie);
  story.chapter('Duties to tell recipients (Art. 19)');
  await sayDuties(story, nele, say);
  await erasure(story, dataDir);

  story.chapter(`The record of Jan Peeters (${jan.subject})`);
  const record = await api.query(olivia, `/v1/subjects/${jan.subject}/record`, {
    purpose: 'data-subject-request',
  });
  const register = await api.query(olivia, `/v1/subjects/${jan.subject}/register`, {
    purpose: 'data-subject-request',
    order: 'oldest',
    limit: '200',
  });
  say(`\n${recordTable(record.body as never)}`);
  story.chapter('His part of the processing register');
  const entries = register.body.entries as { kind: string }[];
  say(`\n${registerTable(entries as never)}\n`);
  for (const kind of ['registered', 'collected', 'shared', 'corrected', 'refused', 'looked', 'searched'])
    story.holds(
      `the register has what was ${kind}`,
      entries.some(entry => entry.kind === kind),
    );
  void webshop;
}

/** `--out DIR`: where the documents of the story are written to. */
function outFolder(args: readonly string[]): string | undefined {
  if (args.length === 0) return undefined;
  const [flag, folder] = args;
  if (flag === '--out' && folder && args.length === 2) return folder;
  process.stdout.write('npm run demo [-- --out DIR]: tells the story; DIR gets the documents of it.\n');
  process.exit(flag === '--help' ? 0 : 64);
}

async function main(): Promise<number> {
  const out = outFolder(process.argv.slice(2));
  say('Inzage: the story of a privacy policy, told through the public HTTP API.');
  const service = await findService(say);
  say(`Service: ${service.url}`);
  try {
    const story = new Story(await Client.of(service.url), say, out);
    await tell(story, service.dataDir);
    say(`\nAll ${story.steps} steps went as the policy says.`);
    return 0;
  } catch (error) {
    if (!(error instanceof NotAsTold)) throw error;
    say(`\nNOT AS TOLD: ${error.message}`);
    return 1;
  } finally {
    await service.stop();
  }
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : 'The demo broke.'}\n`);
    process.exit(1);
  },
);
