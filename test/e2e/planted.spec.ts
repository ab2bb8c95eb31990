import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Client } from 'pg';
import { Http, type Headed } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { findPlanted, formsOf } from '../setup/planted';

/** Values that are nowhere else in the world, in each field and each place where one can come in. */
const PLANTED = {
  familyName: 'Zuidwaartsé-Plantér',
  givenName: 'Quirijntjé',
  street: 'Geplantestraaŧ',
  city: 'Zoekgemaakteghem',
  email: 'quirijntje.geplant@zoekgemaakt.example',
  telephone: '+3292987612',
  spaced: '+32 9 298 76 12',
  login: 'q.plantlogin-77',
  domain: 'geplanté-naam.be',
  identity: 'sub-plantidentiteit-9',
  reference: 'plantref/77-zq',
  iban: 'BE68539007547034',
  mandate: 'MANDAATPLANT77',
  passphrase: 'plantwachtzin-77!?zq',
  page: 'https://plantbetaald.example/77-zq',
  unlisted: 'geboortedatum-plant',
  unlistedValue: '1979-02-31-plant',
  broker: 'Plantmakelaar Ltd',
} as const;
const CONTROL = 'controlé-waarde-die-er-staat';

test('the search finds a value wherever it stands, and nothing where it does not', async () => {
  const around = fc.string({ unit: fc.constantFrom('c', 'o', 'n', 'é', 'x') });
  const forms = (text: string): Promise<string[]> =>
    findPlanted({ control: CONTROL }, { folders: [], texts: { text } }).then(all =>
      all.map(({ form }) => form),
    );
  await fc.assert(
    fc.asyncProperty(around, around, async (before, after) => {
      expect(await forms(before + after)).toEqual([]);
      expect(await forms(before + CONTROL + after)).toEqual(['plain']);
    }),
    { numRuns: 20 },
  );
});

