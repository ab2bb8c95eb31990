import { customer } from '../faults/erasing';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';

type Row = Record<string, unknown>;
interface Value {
  readonly field: string;
  readonly purpose: string;
}

/** P04, P09, P22: looking is limited as writing is. */
describe('P09 looking', () => {
  const { app, http } = scenario();
  let at: string;
  let subject: string;
  let link: string;
  beforeAll(async () => {
    ({ subject } = await customer(app, 'looked-at'));
    at = `/v1/subjects/${subject}`;
    const { body } = await look('staff', 'customer-care');
    link = (body.links as { link: string; kind: string }[]).find(({ kind }) => kind === 'domain')!.link;
  }, 240_000);

  const look = (who: string, purpose: string, view = 'record'): Promise<Answered> =>
    http.query(who, `${at}/${view}`, { purpose });
  const shown = ({ body }: Answered): { fields: string[]; purposes: string[] } => {
    const values = body.values as Value[];
    const of = (member: keyof Value): string[] => [...new Set(values.map(each => each[member]))].sort();
    return { fields: of('field'), purposes: of('purpose') };
  };
  const entries = async (kind: string): Promise<Row[]> => {
    const { body } = await done(
      http.query('privacy-officer', `${at}/register`, {
        purpose: 'data-subject-request',
        kind,
        limit: '100',
      }),
    );
    return body.entries as Row[];
  };
  /** Refusals about the subject, the newest first: command, rule, purpose and role. */
  const refusals = async (): Promise<unknown[]> =>
    (await entries('refused')).map(({ about, purpose, actor }) => {
      const { command, condition } = about as Row;
      return [command, condition, purpose, (actor as Row).role];
    });
  /** Another service, which keeps the books. */
  const BOOKKEEPING = 'service:bookkeeping';

  const FRAUD = { purpose: 'fraud' };
  const CARE = { purpose: 'customer-care' };
  const WRITTEN = ['address', 'email', 'familyName', 'givenName', 'language', 'telephone'];
  const BOOKS = ['address', 'familyName', 'givenName'];

  test('P04: it answers the fields that its purpose needs, and its entry names them', async () => {
    expect((await look(BOOKKEEPING, 'mediation')).body.code).toBe('client-not-allowed');
    expect((await look(BOOKKEEPING, 'customer-care')).body.code).toBe('client-not-allowed');
    const books = await look(BOOKKEEPING, 'bookkeeping');
    expect(shown(books)).toEqual({ fields: BOOKS, purposes: ['bookkeeping/1'] });
    expect(books.body.links).toEqual([]);
    expect(shown(await look('service', 'domain-be'))).toEqual({ fields: WRITTEN, purposes: ['domain-be/1'] });
    const fraud = await look('privacy-officer', 'fraud');
    expect(shown(fraud).fields).toEqual(['familyName', 'givenName']);
    expect(shown(await look('staff', 'customer-care')).fields).toEqual(WRITTEN);
    expect(shown(await look('customer:looked-at', 'customer-care')).purposes).toHaveLength(3);

    const looked = (await entries('looked')).map(({ purpose, fields, actor }) => ({
      purpose,
      fields: Object.keys(fields ?? {}).sort(),
      actor: (actor as Row).id,
    }));
    expect(looked).toContainEqual({ purpose: 'bookkeeping/1', fields: BOOKS, actor: 'bookkeeping' });
    expect(looked).toContainEqual(
      expect.objectContaining({ purpose: 'fraud/1', fields: ['familyName', 'givenName'] }),
    );
    expect(looked.filter(({ purpose }) => purpose === 'mediation/1')).toEqual([]);
  });

  test('P09: who may look for what stands in the catalogue', async () => {
    for (const purpose of ['contract', 'domain-be', 'bookkeeping'])
      expect((await look('staff', purpose)).body.code).toBe('look-not-allowed');
    expect((await look('staff', 'audit')).body.code).toBe('look-not-allowed');
    // Each refusal is on record, at whom it was; not with what was no purpose at all.
    expect((await look('staff', 'jan@example.be')).body.code).toBe('purpose-unknown');
    expect((await refusals()).slice(0, 4)).toEqual([
      ['look', 'look-allowed', 'audit/1', 'staff'],
      ['look', 'look-allowed', 'bookkeeping/1', 'staff'],
      ['look', 'look-allowed', 'domain-be/1', 'staff'],
      ['look', 'look-allowed', 'contract/1', 'staff'],
    ]);
    expect(shown(await look('privacy-officer', 'audit'))).toEqual({ fields: [], purposes: [] });
    // A document of all that is held is for who asked for it.
    for (const view of ['overview', 'report'])
      expect((await look('privacy-officer', 'customer-care', view)).body.code).toBe('look-not-allowed');
    expect((await look('privacy-officer', 'data-subject-request', 'overview')).status).toBe(200);
    const asked = { kind: 'access', channel: 'letter', subject };
    const { request } = (await done(http.command('staff', '/v1/requests', asked))).body;
    await done(http.command('privacy-officer', `/v1/requests/${String(request)}/carry-out`, {}));
    for (const part of ['', '/document'])
      for (const [purpose, code] of [
        ['customer-care', 'look-not-allowed'],
        ['data-subject-request', undefined],
      ] as const) {
        const one = await http.query('staff', `/v1/requests/${String(request)}${part}`, { purpose });
        expect([part, purpose, one.body.code]).toEqual([part, purpose, code]);
      }
    await done(http.command('service', `${at}/sign-ins`, { ipAddress: '203.0.113.9' }));
    expect((await look('privacy-officer', 'customer-care', 'accesses')).text).not.toContain('203.0.113.9');
    expect((await look('privacy-officer', 'fraud', 'accesses')).text).toContain('203.0.113.9');
  });

  test('P10: a client shares for the purposes and with the recipients that the catalogue lets it', async () => {
    const holder = { purpose: 'domain-be', recipient: 'dns-belgium', link };
    expect((await http.command(BOOKKEEPING, `${at}/share`, holder)).body).toMatchObject({
      code: 'client-not-allowed',
      purpose: 'domain-be/1',
      recipient: 'dns-belgium',
    });
    const [refused] = await entries('refused');
    expect(refused).toMatchObject({
      purpose: 'domain-be/1',
      recipient: 'dns-belgium',
      about: { reason: 'condition-unmet', condition: 'client-allowed', command: 'share' },
    });
    const invoice = { purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/2026-1' };
    expect((await http.command(BOOKKEEPING, `${at}/share`, invoice)).body).toMatchObject({ outcome: 'done' });
    expect((await done(http.command('service', `${at}/share`, holder))).body).toMatchObject({
      outcome: 'done',
    });
  });

  test('P09: an officer is told which employee looked, each time by a look of its own; a name is no filter', async () => {
    await done(http.query('staff:an.looks', `${at}/record`, { purpose: 'customer-care' }));
    const officer = 'privacy-officer:olivia.looks';
    const find = (name: string): Promise<Answered> => findActor(name);
    const { actor } = (await done(find('an.looks'))).body;
    const told = await done(http.query(officer, `/v1/actors/${String(actor)}`, { purpose: 'audit' }));
    expect(told.body).toMatchObject({ actor, subject: 'an.looks', issuer: app.issuer });
    const { looks } = (await done(http.query(officer, '/v1/looks', { actor: String(actor), limit: '50' })))
      .body as { looks: Row[] };
    expect(looks).toContainEqual(expect.objectContaining({ actor, subject, view: 'record' }));
    const wrong = await http.query(officer, '/v1/looks', { actor: 'an.looks' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'invalid-request']);
    expect((await find('nobody.at.all')).body.code).toBe('not-found');
    expect((await find('looked-at')).body.code).toBe('not-found');
    // Nor who was a customer until the identity was unlinked.
    const was = await customerWith(http, app, 'was.looks');
    await done(http.query('customer:was.looks', `/v1/subjects/${was.subject}/record`));
    const { accesses } = (await done(http.query(officer, `/v1/subjects/${was.subject}/accesses`, FRAUD)))
      .body as { accesses: Row[] };
    const own = accesses.find(({ role }) => role === 'customer')!.actor;
    const held = await done(http.query(officer, `/v1/subjects/${was.subject}/record`, CARE));
    const identity = (held.body.links as Row[]).find(({ kind }) => kind === 'identity')!.link;
    await done(http.command('service', `/v1/subjects/${was.subject}/unlink-identity`, { link: identity }));
    expect((await find('was.looks')).body.code).toBe('not-found');
    const asked = await http.query(officer, `/v1/actors/${String(own)}`, { purpose: 'audit' });
    expect(asked.body.code).toBe('not-found');
    expect(
      (await http.query('staff:an.looks', `/v1/actors/${String(actor)}`, { purpose: 'audit' })).status,
    ).toBe(403);
    const register = await http.query(officer, '/v1/register', {
      purpose: 'audit',
      kind: 'looked',
      limit: '50',
    });
    const actors = (register.body.entries as { about: Row }[]).filter(({ about }) => about.view === 'actor');
    expect(actors.map(({ about }) => [about.by, about.actor])).toEqual(
      expect.arrayContaining([
        ['name', actor],
        ['pseudonym', actor],
      ]),
    );
    expect(register.text).not.toContain('an.looks');

    function findActor(name: string): Promise<Answered> {
      return http.post('privacy-officer:olivia.looks', '/v1/actors?purpose=audit', { subject: name });
    }
  });

  test('P09: a look at an entry or at an actor is listed by its own number and by who looked', async () => {
    const officer = 'privacy-officer:olga.looks';
    await done(http.query('staff:ann.looks', `${at}/record`, CARE));
    await done(http.query(officer, '/v1/register/0', { purpose: 'audit' }));
    const found = await done(http.post(officer, '/v1/actors?purpose=audit', { subject: 'ann.looks' }));
    const own = String((await done(http.query(officer, '/v1/caller'))).body.actor);
    expect(found.body.actor).not.toBe(own);
    const list = async (path: string, by: Record<string, string>): Promise<Row[]> =>
      (await done(http.query(officer, path, by))).body.looks as Row[];
    const all = await list('/v1/looks', { actor: own });
    const counted = await list('/v1/today/looks', { why: 'many', role: 'privacy-officer', actor: own });
    const { body } = await done(
      http.query(officer, '/v1/register', { purpose: 'audit', kind: 'looked', limit: '50' }),
    );
    const numbers = (body.entries as { n: number; actor: Row; about: Row }[])
      .filter(({ actor, about }) => actor.id === own && about.view !== 'register/register')
      .map(({ n }) => String(n));

    const head = { kind: 'looked', role: 'privacy-officer', actor: own, time: expect.any(String) as string };
    const shown = [
      { ...head, view: 'actor', by: 'name' },
      { ...head, view: 'register/entry' },
    ];
    expect(all.map(({ purpose: _, ...look }) => look)).toEqual(shown);
    expect(counted.map(({ purpose: _, n: __, ...look }) => look)).toEqual(shown);
    expect(counted.map(({ n }) => n)).toEqual(numbers);
  });

  test('P09: officers see a record as it was at a moment, by a look at it', async () => {
    const asOf = (who: string, when: string): Promise<Answered> =>
      http.query(who, `${at}/record/as-of`, { purpose: 'data-subject-request', at: when });
    const email = ({ body }: Answered): unknown =>
      (body.values as (Value & { value: unknown })[]).find(
        ({ field, purpose }) => field === 'email' && purpose === 'contract/1',
      )?.value;
    const before = await look('privacy-officer', 'data-subject-request');
    const { registered, recipients } = before.body as { registered: string; recipients: { last: string }[] };
    const { updated } = before.body as { updated: string };
    // The last that happened to it was a sharing, or changed it.
    const moment = [updated, ...recipients.map(({ last }) => last)].sort().at(-1)!;
    const correction = {
      values: { email: 'as-of@example.be' },
      purposes: ['contract'],
      channel: 'application',
    };
    const etag = { 'if-match': before.headers.get('etag')! };
    await done(http.command('service', `${at}/correct`, correction, undefined, etag));

    // A record that an officer is shown is a look at these fields; what reads the register is one of another view.
    const looked = async (): Promise<Row[]> =>
      (await entries('looked')).filter(({ about }) => (about as Row).view === 'record');
    const [already, ...earlier] = await looked();
    const then = await asOf('privacy-officer', moment);
    const whole = ({ body }: Answered): Row => ({
      ...body,
      values: (body.values as Row[]).map(each => JSON.stringify(Object.entries(each).sort())).sort(),
    });
    expect(whole(then)).toEqual(whole(before));
    expect(then.headers.get('etag')).toBeNull();
    const now = await asOf('privacy-officer', new Date().toISOString());
    expect([email(then), email(now)]).toEqual([email(before), 'as-of@example.be']);
    const [second, first, ...others] = await looked();
    expect(others).toEqual([already, ...earlier]);
    for (const each of [first, second]) {
      expect(each).toMatchObject({ purpose: 'data-subject-request/1', actor: { role: 'privacy-officer' } });
      expect(each!.fields).toEqual(already!.fields);
    }

    // Before its registration it was not there; who may not look at it so, and what is no moment, is refused.
    const early = new Date(Date.parse(registered) - 1).toISOString();
    expect((await asOf('privacy-officer', early)).body.code).toBe('not-found');
    for (const who of ['staff', 'service', 'customer:looked-at'])
      expect([who, (await asOf(who, moment)).body.code]).toEqual([who, 'forbidden-role']);
    for (const none of ['yesterday', '2026-02-30T10:00:00Z', ''])
      expect((await asOf('privacy-officer', none)).body.code).toBe('invalid-request');
  });

  test('P22: a purpose that is not open for the subject opens nothing', async () => {
    expect((await look('service', 'hosting')).status).toBe(200);
    const { body } = await look('staff', 'customer-care');
    const search = async (purpose: string): Promise<number> =>
      (await http.search('staff', { login: 'looked-at' }, purpose)).length;
    expect(await search('customer-care')).toBe(1);
    // Art. 21: whoever objected to a purpose is not found for it.
    expect(await search('fraud')).toBe(1);
    const objecting = { kind: 'objection', channel: 'letter', subject };
    const { request } = (await done(http.command('staff', '/v1/requests', objecting))).body;
    const { objection } = (
      await done(http.command('staff', `${at}/object`, { purpose: 'fraud', request: String(request) }))
    ).body;
    expect(await search('fraud')).toBe(0);
    expect((await look('staff', 'fraud')).body.code).toBe('purpose-objected');
    const withdrawn = { objection: String(objection), outcome: 'withdrawn' };
    await done(http.command('privacy-officer', `${at}/settle-objection`, withdrawn));
    expect(await search('fraud')).toBe(1);
    for (const { service } of body.services as { service: string }[])
      await done(http.command('service', `${at}/end-service`, { service }));
    for (const [who, purpose] of [
      ['service', 'hosting'],
      ['service', 'contract'],
      ['staff', 'customer-care'],
    ] as const)
      expect([purpose, (await look(who, purpose)).body.code]).toEqual([purpose, 'purpose-closed']);
    expect((await refusals())[0]).toEqual(['look', 'purpose-open', 'customer-care/1', 'staff']);
    expect(await search('customer-care')).toBe(0);
    // Whoever asks is answered, and the books are kept, whatever runs.
    expect(await search('data-subject-request')).toBe(1);
    expect((await look('staff', 'data-subject-request')).status).toBe(200);
    expect((await look(BOOKKEEPING, 'bookkeeping')).status).toBe(200);
  });
});
