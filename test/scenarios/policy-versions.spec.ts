import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { JAN, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(90_000);

type Row = Record<string, unknown>;
type Draft = { -readonly [K in keyof Catalogue]: Catalogue[K] };
const OLD = '2018-05-25';
const NEW = '2027-01-01';

/** The next policy: other terms of .be, a longer retention of contracts, and the successor of Ingenico's e-Commerce page. */
function next(): Catalogue {
  const draft = structuredClone(shippedCatalogues()[0]!) as Draft;
  const documents = draft.documents.flatMap(each =>
    each.document === 'policy' || each.document === 'terms:be'
      ? [each, { ...each, version: NEW, from: NEW }]
      : [each],
  );
  const purposes = draft.purposes.map(purpose => {
    if (purpose.id === 'contract/1')
      return { ...purpose, id: 'contract/2', retention: { ...purpose.retention, duration: 'P2Y' } };
    if (purpose.id !== 'online-payment/1') return purpose;
    const recipients = purpose.recipients.map(each => ({
      ...each,
      format: 'worldline-direct' as const,
      transit: [],
    }));
    return { ...purpose, id: 'online-payment/2', recipients };
  });
  return { ...draft, version: NEW, from: NEW, documents, purposes };
}

describe('P21 a policy is published anew, never edited', () => {
  let catalogues: string;
  const ship = (catalogue: Catalogue): void =>
    writeFileSync(join(catalogues, `${catalogue.version}.json`), JSON.stringify(catalogue));
  const { app, shop, olivia, on } = scenario({
    on: '2026-11-24',
    env: dataDir => {
      catalogues = join(dataDir, 'catalogues');
      mkdirSync(catalogues);
      ship(shippedCatalogues()[0]!);
      return { INZAGE_CATALOGUES: catalogues };
    },
  });
  let jan: Awaited<ReturnType<typeof signUp>>;
  let marie: typeof jan;
  let link: unknown;

  beforeAll(async () => {
    jan = await signUp(app, shop, 'jan.versions');
    await accept(jan.at, 'terms:be', OLD);
    ({ link } = (
      await shop.does(`${jan.at}/link-domain`, { domain: 'jan-versions.be', role: 'holder' })
    ).body);
    await shop.does(`${jan.at}/start-service`, { type: 'domain', link });
    const values = { ...JAN, familyName: 'Peeters', language: 'nl-BE' };
    await shop.does(`${jan.at}/collect`, { purpose: 'domain-be', source: 'subject', values });
    await shop.does(`${jan.at}/choose-payment`, { method: 'online-payment' });
    const paying = { purpose: 'online-payment', source: 'subject', values: { ...JAN, language: 'nl-BE' } };
    const { address: _, telephone: __, ...payer } = paying.values;
    await shop.does(`${jan.at}/collect`, { ...paying, values: payer });
  }, 240_000);

  const accept = (at: string, document: string, version: string) =>
    shop.does(`${at}/accept-document`, { document, version, channel: 'application' });
  const pay = async (): Promise<Row> =>
    (await shop.does(`${jan.at}/share`, { purpose: 'online-payment', recipient: 'ingenico' })).body;
  const register = async (kind: string): Promise<Row[]> =>
    (await olivia.sees(`${jan.at}/register?kind=${kind}&purpose=data-subject-request&order=oldest`)).body
      .entries as Row[];
  async function who(document: string, version: string, state: string): Promise<string[]> {
    const { body } = await olivia.sees(
      `/v1/acceptances?document=${document}&version=${version}&state=${state}`,
    );
    return (body.subjects as Row[]).map(({ subject }) => (subject === jan.subject ? 'jan' : 'marie')).sort();
  }
  const signUpUnder = (policy: string): Promise<unknown> =>
    shop.refused('/v1/subjects', {
      kind: 'natural-person',
      policy,
      collect: [{ purpose: 'contract', values: { ...JAN, email: 'other@example.be' } }],
    });

  test('published ahead, it changes nothing until its first day', async () => {
    ship(next());
    await app.stop();
    await app.start();
    const { body } = await olivia.sees('/v1/catalogue/versions');
    expect(body).toMatchObject([
      { version: OLD, current: true },
      { version: NEW, from: NEW, current: false },
    ]);
    expect(await signUpUnder(NEW)).toBe('document-version-unknown');
    expect(await pay()).toMatchObject({ payload: { format: 'ogone' } });
    expect((await shop.sees('/v1/catalogue')).body).toMatchObject({ version: OLD });
  });

  test('from its first day on it holds for what happens; what happened stays under the old one', async () => {
    on('2027-01-01');
    expect((await shop.sees('/v1/catalogue')).body).toMatchObject({ version: NEW });
    expect((await shop.sees(`/v1/catalogue/${OLD}`)).body).toMatchObject({
      catalogue: shippedCatalogues()[0],
    });
    expect(await signUpUnder(OLD)).toBe('terms-not-accepted');
    const { body } = await shop.does('/v1/subjects', {
      kind: 'natural-person',
      policy: NEW,
      collect: [{ purpose: 'contract', values: { ...JAN, email: 'marie@example.be' } }],
    });
    marie = { ...jan, subject: String(body.subject), at: `/v1/subjects/${String(body.subject)}` };

    const { body: old } = await olivia.sees(`${jan.at}/overview?purpose=data-subject-request`);
    const { body: fresh } = await olivia.sees(`${marie.at}/overview?purpose=data-subject-request`);
    const kept = ({ values }: Row, purpose: string): unknown =>
      (values as Row[]).find(each => each.purpose === purpose)?.kept;
    expect(kept(old, 'contract/1')).toMatchObject({ duration: 'P1Y' });
    expect(kept(fresh, 'contract/2')).toMatchObject({ duration: 'P2Y' });
    expect(old).toMatchObject({ accepted: OLD });
    const { body: one } = await olivia.sees(`${jan.at}/record?purpose=data-subject-request`);
    expect(one).toMatchObject({ policy: OLD });
  });

  test('P02: the new terms come first; who accepted which version, and who has yet to', async () => {
    const sharing = { purpose: 'domain-be', recipient: 'dns-belgium', link };
    expect(await shop.refused(`${jan.at}/share`, sharing)).toBe('terms-not-accepted');
    expect(await who('terms:be', OLD, 'accepted')).toEqual(['jan']);
    expect(await who('terms:be', NEW, 'outstanding')).toEqual(['jan']);
    expect(await who('policy', OLD, 'accepted')).toEqual(['jan']);
    expect(await who('policy', NEW, 'accepted')).toEqual(['marie']);
    expect(await who('policy', NEW, 'outstanding')).toEqual(['jan']);

    await accept(jan.at, 'terms:be', NEW);
    await accept(jan.at, 'policy', NEW);
    await shop.does(`${jan.at}/share`, sharing);
    expect(await who('terms:be', NEW, 'outstanding')).toEqual([]);
    expect(await who('policy', NEW, 'accepted')).toEqual(['jan', 'marie']);
    // That they accepted the old one stays on record.
    expect(await who('policy', OLD, 'accepted')).toEqual(['jan']);
    expect(await who('terms:be', OLD, 'accepted')).toEqual(['jan']);
  });

  test('P12: the successor gets its customer object from the day that the catalogue says so, under its version', async () => {
    const paid = await pay();
    expect(paid.payload).toEqual({
      format: 'worldline-direct',
      order: {
        customer: {
          locale: 'nl_BE',
          personalInformation: { name: { firstName: 'Jan', surname: JAN.familyName } },
          contactDetails: { emailAddress: JAN.email },
        },
      },
    });
    // Nothing of the old page's order goes there.
    expect(
      await shop.refused(`${jan.at}/share`, {
        purpose: 'online-payment',
        recipient: 'ingenico',
        transit: { pspId: 'MyPSPID' },
      }),
    ).toBe('transit-not-allowed');
    const shared = (await register('shared')).filter(({ recipient }) => recipient === 'ingenico');
    expect(shared.map(({ purpose, catalogue }) => [purpose, catalogue])).toEqual([
      ['online-payment/1', OLD],
      ['online-payment/2', NEW],
    ]);
    // What the customer is told of it has both by name, though the present catalogue has one.
    const { body } = await olivia.sees(`${jan.at}/overview?purpose=data-subject-request`);
    const { purposes, sharings } = body as { purposes: Row; sharings: { purpose: string }[] };
    for (const { purpose } of sharings) expect(purposes[purpose]).toHaveProperty('label');
    const { request } = (
      await shop.does('/v1/requests', { kind: 'access', channel: 'letter', subject: jan.subject })
    ).body;
    await olivia.does(`/v1/requests/${String(request)}/carry-out`, {});
    const answer = await olivia.sees(`/v1/requests/${String(request)}/document?purpose=data-subject-request`);
    const told = answer.body.purposes as Record<string, { retention: Row }>;
    expect(told['contract/1']!.retention).toMatchObject({ duration: 'P1Y' });
    expect((await register('collected')).map(({ catalogue }) => catalogue)).toEqual([OLD, OLD, OLD]);
  });

  test('one that was published is not edited: the service does not start with other content', async () => {
    const edited = next();
    ship({ ...edited, controller: { ...edited.controller, name: 'Another' } });
    await app.stop();
    const { code, said } = await app.outcome();
    expect(code).not.toBe(0);
    expect(said).toContain('/controller/name');
    ship(edited);
    await app.start();
    expect((await shop.sees('/v1/catalogue')).body).toMatchObject({ version: NEW });
  });
});