describe('no personal value outside an envelope', () => {
  let app: App;
  let http: Http;
  let answers = '';

  beforeAll(async () => {
    app = await startApp({ postgres: 'embedded', env: { LOG_LEVEL: 'debug' } });
    http = new Http(app);
  });
  afterAll(() => app.dispose());

  async function post(path: string, sent: unknown, headers?: Headed): Promise<Record<string, unknown>> {
    const { status, body, text } = await http.command('service', path, sent, undefined, headers);
    if (status >= 400) answers += text;
    return body;
  }

  test('P03, P06, P10–P14: planted values are in no file, write-ahead log included, in no log line, in no refusal', async () => {
    const address = {
      street: PLANTED.street,
      number: '7',
      postalCode: '9000',
      city: PLANTED.city,
      country: 'BE',
    };
    const person = {
      familyName: PLANTED.familyName,
      givenName: PLANTED.givenName,
      address,
      email: PLANTED.email,
      telephone: PLANTED.spaced,
    };
    const { subject } = await post('/v1/subjects', {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [{ purpose: 'contract', values: person }],
    });
    expect(subject).toEqual(expect.any(String));
    const at = `/v1/subjects/${String(subject)}`;
    const { link } = await post(`${at}/link-domain`, { domain: PLANTED.domain, role: 'holder' });
    await post(`${at}/link-login`, { login: PLANTED.login });
    await post(`${at}/link-identity`, { issuer: app.issuer, subject: PLANTED.identity });
    await post(`${at}/start-service`, { type: 'domain', link });
    await post(`${at}/accept-document`, {
      document: 'terms:be',
      version: '2018-05-25',
      channel: 'application',
    });
    await post(`${at}/collect`, {
      purpose: 'domain-be',
      source: 'subject',
      values: { ...person, language: 'nl' },
    });
    const shared = await post(`${at}/share`, {
      purpose: 'domain-be',
      recipient: 'dns-belgium',
      link,
      reference: PLANTED.reference,
    });
    expect(shared).toMatchObject({ outcome: 'done' });
    await post(`${at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
    await post(`${at}/use-further`, { from: 'contract', to: 'direct-debit' });
    const debit = await post(`${at}/share`, {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { iban: PLANTED.iban, mandateReference: PLANTED.mandate, mandateDate: '2026-11-02' },
    });
    expect(debit).toMatchObject({ outcome: 'done' });
    await post(`${at}/share`, {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { iban: `${PLANTED.iban}0`, mandateReference: PLANTED.mandate, mandateDate: '2026-11-02' },
      format: { kind: 'pain.008.001.08' },
    });
    await post(`${at}/choose-payment`, { method: 'online-payment' });
    await post(`${at}/collect`, {
      purpose: 'online-payment',
      source: 'subject',
      values: { language: 'nl', familyName: PLANTED.familyName, email: PLANTED.email },
    });
    const payment = await post(`${at}/share`, {
      purpose: 'online-payment',
      recipient: 'ingenico',
      transit: {
        pspId: 'shop',
        orderId: '77',
        amount: '1500',
        currency: 'EUR',
        acceptUrl: PLANTED.page,
        shaInPassphrase: PLANTED.passphrase,
        shaInAlgorithm: 'SHA-512',
      },
      format: { kind: 'ogone-form' },
    });
    expect(payment).toMatchObject({ outcome: 'done', payload: { format: 'ogone' } });
    expect(JSON.stringify(payment)).not.toContain(PLANTED.passphrase);
    await post(`${at}/collect`, {
      purpose: 'contract',
      source: 'subject',
      values: { [PLANTED.unlisted]: PLANTED.unlistedValue },
    });
    await post(`${at}/collect`, {
      purpose: 'contract',
      source: 'subject',
      values: { email: `${PLANTED.email} @` },
    });
    await post(`${at}/share`, { purpose: 'contract', recipient: PLANTED.broker });
    await post(`${at}/link-login`, { login: PLANTED.login, [PLANTED.unlisted]: PLANTED.unlistedValue });

    const corrected = await post(
      `${at}/correct`,
      { values: { telephone: PLANTED.telephone }, channel: 'application' },
      { 'if-match': '"99"' },
    );
    expect(corrected).toMatchObject({ code: 'stale-version' });
    const search = await http.post('staff', '/v1/searches?purpose=customer-care', { email: PLANTED.email });
    expect(search.body).toEqual({ subjects: [{ subject, as: ['email'] }] });

    await plantControl();
    await app.stop(); // its PostgreSQL too: all that it had in memory is in files now
    const places = { folders: [app.dataDir], texts: { log: app.log(), answers } };
    expect(await findPlanted({ control: CONTROL }, places)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ form: 'plain', where: expect.stringMatching(/pg_wal/) as string }),
        expect.objectContaining({ form: 'plain', where: expect.stringMatching(/base\//) as string }),
        expect.objectContaining({ form: 'base64+1' }),
        expect.objectContaining({ form: 'json escapes' }),
        expect.objectContaining({ form: 'utf-16le' }),
      ]),
    );
    expect(await findPlanted(PLANTED, places)).toEqual([]);
  });

  /** What the search must find, or it finds nothing because it cannot: written where and how a slip would be. */
  async function plantControl(): Promise<void> {
    const { port, passwords } = JSON.parse(readFileSync(join(app.dataDir, 'postgres.json'), 'utf8')) as {
      port: number;
      passwords: { owner: string };
    };
    const client = new Client({
      host: '127.0.0.1',
      port,
      user: 'inzage_owner',
      password: passwords.owner,
      database: 'inzage',
    });
    await client.connect();
    try {
      await client.query('create table control (form text, bytes bytea)');
      for (const [form, bytes] of formsOf(CONTROL))
        await client.query('insert into control values ($1, $2)', [form, bytes]);
      const within = Buffer.from(Buffer.from(`x${CONTROL}y`).toString('base64'));
      await client.query(`insert into control values ('within', $1)`, [within]);
    } finally {
      await client.end();
    }
  }
});
