import { erase, look, untilFenced, untilTold } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { findPlanted } from '../setup/planted';

/** Values that are nowhere else in the world. */
const PLANTED = {
  familyName: 'Vergetelgemse-Plantér',
  givenName: 'Wisbertjé',
  street: 'Uitgewistestraaŧ',
  city: 'Vergeteghem',
  email: 'wisbert.geplant@uitgewist.example',
  telephone: '+3292987613',
  login: 'w.plantlogin-78',
  domain: 'gewisté-naam.be',
  identity: 'sub-plantwissing-10',
  address: '203.0.113.177',
} as const;

const ROLES = ['service', 'staff', 'privacy-officer', `customer:${PLANTED.identity}`];

/** Art. 17: what was erased is in no file, no log line and no answer, whoever asks. */
describe('planted values of who was erased', () => {
  let app: App;
  let http: Http;
  beforeAll(async () => {
    app = await startApp({ postgres: 'embedded', env: { LOG_LEVEL: 'debug' } });
    http = new Http(app);
  });
  afterAll(() => app.dispose());

  async function planted(): Promise<string> {
    const values = {
      familyName: PLANTED.familyName,
      givenName: PLANTED.givenName,
      address: { street: PLANTED.street, number: '7', postalCode: '9000', city: PLANTED.city, country: 'BE' },
      email: PLANTED.email,
      telephone: PLANTED.telephone,
    };
    const { body } = await done(
      http.command('service', '/v1/subjects', {
        kind: 'natural-person',
        policy: '2018-05-25',
        collect: [{ purpose: 'contract', values }],
      }),
    );
    const subject = String(body.subject);
    const at = `/v1/subjects/${subject}`;
    await shared(at, { ...values, language: 'nl-BE' });
    await done(http.command('service', `${at}/link-login`, { login: PLANTED.login }));
    const identity = { issuer: app.issuer, subject: PLANTED.identity };
    await done(http.command('service', `${at}/link-identity`, identity));
    await done(http.command('service', `${at}/sign-ins`, { ipAddress: PLANTED.address }));
    return subject;
  }

  /** To DNS Belgium, which has to hear of the erasure (Art. 19): that seals what identifies the person to it. */
  async function shared(at: string, values: object): Promise<void> {
    const domain = { domain: PLANTED.domain, role: 'holder' };
    const { link } = (await done(http.command('service', `${at}/link-domain`, domain))).body;
    const terms = { document: 'terms:be', version: '2018-05-25', channel: 'application' };
    await done(http.command('service', `${at}/accept-document`, terms));
    await done(http.command('service', `${at}/start-service`, { type: 'domain', link }));
    const collect = { purpose: 'domain-be', source: 'subject', values };
    await done(http.command('service', `${at}/collect`, collect));
    const share = { purpose: 'domain-be', recipient: 'dns-belgium', link, reference: 'order/7' };
    await done(http.command('service', `${at}/share`, share));
  }

  /** Every answer to a question about a subject, by every role. */
  async function answers(subject: string): Promise<string> {
    const description = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, { get?: object }>;
    };
    const paths = Object.entries(description.paths).flatMap(([path, { get }]) =>
      get && path.includes('{subject}') ? [path.replace('{subject}', subject)] : [],
    );
    expect(paths.length).toBeGreaterThan(3);
    let texts = '';
    for (const who of ROLES)
      for (const path of paths)
        for (const format of [{}, { format: 'csv' }, { format: 'jsonl' }] as Record<string, string>[])
          texts += (await http.query(who, path, { ...look, ...format })).text;
    const search = await http.post('staff', '/v1/searches?purpose=customer-care', { email: PLANTED.email });
    return texts + search.text;
  }

  test('are in no file, write-ahead log included, in no log line, in no answer', async () => {
    const subject = await planted();
    const before = await answers(subject);
    const shown = await findPlanted(PLANTED, { folders: [], texts: { before } });
    // The search can fail: all that can be shown was shown.
    const labels = new Set(shown.map(({ label }) => label));
    expect([...labels].sort()).toEqual(Object.keys(PLANTED).sort());

    const erasure = await erase(app, subject);
    await untilFenced(app, subject, erasure);
    await untilTold(app, subject, erasure);
    const after = await answers(subject);
    expect(after).toContain('subject-erased');
    await app.stop();
    const places = { folders: [app.dataDir], texts: { log: app.log(), after } };
    expect(await findPlanted(PLANTED, places)).toEqual([]);
  }, 180_000);
});
