import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { App } from '../setup/app';
import { formsOf } from '../setup/planted';
import { JAN, Person, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(90_000);

type Row = Record<string, unknown>;
const CARE = 'purpose=correspondence';
const SENDER = { email: 'zoekvraagster@geplant.example', name: 'Zoekvraagstér Geplant' };
const TEXT = 'Geplanteontboezeming over een offerte';

describe('correspondence, and what officers ask', () => {
  const { app, shop, an, olivia, on } = scenario({ on: '+PT0S', env: () => ({ LOG_LEVEL: 'debug' }) });
  let jan: Awaited<ReturnType<typeof signUp>>;

  beforeAll(async () => {
    jan = await signUp(app, shop, 'jan.officers');
  }, 240_000);

  async function opened(): Promise<string> {
    const { body } = await an.does('/v1/matters', { mailbox: 'info', sender: SENDER, text: TEXT });
    return String(body.matter);
  }
  const listed = async (status: string): Promise<Row[]> =>
    (await an.sees(`/v1/matters?status=${status}`)).body.matters as Row[];

  test('P07: a matter is opened, worked on and closed; then nothing reads it', async () => {
    const matter = await opened();
    const at = `/v1/matters/${matter}`;
    await an.does(`${at}/note`, { text: 'Offerte gestuurd.' });
    const { body } = await an.sees(`${at}?${CARE}`);
    expect(body).toMatchObject({
      sender: SENDER,
      text: TEXT,
      status: 'open',
      notes: [{ text: 'Offerte gestuurd.' }],
    });
    expect(await listed('open')).toContainEqual(expect.objectContaining({ matter, mailbox: 'info' }));
    await an.does(`${at}/close`, {});
    const after = (await an.sees(`${at}?${CARE}`)).body;
    expect(after).toMatchObject({ status: 'ended', outcome: 'closed', erased: true });
    expect(after).not.toHaveProperty('sender');
    expect(after).not.toHaveProperty('text');
    expect(await an.refused(`${at}/note`, { text: 'x' })).toBe('matter-ended');
    expect(await listed('ended')).toContainEqual(expect.objectContaining({ matter, outcome: 'closed' }));
    await expect(keysOf(app, matter)).resolves.toBe(0);
  });

  test('P07: any other use is refused, and the refusal is on record', async () => {
    const matter = await opened();
    const refused = await an.sees(`/v1/matters/${matter}?purpose=customer-care`);
    expect(refused.body.code).toBe('matter-purpose-only');
    expect(
      await shop.refused(`${jan.at}/use-further`, {
        from: 'correspondence',
        to: 'contract',
        fields: ['email'],
      }),
    ).toBe('matter-purpose-only');
    expect(
      await shop.refused(`${jan.at}/share`, { purpose: 'correspondence', recipient: 'accounting-office' }),
    ).toBe('recipient-not-for-purpose');
    const { refusals } = (await olivia.sees('/v1/refusals')).body as { refusals: Row[] };
    expect(refusals.map(({ command, condition, purpose }) => [command, condition, purpose])).toEqual(
      expect.arrayContaining([
        ['look-at-matter', 'own-matter', 'customer-care/1'],
        ['use-further', 'own-matter', 'correspondence/1'],
      ]),
    );
    expect(
      refusals.some(({ command, purpose }) => command === 'share' && purpose === 'correspondence/1'),
    ).toBe(true);
    // `purpose` is why the caller looks; what was to be processed for one is asked for by another name.
    const only = (await olivia.sees('/v1/refusals?processedFor=correspondence')).body.refusals as Row[];
    expect(new Set(only.map(({ purpose }) => purpose))).toEqual(new Set(['correspondence/1']));
    expect((await olivia.sees('/v1/refusals?purpose=correspondence')).body.code).toBe('unknown-field');
  });

  test('P07: a message is imported as it came; a retry is the same matter, another message is not', async () => {
    const eml = (text: string): string =>
      `From: ${SENDER.name} <${SENDER.email}>\r\nSubject: Vraag\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`;
    const headers = { 'content-type': 'message/rfc822', 'idempotency-key': randomUUID() };
    const first = await an.does('/v1/mailboxes/info/messages', eml(TEXT), headers);
    expect(first).toMatchObject({ status: 201, body: { dropped: 0, cut: false } });
    const again = await an.does('/v1/mailboxes/info/messages', eml(TEXT), headers);
    expect([again.body.matter, again.body.repeated]).toEqual([first.body.matter, true]);
    expect(await an.refused('/v1/mailboxes/info/messages', eml('Iets anders'), headers)).toBe(
      'idempotency-key-reused',
    );
    const other = { ...headers, 'idempotency-key': randomUUID() };
    expect(await an.refused('/v1/mailboxes/info/messages', 'Subject: x\r\n\r\ny', other)).toBe(
      'malformed-value',
    );
    expect(
      await an.refused('/v1/mailboxes/info/messages', '{}', {
        ...other,
        'content-type': 'application/json',
      }),
    ).toBe('unsupported-media-type');
    const { body } = await olivia.sees(`/v1/matters/${String(first.body.matter)}?${CARE}`);
    expect(body).toMatchObject({
      form: 'imported',
      subject: 'Vraag',
      text: TEXT,
      sender: { email: SENDER.email },
    });
  });

  test('P07: a matter ends as a request, which holds its id', async () => {
    const matter = await opened();
    const { body } = await an.does('/v1/requests', {
      kind: 'access',
      channel: 'email',
      requester: 'unknown',
      matter,
      text: 'Wat hebt u van mij?',
      contact: { familyName: 'Piet', email: 'piet@voorbeeld.example' },
    });
    const into = { kind: 'request', id: String(body.request) };
    expect(
      await an.refused(`/v1/matters/${matter}/close`, { into: { kind: 'request', id: randomUUID() } }),
    ).toBe('malformed-value');
    await an.does(`/v1/matters/${matter}/close`, { into });
    expect((await an.sees(`/v1/matters/${matter}?${CARE}`)).body).toMatchObject({ into });
  });

  test('P07: what was written, and by whom, is in no table, no log line', async () => {
    const tables = await everything(app);
    for (const value of [SENDER.email, SENDER.name, TEXT]) {
      for (const [form, bytes] of formsOf(value)) {
        expect({ form, logged: Buffer.from(app.log()).includes(bytes) }).toEqual({ form, logged: false });
        expect({ form, stored: tables.includes(bytes) }).toEqual({ form, stored: false });
      }
    }
    expect(tables.includes(Buffer.from(jan.subject))).toBe(true);
  });

  test('P09: an officer sees who looked at whom, officers too; what an officer asks needs the role', async () => {
    await an.sees(`${jan.at}/record?purpose=customer-care`);
    await olivia.sees(`${jan.at}/record?purpose=data-subject-request`);
    const { looks } = (await olivia.sees('/v1/looks')).body as { looks: Row[] };
    const ofJan = looks.filter(({ subject }) => subject === jan.subject);
    expect(ofJan.map(({ role, view }) => [role, view])).toEqual(
      expect.arrayContaining([
        ['staff', 'record'],
        ['privacy-officer', 'record'],
      ]),
    );
    const actor = String(ofJan.find(({ role }) => role === 'staff')!.actor);
    const own = (await olivia.sees(`/v1/looks?actor=${actor}&limit=500`)).body.looks as Row[];
    expect(new Set(own.map(look => look.actor))).toEqual(new Set([actor]));
    for (const path of ['/v1/looks', '/v1/refusals', '/v1/outside-policy'])
      expect((await an.sees(path)).body.code).toBe('forbidden-role');
  });

  test('P10–P13: who received data of a subject, and of whom a recipient received data in a period', async () => {
    await shop.does(`${jan.at}/use-further`, { from: 'contract', to: 'bookkeeping' });
    for (const n of [1, 2, 3])
      await shop.does(`${jan.at}/share`, {
        purpose: 'bookkeeping',
        recipient: 'accounting-office',
        reference: `invoice/${n}`,
      });
    const newest = `${jan.at}/recipients?purpose=data-subject-request&limit=1`;
    const [last] = (await olivia.sees(newest)).body.sharings as [Row];
    // P09: the caller's own reference is read by officers and by the client that gave it, and by no other.
    const one = `${jan.at}/sharings/${String(last.sharing)}`;
    const told = { sharing: last.sharing, recipient: 'accounting-office', reference: 'invoice/3' };
    expect((await olivia.sees(`${one}?purpose=data-subject-request`)).body).toMatchObject(told);
    expect((await shop.sees(`${one}?purpose=bookkeeping`)).body).toMatchObject(told);
    const books = new Person(app, 'service', 'bookkeeping');
    expect((await books.sees(`${one}?purpose=bookkeeping`)).body.code).toBe('not-found');
    expect((await an.sees(`${one}?purpose=customer-care`)).body.code).toBe('forbidden-role');
    const looks = `${jan.at}/register?purpose=data-subject-request&kind=looked&processedFor=bookkeeping`;
    expect((await olivia.sees(looks)).body.entries).toMatchObject([{ about: { view: 'sharing' } }]);
    const at = `${jan.at}/recipients?purpose=data-subject-request&limit=2`;
    const first = (await olivia.sees(at)).body;
    const rest = (await olivia.sees(`${at}&cursor=${String(first.next)}`)).body;
    const sharings = [...(first.sharings as Row[]), ...(rest.sharings as Row[])];
    expect(sharings).toHaveLength(3);
    expect(sharings[0]).toMatchObject({ name: 'Accounting office', versions: { familyName: 1 } });
    expect(rest).not.toHaveProperty('next');
    const received = '/v1/recipients/accounting-office/subjects';
    expect((await olivia.sees(received)).body.subjects).toEqual([
      expect.objectContaining({ subject: jan.subject, sharings: 3 }),
    ]);
    expect((await olivia.sees(`${received}?to=2020-01-01T00:00:00Z`)).body.subjects).toEqual([]);
    expect((await olivia.sees('/v1/recipients/broker/subjects')).body.code).toBe('not-found');
  });

  test('P21: who accepted which version, and who has yet to', async () => {
    const asked = async (document: string, state: string): Promise<unknown[]> =>
      (
        (await olivia.sees(`/v1/acceptances?document=${document}&version=2018-05-25&state=${state}`)).body
          .subjects as Row[]
      ).map(({ subject }) => subject);
    expect(await asked('policy', 'accepted')).toContain(jan.subject);
    expect(await asked('policy', 'outstanding')).not.toContain(jan.subject);
    await shop.does(`${jan.at}/link-domain`, { domain: 'peeters-officers.be', role: 'holder' });
    expect(await asked('terms:be', 'outstanding')).toContain(jan.subject);
    expect(await asked('terms:eu', 'outstanding')).not.toContain(jan.subject);
    await shop.does(`${jan.at}/accept-document`, {
      document: 'terms:be',
      version: '2018-05-25',
      channel: 'application',
    });
    expect(await asked('terms:be', 'accepted')).toContain(jan.subject);
    expect(await asked('terms:be', 'outstanding')).not.toContain(jan.subject);
    const none = '/v1/acceptances?document=policy&version=2019-01-01&state=accepted';
    expect((await olivia.sees(none)).body.code).toBe('document-version-unknown');
  });

  test('P22: what ends with a service: its purpose closes, its sharings are refused, its data has an end', async () => {
    const marie = await signUp(app, shop, 'marie.officers', { ...JAN, email: 'marie@example.be' });
    const { body: hosting } = await shop.does(`${marie.at}/start-service`, { type: 'hosting' });
    await shop.does(`${marie.at}/use-further`, { from: 'contract', to: 'hosting', fields: ['email'] });
    await shop.does(`${marie.at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
    await shop.does(`${marie.at}/use-further`, { from: 'contract', to: 'direct-debit' });
    await shop.does(`${marie.at}/end-service`, { service: hosting.service });
    expect(
      await shop.refused(`${marie.at}/collect`, {
        purpose: 'hosting',
        source: 'subject',
        values: { telephone: '+3292251234' },
      }),
    ).toBe('purpose-closed');
    expect(
      await shop.refused(`${marie.at}/share`, {
        purpose: 'direct-debit',
        recipient: 'bank',
        transit: { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2026-11-02' },
      }),
    ).toBe('purpose-closed');
    const { body } = await marie.self.sees(`${marie.at}/overview?purpose=data-subject-request`);
    const values = body.values as (Row & { kept: Row })[];
    for (const purpose of ['hosting/1', 'contract/1', 'direct-debit/1'])
      expect(values.find(value => value.purpose === purpose)!.kept).toHaveProperty('until');
  });

  // The clock goes on from here; nothing after it may rely on the present.
  test('P05, P07: what stands too long is reported, and a matter ends by itself', async () => {
    const matter = await opened();
    const loose = await signUp(app, shop, 'loose.officers');
    const outside = async (): Promise<unknown[]> =>
      ((await olivia.sees('/v1/outside-policy?limit=500')).body.subjects as Row[]).map(
        ({ subject }) => subject,
      );
    expect(await outside()).toEqual([]);
    on('+P31D');
    expect(await outside()).toContain(loose.subject);
    expect(await outside()).not.toContain(jan.subject);
    await shop.does(`${loose.at}/link-login`, { login: 'loose-officers' });
    expect(await outside()).not.toContain(loose.subject);

    on('+P92D');
    const lapsed = async (): Promise<boolean> =>
      (await listed('ended')).some(row => row.matter === matter && row.outcome === 'lapsed');
    while (!(await lapsed())) await delay(200);
    expect((await an.sees(`/v1/matters/${matter}?${CARE}`)).body).toMatchObject({ erased: true });
    await expect(keysOf(app, matter)).resolves.toBe(0);
  });
});

/** Keys that the keyring still has of a matter; asked until the fence, which follows on the event, is set. */
async function keysOf({ database }: App, matter: string): Promise<number> {
  const client = new Client({ connectionString: database!.keyringUrl });
  await client.connect();
  try {
    for (;;) {
      const fenced = await client.query(`select 1 from fences where owner = $1`, [`matter:${matter}`]);
      const { rows } = await client.query<{ keys: number }>(
        `select count(*)::int as keys from keys where owner = $1`,
        [`matter:${matter}`],
      );
      if (fenced.rows.length > 0) return rows[0]!.keys;
      await delay(100);
    }
  } finally {
    await client.end();
  }
}

/** All that the log's database holds, as bytes. */
async function everything({ database }: App): Promise<Buffer> {
  const client = new Client({ connectionString: database!.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    let all = '';
    for (const { name } of rows)
      for (const { row } of (await client.query<{ row: string }>(`select t::text as row from "${name}" t`))
        .rows)
        all += row;
    const { rows: events } = await client.query<{ bytes: Buffer }>('select bytes from events');
    return Buffer.concat([Buffer.from(all), ...events.map(({ bytes }) => bytes)]);
  } finally {
    await client.end();
  }
}
