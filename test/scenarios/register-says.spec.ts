import { JAN, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(60_000);

type Row = Record<string, unknown>;

/** What the register says is what happened: no more, no less (Art. 5(2)). */
describe('the register of what happens to a customer, over HTTP', () => {
  const { app, shop, an, olivia } = scenario();

  const values = { ...JAN, familyName: 'Peeters', language: 'nl-BE' };
  const entriesOf = async (at: string, kind: string): Promise<Row[]> =>
    (await olivia.sees(`${at}/register?purpose=data-subject-request&kind=${kind}`)).body.entries as Row[];

  test('P05 a link has its purpose, basis and source; what is used further, who gave it', async () => {
    const { body } = await shop.does('/v1/subjects', {
      kind: 'natural-person',
      policy: '2018-05-25',
      source: 'third-person',
      collect: [{ purpose: 'contract', values }],
      login: 'register-says',
      identity: { issuer: app.issuer, subject: 'register-says' },
      domains: [{ domain: 'register-says.be', role: 'holder' }],
      services: [{ type: 'hosting' }],
    });
    const at = `/v1/subjects/${String(body.subject)}`;
    const linked = await entriesOf(at, 'linked');
    const held = { purpose: 'contract/1', basis: 'eu-gdpr:A6-1-b', source: 'third-person' };
    expect(linked).toMatchObject([held, held, held]);
    await shop.does(`${at}/use-further`, { from: 'contract', to: 'hosting' });
    expect(await entriesOf(at, 'used-further')).toMatchObject([
      { purpose: 'hosting/1', source: 'third-person', fields: { email: {} } },
    ]);
  });

  test('P15 P18 Art. 5(2) whom we wrote to: what for, on which basis, and with which of their values', async () => {
    const { body } = await shop.does('/v1/subjects', {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [{ purpose: 'contract', values }],
      domains: [{ domain: 'written-to.be', role: 'holder' }],
    });
    const at = `/v1/subjects/${String(body.subject)}`;
    const asked = { domain: 'written-to.be', familyName: 'Wouters', email: 'els@example.org' };
    const { mediation } = (await shop.does('/v1/mediations', asked)).body;
    await an.does(`/v1/mediations/${String(mediation)}/tell-third-party`, { channel: 'email' });
    await an.does(`/v1/mediations/${String(mediation)}/inform-owner`, { channel: 'email' });
    expect(await entriesOf(at, 'owner-informed')).toMatchObject([
      {
        purpose: 'mediation/1',
        basis: 'eu-gdpr:A6-1-f',
        channel: 'email',
        fields: { email: { version: 1 }, familyName: { version: 1 }, givenName: { version: 1 } },
        about: { passedOn: ['familyName'] },
      },
    ]);

    const contact = { familyName: 'Peeters', email: 'els@example.org' };
    const letter = { channel: 'letter', subject: body.subject, contact };
    const { request } = (await an.does('/v1/requests', { kind: 'access', ...letter })).body;
    const sent = { letter: 'confirmation', channel: 'letter' };
    await an.does(`/v1/requests/${String(request)}/send-letter`, sent);
    const [entry] = await entriesOf(at, 'letter-sent');
    expect(entry).toMatchObject({
      purpose: 'data-subject-request/1',
      basis: 'eu-gdpr:A6-1-c',
      channel: 'letter',
      fields: { address: { version: 1 }, familyName: { commitment: expect.any(String) as string } },
    });
    // The name came with the request itself: it is no version of the record's.
    expect((entry!.fields as Row).familyName).not.toHaveProperty('version');
  });

  test('Art. 19 an update without a name records none, and a correction of the name is told to who has it', async () => {
    const { body } = await shop.does('/v1/subjects', {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [{ purpose: 'contract', values }],
      documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
      domains: [{ domain: 'told-of-names.be', role: 'holder' }],
      services: [{ type: 'domain', domain: 'told-of-names.be' }],
    });
    const at = `/v1/subjects/${String(body.subject)}`;
    const [link] = body.domains as string[];
    const share = (kind: string): Promise<unknown> =>
      shop.does(`${at}/share`, {
        purpose: 'domain-be',
        recipient: 'dns-belgium',
        link,
        format: { kind, contact: 'c1234567', extensions: ['http://www.dns.be/xml/epp/dnsbe-1.0'] },
      });
    const toTell = async (familyName: string): Promise<unknown> => {
      const { headers } = await shop.sees(`${at}/record?purpose=customer-care`);
      const body = { channel: 'application', source: 'subject', values: { familyName } };
      return (await shop.does(`${at}/correct`, body, { 'if-match': headers.get('etag')! })).body.tell;
    };
    await share('epp-update');
    const [shared] = await entriesOf(at, 'shared');
    expect(Object.keys(shared!.fields as object).sort()).toEqual([
      'address',
      'email',
      'language',
      'telephone',
    ]);
    expect(await toTell('Janssens')).toEqual([]);
    await share('epp-create');
    expect(await toTell('Maes')).toMatchObject([{ recipient: 'dns-belgium', fields: ['familyName'] }]);
  });

  test('P03 P18 P22 what was refused is there, and by its reason', async () => {
    const { at } = await signUp(app, shop, 'refused.on.record');
    const refused = (path: string, body: object, headers = {}): Promise<unknown> =>
      shop.refused(`${at}/${path}`, body, headers);
    const collect = (values: object): object => ({ purpose: 'hosting', source: 'subject', values });
    expect(await refused('collect', collect({ email: JAN.email }))).toBe('purpose-closed');
    expect(await refused('collect', collect({ email: JAN.email, shoeSize: '42' }))).toBe('field-not-needed');
    expect(await refused('use-further', { from: 'contract', to: 'hosting' })).toBe('purpose-closed');
    const byTelephone = { channel: 'telephone', values: { familyName: 'Maes' } };
    expect(await refused('correct', byTelephone, { 'if-match': '"1"' })).toBe('channel-not-allowed');
    const elsewhere = { purpose: 'bookkeeping', recipient: 'eurid' };
    expect(await refused('share', elsewhere)).toBe('recipient-not-for-purpose');
    expect(await refused('share', { ...elsewhere, recipient: 'advertiser' })).toBe('recipient-unknown');

    const about = (reason: string, condition?: string): Row => ({ reason, ...(condition && { condition }) });
    // The newest comes first.
    const entries = (await entriesOf(at, 'refused')).reverse();
    expect(entries.map(({ about, ...rest }) => ({ ...(about as Row), purpose: rest.purpose }))).toMatchObject(
      [
        { ...about('condition-unmet', 'purpose-open'), command: 'collect', purpose: 'hosting/1' },
        { ...about('over-collection'), command: 'collect', purpose: 'hosting/1' },
        { ...about('condition-unmet', 'purpose-open'), command: 'use-further', purpose: 'hosting/1' },
        { ...about('condition-unmet', 'in-writing'), command: 'correct' },
        { ...about('condition-unmet', 'recipient-of-purpose'), command: 'share', purpose: 'bookkeeping/1' },
        { ...about('third-party'), command: 'share', purpose: 'bookkeeping/1' },
      ],
    );
    expect(JSON.stringify(entries)).not.toMatch(/shoe|advertiser/);
  });
});
