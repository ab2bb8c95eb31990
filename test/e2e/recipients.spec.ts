import { randomUUID } from 'node:crypto';
import { faults } from '../../libs/recipients/testing/schema';
import { Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';

const DNSBE = 'http://www.dns.be/xml/epp/dnsbe-1.0';
const EURID = 'http://www.eurid.eu/xml/epp/contact-ext-1.3';
const address = {
  street: 'Veldstraat',
  number: '12',
  box: '3',
  postalCode: '9000',
  city: 'Gent',
  country: 'BE',
};
const jan = {
  familyName: 'Peeters-Łukasiewicz',
  givenName: 'Jan',
  address,
  telephone: '+32 9 234 56 78',
  email: 'jan@example.be',
  language: 'nl-BE',
};

interface Shared {
  readonly outcome: string;
  readonly repeated: boolean;
  readonly sharing: string;
  readonly fields: readonly string[];
  readonly payload: Record<string, unknown>;
  readonly document?: { readonly type: string; readonly text: string };
  readonly adjustments: readonly unknown[];
  readonly code?: string;
  readonly [name: string]: unknown;
}

describe('what recipients get, over HTTP', () => {
  let app: App;
  let http: Http;

  beforeAll(async () => {
    app = await startApp({ postgres: 'shared' });
    http = new Http(app);
  });
  afterAll(() => app.dispose());

  async function post(
    path: string,
    body: unknown,
    key: string = randomUUID(),
    version?: number,
  ): Promise<Shared> {
    const ifMatch = version === undefined ? {} : { 'if-match': `"${version}"` };
    const answer = await http.command('service', `/v1/subjects${path}`, body, key, ifMatch);
    return { ...(answer.body as unknown as Shared), etag: answer.headers.get('etag') };
  }

  /** Jan, who holds a name under the extension; its link, and the record's version after all that. */
  async function holderUnder(extension: 'be' | 'eu' | 'com') {
    const domain = `${randomUUID()}.${extension}`;
    const { familyName, givenName, email } = jan;
    const contract = { purpose: 'contract', values: { familyName, givenName, address, email } };
    const { subject } = await post('', { kind: 'natural-person', policy: '2018-05-25', collect: [contract] });
    const at = `/${String(subject)}`;
    const { link } = await post(`${at}/link-domain`, { domain, role: 'holder' });
    await post(`${at}/start-service`, { type: 'domain', link });
    const terms = { document: `terms:${extension}`, version: '2018-05-25', channel: 'application' };
    await post(`${at}/accept-document`, terms);
    const { language, ...without } = jan;
    const values = extension === 'com' ? without : { ...without, language };
    const { etag } = await post(`${at}/collect`, {
      purpose: `domain-${extension}`,
      source: 'subject',
      values,
    });
    return { at, domain, link: String(link), etag: String(etag) };
  }

  test('P02 P10 DNS Belgium: payload, document, what was adjusted; a retry answers the same after a correction', async () => {
    const { at, domain, link, etag } = await holderUnder('be');
    const body = {
      purpose: 'domain-be',
      recipient: 'dns-belgium',
      link,
      format: { kind: 'epp-create', extensions: [DNSBE, 'urn:ietf:params:xml:ns:secDNS-1.1'] },
    };
    const key = randomUUID();
    const first = await post(`${at}/share`, body, key);
    expect(first).toMatchObject({
      outcome: 'done',
      payload: {
        format: 'epp-dnsbe',
        domain,
        contact: {
          postalInfo: {
            type: 'loc',
            name: 'Jan Peeters-Lukasiewicz',
            addr: { street: ['Veldstraat 12 bus 3'], city: 'Gent', pc: '9000', cc: 'BE' },
          },
          voice: '+32.92345678',
          email: 'jan@example.be',
        },
        extension: { type: 'licensee', lang: 'nl' },
      },
      document: { type: 'application/epp+xml' },
      adjustments: [
        { field: 'familyName', what: 'transliterated', characters: 1 },
        { field: 'language', what: 'mapped' },
      ],
    });
    expect([...first.fields].sort()).toEqual([
      'address',
      'email',
      'familyName',
      'givenName',
      'language',
      'telephone',
    ]);
    expect(await faults('epp.xsd', first.document!.text)).toEqual([]);
    expect(first.document!.text).toContain(`<clTRID>${first.sharing}</clTRID>`);

    const version = Number(etag.replaceAll('"', ''));
    const corrected = await post(
      `${at}/correct`,
      { channel: 'application', source: 'subject', values: { familyName: 'Janssens' } },
      randomUUID(),
      version,
    );
    expect(corrected.outcome).toBe('done');
    const again = await post(`${at}/share`, body, key);
    expect(again).toMatchObject({ repeated: true, sharing: first.sharing });
    for (const member of ['fields', 'payload', 'document', 'adjustments'] as const)
      expect(again[member]).toEqual(first[member]);

    const update = { ...body, format: { ...body.format, kind: 'epp-update', contact: 'c1234567' } };
    const laterKey = randomUUID();
    const later = await post(`${at}/share`, update, laterKey);
    // The registry's update has no name: none goes out, in the payload neither, and none is on record.
    expect(later.payload).toMatchObject({ contact: { postalInfo: { type: 'loc' } } });
    expect(JSON.stringify(later)).not.toContain('Janssens');
    expect(later.fields).toEqual(['address', 'email', 'language', 'telephone']);
    expect(await faults('epp.xsd', later.document!.text)).toEqual([]);
    const sameAgain = await post(`${at}/share`, update, laterKey);
    for (const member of ['fields', 'payload', 'document', 'adjustments'] as const)
      expect(sameAgain[member]).toEqual(later[member]);
  });

  test('P02 P10 EURid and the registrar of .com, each in its own format', async () => {
    const eu = await holderUnder('eu');
    const format = { kind: 'epp-create', extensions: [EURID] };
    const shared = await post(`${eu.at}/share`, {
      purpose: 'domain-eu',
      recipient: 'eurid',
      link: eu.link,
      format,
    });
    expect(shared.payload).toMatchObject({
      format: 'epp-eurid',
      domain: eu.domain,
      contact: { postalInfo: { name: 'Jan Peeters-Łukasiewicz' } },
      extension: { type: 'registrant', lang: 'nl', naturalPerson: true },
    });
    const com = await holderUnder('com');
    const toRegistrar = { purpose: 'domain-com', recipient: 'com-registrar', link: com.link };
    const asked = { kind: 'epp-create', contact: 'DC-17' };
    const registrar = await post(`${com.at}/share`, { ...toRegistrar, format: asked });
    expect(registrar.payload).toMatchObject({
      format: 'epp-contact',
      contact: { postalInfo: { type: 'int' } },
    });
    expect(await faults('epp.xsd', shared.document!.text, registrar.document!.text)).toEqual([]);

    const unasked = await post(`${com.at}/share`, toRegistrar);
    expect(unasked).not.toHaveProperty('document');
    expect(unasked.payload).toEqual(registrar.payload);
    expect(await post(`${com.at}/share`, { ...toRegistrar, format })).toMatchObject({
      code: 'malformed-value',
    });
    expect(await post(`${com.at}/share`, { ...toRegistrar, format: { kind: 'ogone-form' } })).toMatchObject({
      code: 'format-not-available',
      kinds: ['epp-create', 'epp-update'],
    });
  });

  test('P11 P12 P13 bank, Ingenico and accounting office, each in its own format', async () => {
    const { familyName, givenName, email, language } = jan;
    const contract = { purpose: 'contract', values: { familyName, givenName, address, email } };
    const { subject } = await post('', { kind: 'natural-person', policy: '2018-05-25', collect: [contract] });
    const at = `/${String(subject)}`;

    await post(`${at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
    await post(`${at}/use-further`, { from: 'contract', to: 'direct-debit' });
    const debit = {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: {
        iban: 'BE68 5390 0754 7034',
        mandateReference: 'M-1',
        mandateDate: '2026-11-02',
        endToEndId: 'invoice/2026-17',
        amount: '1500',
      },
      format: { kind: 'pain.008.001.08' },
    };
    const bank = await post(`${at}/share`, debit);
    expect(bank.payload).toMatchObject({
      format: 'sepa-debtor',
      Dbtr: { Nm: 'Jan Peeters-Lukasiewicz' },
      DbtrAcct: { Id: { IBAN: 'BE68539007547034' } },
    });
    expect(await faults('pain.008-debtor.xsd', bank.document!.text)).toEqual([]);
    const wrong = await post(`${at}/share`, {
      ...debit,
      transit: { ...debit.transit, iban: 'BE68539007547035' },
    });
    expect(wrong).toMatchObject({ code: 'malformed-value', errors: [{ pointer: '/transit/iban' }] });

    await post(`${at}/choose-payment`, { method: 'online-payment' });
    const online = { purpose: 'online-payment', source: 'subject', values: { language: 'en-US' } };
    await post(`${at}/collect`, online);
    const order = { pspId: 'MyPSPID', orderId: '1234', amount: '1500', currency: 'EUR' };
    const signed = { ...order, shaInPassphrase: 'Mysecretsig1875!?', shaInAlgorithm: 'SHA-1' };
    const toIngenico = { purpose: 'online-payment', recipient: 'ingenico', format: { kind: 'ogone-form' } };
    const ingenico = await post(`${at}/share`, { ...toIngenico, transit: signed });
    expect(Object.fromEntries(new URLSearchParams(ingenico.document!.text))).toEqual({
      PSPID: 'MyPSPID',
      ORDERID: '1234',
      AMOUNT: '1500',
      CURRENCY: 'EUR',
      LANGUAGE: 'en_US',
      SHASIGN: 'F4CC376CD7A834D997B91598FA747825A238BE0A',
    });
    expect(JSON.stringify(ingenico)).not.toContain('Mysecretsig');

    await post(`${at}/use-further`, { from: 'contract', to: 'bookkeeping' });
    const office = await post(`${at}/share`, {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      reference: 'invoice/2026-17',
      format: { kind: 'ubl-2.1' },
    });
    expect(office).toMatchObject({
      payload: { format: 'ubl-customer', customizationId: 'urn:cen.eu:en16931:2017' },
      document: { type: 'application/xml' },
      adjustments: [],
    });
    expect(office.document!.text).toContain(
      '<cbc:RegistrationName>Jan Peeters-Łukasiewicz</cbc:RegistrationName>',
    );
    expect(language).not.toBe('en-US');
  });

  test('P09 a dry run shares nothing, shows what would go out and what was adjusted, and that is a look on record', async () => {
    const { at, link } = await holderUnder('be');
    const body = await post(`${at}/share?dryRun=true`, {
      purpose: 'domain-be',
      recipient: 'dns-belgium',
      link,
    });
    expect(body).toMatchObject({ outcome: 'dry-run', adjustments: [{ field: 'familyName' }, {}] });
    expect(body).not.toHaveProperty('sharing');
    const register = await http.query('privacy-officer', `/v1/subjects${at}/register`, {
      purpose: 'data-subject-request',
      position: String(body.position),
    });
    const entries = register.body.entries as { kind: string; about?: object }[];
    expect(entries.filter(({ kind }) => kind === 'shared')).toEqual([]);
    expect(entries.filter(({ kind }) => kind === 'looked')).toMatchObject([
      {
        purpose: 'domain-be/1',
        actor: { role: 'service' },
        about: { view: 'share' },
        fields: Object.fromEntries((body.fields as string[]).map(field => [field, {}])),
      },
    ]);
    // What would go out is what goes out.
    const sent = await post(`${at}/share`, { purpose: 'domain-be', recipient: 'dns-belgium', link });
    for (const member of ['adjustments', 'fields', 'payload'] as const)
      expect(body[member]).toEqual(sent[member]);
  });
});
