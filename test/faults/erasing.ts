import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { App } from '../setup/app';
import { until } from '../setup/until';
import { customerWith, done, Http, type Answered } from '../scenarios/http';

/** A customer with a contract, a sign-in identity, a .be name, a login, books for the year, and a sharing of them. */
export interface Customer {
  readonly subject: string;
  readonly login: string;
  readonly domain: string;
  readonly email: string;
  /** The sharing's command, to be sent again: it answers the values that went out. */
  readonly sharing: {
    readonly body: object;
    readonly key: `${string}-${string}-${string}-${string}-${string}`;
  };
}

export function share(
  app: App,
  { subject, sharing }: Pick<Customer, 'subject' | 'sharing'>,
): Promise<Answered> {
  return new Http(app).command('service', `/v1/subjects/${subject}/share`, sharing.body, sharing.key);
}

export async function customer(app: App, login: string): Promise<Customer> {
  const http = new Http(app);
  const domain = `${login}.be`;
  const { subject } = await customerWith(http, app, login, domain);
  const at = `/v1/subjects/${subject}`;
  await done(http.command('service', `${at}/link-login`, { login }));
  await done(http.command('service', `${at}/start-service`, { type: 'hosting' }));
  await done(http.command('service', `${at}/use-further`, { from: 'contract', to: 'bookkeeping' }));
  const { body } = await done(http.query('service', '/v1/subjects/' + subject + '/record', look));
  const link = (body.links as { link: string; kind: string }[]).find(({ kind }) => kind === 'domain')!.link;
  await done(http.command('service', `${at}/start-service`, { type: 'domain', link }));
  await done(
    http.command('service', `${at}/collect`, {
      purpose: 'domain-be',
      source: 'subject',
      values: {
        familyName: 'Peeters',
        givenName: 'Jan',
        email: `${login}@example.be`,
        telephone: '+3292251234',
        language: 'nl-BE',
        address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
      },
    }),
  );
  const sharing = { body: { purpose: 'domain-be', recipient: 'dns-belgium', link }, key: randomUUID() };
  await done(share(app, { subject, sharing }));
  return { subject, login, domain, email: `${login}@example.be`, sharing };
}

export const look = { purpose: 'data-subject-request' };

/** A ground that holds whatever runs. */
export const UNLAWFUL = { reason: 'unlawful', finding: 'kept-too-long' };

/** Erases, as an officer does once somebody else has approved it. */
export async function erase(app: App, subject: string, scope: object = { of: 'subject' }): Promise<string> {
  const http = new Http(app);
  const at = `/v1/subjects/${subject}`;
  const part = 'of' in scope && scope.of === 'subject' ? {} : { scope };
  await done(http.command('staff', `${at}/approve-erasure`, { ...part, ...UNLAWFUL }));
  const { body } = await done(http.command('privacy-officer', `${at}/erase`, { scope, ...UNLAWFUL }));
  return String(body.erasure);
}

/** Waits until an erasure has come to its end. */
export async function untilFenced(app: App, subject: string, erasure: string): Promise<void> {
  const http = new Http(app);
  const at = `/v1/subjects/${subject}/erasures/${erasure}`;
  await until(
    async () => (await http.query('privacy-officer', at)).body.state,
    state => state === 'fenced',
    60_000,
  );
}

/** Tells every recipient of an erasure, and waits until nothing is held for that any more (Art. 19). */
export async function untilTold(app: App, subject: string, erasure: string): Promise<void> {
  const http = new Http(app);
  const at = `/v1/subjects/${subject}`;
  const duties = async (): Promise<string[]> =>
    (await done(http.query('privacy-officer', `${at}/erasures/${erasure}`))).body.duties as string[];
  for (const duty of await duties()) {
    await done(http.command('privacy-officer', `${at}/duties/${duty}/tell`, { channel: 'email' }));
    await done(http.command('privacy-officer', `${at}/duties/${duty}/confirm`, {}));
  }
  await until(duties, left => left.length === 0);
}

/** All that the service answers about a customer who was erased, but for the books, by whoever asks however. */
export async function remains(app: App, who: Customer): Promise<Record<string, unknown>> {
  const http = new Http(app);
  const at = `/v1/subjects/${who.subject}`;
  const search = async (by: object): Promise<number> => (await http.search('staff', by)).length;
  const record = await http.query('privacy-officer', `${at}/record`, look);
  const shared = await share(app, who);
  return {
    held: [
      ...new Set((record.body.values as { purpose: string }[] | undefined)?.map(({ purpose }) => purpose)),
    ],
    links: (record.body.links as unknown[] | undefined)?.length,
    state: (record.body.erasure as { state?: string } | undefined)?.state,
    own: (await http.query(`customer:${who.login}`, `${at}/record`, look)).status,
    found: await Promise.all([
      search({ login: who.login }),
      search({ domain: who.domain }),
      search({ email: who.email }),
    ]),
    sharedAgain: [shared.status, shared.body.repeated, shared.body.payload],
    newCommand: (await http.command('service', `${at}/link-login`, { login: `${who.login}-again` })).body
      .code,
  };
}

/** What {@link remains} of who was erased: the books, for the law, and nothing else. */
export const ERASED = {
  held: ['bookkeeping/1'],
  links: 0,
  state: 'fenced',
  own: 404,
  found: [0, 0, 0],
  sharedAgain: [200, true, undefined],
  newCommand: 'subject-erased',
};

/** One statement on a database. */
export async function sql<R>(url: string, text: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // Its query says so too.
  await client.connect();
  try {
    return (await client.query(text)).rows as R[];
  } finally {
    await client.end();
  }
}

/** The register's bytes, from the first entry on. */
export async function registerOf(app: App): Promise<string[]> {
  const rows = await sql<{ text: string }>(
    app.database!.ownerUrl,
    "select convert_from(bytes, 'utf8') as text from register_entries order by n",
  );
  return rows.map(({ text }) => text);
}
