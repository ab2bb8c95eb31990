import { randomUUID } from 'node:crypto';
import type { Answered } from './http';
import { JAN, Person } from './people';
import { scenario } from './scenario';

jest.setTimeout(60_000);

type Row = Record<string, unknown>;

/** A sign-up with all that belongs to it is one command; what follows from it are the sharings themselves. */
describe('a sign-up takes few calls, over HTTP', () => {
  const { app, shop, olivia } = scenario();

  const values = { ...JAN, familyName: 'Peeters', language: 'nl-BE' };
  const signUp = (name: string): Row => ({
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
    documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
    identity: { issuer: app.issuer, subject: name },
    login: name,
    domains: [{ domain: `${name}.be`, role: 'holder' }],
    services: [{ type: 'domain', domain: `${name}.be`, renewsOn: '2999-03-02' }],
    payment: { method: 'direct-debit', instance: 'kbc' },
  });
  const entriesOf = async (at: string): Promise<Row[]> =>
    (await olivia.sees(`${at}/register?purpose=data-subject-request`)).body.entries as Row[];

  test('P01 P02 P05 P10 P11 P13 a .be domain, direct debit and the first invoice: four calls', async () => {
    let calls = 0;
    const call = (path: string, body: unknown): Promise<Answered> => {
      calls += 1;
      return shop.does(path, body);
    };
    const { body } = await call('/v1/subjects', signUp('four-calls'));
    const [link] = body.domains as string[];
    const at = `/v1/subjects/${String(body.subject)}`;
    const toRegistry = { purpose: 'domain-be', recipient: 'dns-belgium', link };
    const dry = await shop.post(`${at}/share?dryRun=true`, toRegistry);
    const registry = await call(`${at}/share`, toRegistry);
    expect(dry.body.payload).toEqual(registry.body.payload);
    const bank = await call(`${at}/share`, {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2026-03-01' },
    });
    const invoice = { purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/2026-1' };
    const office = await call(`${at}/share`, invoice);
    expect(calls).toBeLessThanOrEqual(4);
    expect([registry, bank, office].map(({ body }) => (body.payload as Row).format)).toEqual([
      'epp-dnsbe',
      'sepa-debtor',
      'ubl-customer',
    ]);
    const entries = await entriesOf(at);
    // What was taken over is an entry of its own, and what was shared has the commitments of what was sealed.
    for (const purpose of ['domain-be/1', 'direct-debit/1', 'bookkeeping/1']) {
      const of = (kind: string): Row => entries.find(each => each.kind === kind && each.purpose === purpose)!;
      expect(of('used-further')).toMatchObject({ about: { from: 'contract/1' } });
      expect(of('shared').fields).toEqual(of('used-further').fields);
    }
    const self = new Person(app, 'customer', 'four-calls');
    expect((await self.sees(`${at}/record?purpose=data-subject-request`)).status).toBe(200);
    // The next invoice takes over nothing: this year's values are there.
    await call(`${at}/share`, invoice);
    expect((await entriesOf(at)).filter(({ kind }) => kind === 'used-further')).toHaveLength(3);
  });

  test('a retry answers the same ids; a dry run decides all of it, and leaves nothing', async () => {
    const dry = await shop.post('/v1/subjects?dryRun=true', signUp('twice-asked'));
    expect(dry).toMatchObject({ status: 200, body: { outcome: 'dry-run' } });
    expect(dry.body).not.toHaveProperty('domains');
    const key = { 'idempotency-key': randomUUID() };
    const first = await shop.does('/v1/subjects', signUp('twice-asked'), key);
    const again = await shop.does('/v1/subjects', signUp('twice-asked'), key);
    expect(again.body).toMatchObject({ repeated: true });
    for (const member of ['subject', 'login', 'identity', 'domains', 'services'])
      expect([member, again.body[member]]).toEqual([member, first.body[member]]);
  });

  test('refused as a whole, with the place: nobody is registered and no name is taken', async () => {
    await shop.does('/v1/subjects', signUp('taken'));
    const refused = async (change: Row, query = ''): Promise<Row> =>
      (await shop.post(`/v1/subjects${query}`, { ...signUp('refused'), ...change })).body;
    for (const query of ['', '?dryRun=true']) {
      expect(await refused({ login: 'taken' }, query)).toMatchObject({
        code: 'login-taken',
        pointer: '/login',
      });
      expect(
        await refused({ domains: [{ domain: 'taken.be', role: 'holder' }], services: [] }, query),
      ).toMatchObject({
        code: 'domain-has-holder',
        pointer: '/domains/0/domain',
      });
      expect(
        await refused({ documents: [], collect: [{ purpose: 'domain-be', values }] }, query),
      ).toMatchObject({
        code: 'terms-not-accepted',
        pointer: '/collect/0',
      });
    }
    // What the refused ones would have claimed is free.
    expect((await shop.does('/v1/subjects', signUp('refused'))).status).toBe(201);
  });
});
