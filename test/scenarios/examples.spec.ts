import { latestDay, shippedCatalogues } from '#libs/catalogue';
import { EXAMPLE_ID } from '#libs/http/schema';
import {
  addressesOf,
  described,
  isCommand,
  resolved,
  takesVersion,
  versionedBy,
  type Described,
  type Operation,
} from '../setup/described';
import { testLog } from '../setup/log';
import { poisonRegister } from '../setup/poison';
import { until } from '../setup/until';
import { JAN, Person } from './people';
import { scenario } from './scenario';

jest.setTimeout(120_000);

type Row = Record<string, unknown>;
/** Members that name a text by its hash. */
const HASHES = ['eventHash', 'replaces', 'check'];

/**
 * What /openapi.json gives as an example of a body is sent as it stands, but for ids, to a service in a state that takes
 * it. Whatever else a state takes is made beside.
 */
describe('examples of /openapi.json', () => {
  const { app, shop, an, olivia } = scenario();
  const pieter = new Person(app, 'privacy-officer', 'pieter.officer');
  const jan = new Person(app, 'customer', 'jan.examples');
  const unnamed = new Person(app, 'service', 'unnamed');
  let document: Described;
  beforeAll(async () => {
    document = await described(app);
  });

  /** `path type` of each body that was sent and accepted. */
  const accepted = new Set<string>();
  /** Paths of the commands that were refused to a client that the catalogue does not name. */
  const refusedToUnnamed = new Set<string>();
  const isOfServices = (operation: Operation): boolean =>
    operation['x-roles']?.includes('service') === true && isCommand(operation);
  /** What was answered last under a name: ids that others name. */
  const known: Record<string, string> = {};

  /** Of each operation with a body: its path, the media type and the example. */
  const bodies = (): { path: string; type: string; operation: Operation; example: unknown }[] =>
    Object.entries(document.paths).flatMap(([path, { post: operation }]) =>
      Object.entries(operation?.requestBody?.content ?? {}).map(([type, { schema }]) => {
        const { examples } = resolved(document, schema);
        return { path, type, operation: operation!, example: examples?.[0] };
      }),
    );

  /** The example with ids that the service made in place of those that it shows. */
  function withIds(value: unknown, ids: Readonly<Record<string, string>>, name = ''): unknown {
    if (value === EXAMPLE_ID || (HASHES.includes(name) && name in ids)) {
      if (ids[name] === undefined) throw new Error(`no id is known for ${name}`);
      return ids[name];
    }
    if (Array.isArray(value)) return value.map(each => withIds(each, ids, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, each]) => [member, withIds(each, ids, member)]),
    );
  }

  /** Sends the example of an operation. @returns what is answered; its ids are known from then on */
  async function example(
    who: Person,
    address: string,
    ids: Readonly<Record<string, string>> = {},
    type = 'application/json',
  ): Promise<Row> {
    const [plain] = address.split('?') as [string];
    const found = bodies().find(each => each.type === type && addressesOf(each.path).test(plain));
    if (!found) throw new Error(`no body of the type ${type} is described at ${plain}`);
    const { path, operation } = found;
    const body = withIds(found.example, { ...known, ...ids });
    const matched = takesVersion(operation) && { 'if-match': await etagOf(plain) };
    const headers = { 'content-type': type, ...matched };
    // P04, P10: of whatever a service may send, a client acts for what the catalogue says, whatever its scopes.
    if (isOfServices(operation)) {
      const { text } = await unnamed.post(address, body, headers);
      expect([path, text]).toEqual([path, expect.stringContaining('client-not-allowed')]);
      refusedToUnnamed.add(path);
    }
    const answer = await who.post(address, body, headers);
    expect([path, body, answer.status < 300 ? 'accepted' : answer.text]).toEqual([path, body, 'accepted']);
    expect([path, answer.body.outcome ?? 'done']).toEqual([path, 'done']);
    accepted.add(`${path} ${type}`);
    for (const [name, value] of Object.entries(answer.body))
      if (typeof value === 'string') known[name] = value;
    return answer.body;
  }

  const etagOf = async (address: string): Promise<string> => {
    const seen = await olivia.sees(versionedBy(address));
    return seen.headers.get('etag')!;
  };

  let at: string;
  /** Somebody else, for what changes more than others can bear. */
  const another = async (more: Row = {}): Promise<string> => {
    const values = { ...JAN, familyName: 'Claes', language: 'nl-BE' };
    const collect = [{ purpose: 'contract', values }];
    const body = { kind: 'natural-person', policy: '2018-05-25', collect, ...more };
    return `/v1/subjects/${String((await shop.does('/v1/subjects', body)).body.subject)}`;
  };

  test('of a customer, from the sign-up on', async () => {
    at = `/v1/subjects/${String((await example(shop, '/v1/subjects')).subject)}`;
    await shop.does(`${at}/link-identity`, { issuer: app.issuer, subject: 'jan.examples' });
    for (const kind of ['login', 'identity', 'domain']) {
      await example(shop, `${at}/link-${kind}`);
      await example(shop, `${at}/unlink-${kind}`);
    }
    await example(shop, `${at}/collect`);
    await example(shop, `${at}/correct`);
    await example(jan, `${at}/remove-value`);
    await example(shop, `${at}/start-service`);
    await example(shop, `${at}/use-further`);
    await example(shop, `${at}/renew-service`);
    await example(shop, `${at}/end-service`);
    await example(shop, `${at}/sign-ins`);

    const soon = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const up = await shop.does(`${at}/start-service`, { type: 'hosting', renewsOn: soon });
    await shop.does(`${at}/use-further`, { from: 'contract', to: 'renewal' });
    await example(shop, `${at}/contact-for-renewal`, { service: String(up.body.service) });

    await example(shop, `${at}/share`);
    await example(shop, `${at}/record-sharing-failed`);

    const receiver = await another();
    await example(shop, `${receiver}/accept-document`);
    await example(shop, `${receiver}/choose-payment`);
    await example(shop, `${receiver}/drop-payment`);
    const mine = await shop.does(`${at}/link-domain`, { domain: 'peeters-examples.be', role: 'holder' });
    const to = receiver.split('/').at(-1)!;
    await example(shop, `${at}/transfer-domain`, { link: String(mine.body.link), to });
    for (const type of ['application/x-ndjson', 'text/csv']) await example(shop, '/v1/imports', {}, type);
  });

  test('of what a person objects to, has restricted, marked and erased', async () => {
    await example(an, `${at}/restrict`);
    await example(an, `${at}/announce-lifting`);
    await example(an, `${at}/lift-restriction`);
    await example(an, `${at}/object`);
    await example(olivia, `${at}/settle-objection`);
    await example(an, `${at}/mark-other-person`);
    await example(olivia, `${at}/settle-other-person`);
    const other = await another();
    await example(olivia, `${other}/erase`);
    await example(an, `${other}/approve-erasure`);
  });

  test('of a mediation', async () => {
    const opened = async (): Promise<string> =>
      `/v1/mediations/${String((await example(shop, '/v1/mediations')).mediation)}`;
    const informed = async (): Promise<string> => {
      const mediation = await opened();
      await example(an, `${mediation}/tell-third-party`);
      await example(an, `${mediation}/inform-owner`);
      return mediation;
    };
    const mediation = await informed();
    await example(an, `${mediation}/answer`);
    await example(an, `${mediation}/answer-third-party`);
    await example(jan, `${at}/mediations/${(await informed()).split('/').at(-1)!}/answer`);
    await example(an, `${await opened()}/withdraw`);
  });

  test('of an order', async () => {
    const registered = async (): Promise<string> =>
      `/v1/orders/${String((await example(olivia, '/v1/orders')).order)}`;
    const order = await registered();
    await example(pieter, `${order}/approve`);
    await example(olivia, `${order}/disclose`);
    await example(olivia, `${order}/extend-secrecy`);
    await example(olivia, `${order}/lift-secrecy`);
    await example(olivia, `${await registered()}/refuse`);
    await example(olivia, `${await registered()}/withdraw`);
    await example(olivia, '/v1/orders/grounds/sv-39bis/confirm');
  });

  test('of mail and requests', async () => {
    const { matter } = await example(an, '/v1/matters');
    await example(an, `/v1/matters/${String(matter)}/note`);
    const contact = { familyName: 'Wouters', email: 'els@example.org' };
    const asked = { kind: 'access', channel: 'email', requester: 'unknown', contact, matter };
    const { request: into } = (await an.does('/v1/requests', asked)).body;
    await example(an, `/v1/matters/${String(matter)}/close`, { id: String(into) });
    await example(an, '/v1/mailboxes/info/messages', {}, 'message/rfc822');

    const request = `/v1/requests/${String((await example(an, '/v1/requests')).request)}`;
    await example(an, `${request}/ask-proof`);
    await example(an, `${request}/reject-proof`);
    await an.does(`${request}/ask-proof`, { reason: 'details-differ' });
    await example(an, `${request}/verify`);
    await example(an, `${request}/link`, { subject: at.split('/').at(-1)! });
    await example(olivia, `${request}/extend`);
    await example(olivia, `${request}/refuse`);
    await example(an, `${request}/send-letter`);
    await example(an, `${request}/close`);
    await example(jan, `${at}/requests`);

    const subject = (await another()).split('/').at(-1);
    const byTelephone = { kind: 'restriction', channel: 'telephone', subject };
    const calling = `/v1/requests/${String((await an.does('/v1/requests', byTelephone)).body.request)}`;
    await example(an, `${calling}/ask-confirmation`);
    await example(an, `${calling}/confirm`);
    await example(an, `${calling}/carry-out`);
  });

  test('of telling recipients', async () => {
    const duty = async (): Promise<string> => {
      const payer = await another({ payment: { method: 'online-payment' } });
      await shop.does(`${payer}/share`, { purpose: 'online-payment', recipient: 'ingenico' });
      const changed = { values: { language: 'fr-BE' }, purposes: ['online-payment'], channel: 'application' };
      const { body } = await shop.does(`${payer}/correct`, changed, { 'if-match': await etagOf(payer) });
      return `${payer}/duties/${(body.tell as { duties: string[] }[])[0]!.duties[0]!}`;
    };
    const one = await duty();
    await example(shop, `${one}/tell`);
    await example(shop, `${one}/record-failed`);
    await shop.does(`${one}/tell`, { channel: 'interface' });
    await example(shop, `${one}/confirm`);
    await example(olivia, `${await duty()}/waive`);
  });

  test('of a breach', async () => {
    const breach = `/v1/breaches/${String((await example(olivia, '/v1/breaches')).breach)}`;
    for (const step of [
      'correct',
      'assess',
      'notify-authority',
      'affected',
      'write-letter',
      'tell-persons',
      'not-tell-persons',
    ])
      await example(olivia, `${breach}/${step}`);
    const last = { channel: 'email', complete: true, reference: 'DB-2026-17' };
    await olivia.does(`${breach}/notify-authority`, last);
    await example(olivia, `${breach}/close`);
  });

  test('of what officers ask and oversee', async () => {
    await example(an, '/v1/searches?purpose=customer-care');
    await example(olivia, '/v1/actors?purpose=audit');
    await example(olivia, '/v1/audits');
    await example(olivia, `/v1/audits/${known.audit!}/close`);
    await example(olivia, '/v1/webhooks');
    await example(olivia, '/v1/calendars');
  });

  test('of the next version of the catalogue', async () => {
    const { draft, digest } = await example(olivia, '/v1/catalogue/drafts');
    const at = `/v1/catalogue/drafts/${String(draft)}`;
    const text = { ...shippedCatalogues().at(-1)!, version: '2999-12-31', from: latestDay(new Date()) };
    const other = { basedOn: shippedCatalogues().at(-1)!.version, catalogue: text, replaces: digest };
    const kept = (await olivia.does(`${at}/revise`, other)).body;
    await example(pieter, `${at}/revise`, { replaces: String(kept.digest) });
    const again = { ...other, replaces: known.digest };
    await olivia.does(`${at}/revise`, again);
    await example(pieter, `${at}/publish`, { check: String((await olivia.sees(`${at}/check`)).body.check) });
  });

  // The register stands still from here on: nothing after it reads it.
  test('of an event that projections pass over', async () => {
    const log = await testLog(app.database!);
    const event = await poisonRegister(log, at.split('/').at(-1)!);
    await log.close();
    const standing = async (): Promise<{ event: string; eventHash: string }[]> =>
      (await olivia.sees('/v1/passings')).body.standing as never;
    const [{ eventHash } = { eventHash: '' }] = await until(standing, found =>
      found.some(each => each.event === event),
    );
    await example(olivia, '/v1/passings', { event, eventHash });
  });

  test('P04, P10: every command that services may send asks whether the catalogue lets the client act', () => {
    const all = Object.entries(document.paths).flatMap(([path, { post }]) =>
      post && isOfServices(post) ? [path] : [],
    );
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(path => !refusedToUnnamed.has(path))).toEqual([]);
  });

  test('there is one of every body, and each that says something was accepted', () => {
    const all = bodies();
    expect(all.length).toBeGreaterThan(70);
    const name = ({ path, type }: (typeof all)[number]): string => `${path} ${type}`;
    expect(all.filter(each => each.example === undefined).map(name)).toEqual([]);
    const says = all.filter(each => JSON.stringify(each.example) !== '{}');
    expect(says.map(name).filter(each => !accepted.has(each))).toEqual([]);
  });
});
