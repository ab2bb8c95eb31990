import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { brusselsDay } from '#libs/kernel';
import type { App } from '../setup/app';
import { formsOf } from '../setup/planted';
import { JAN, type Person, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(60_000);

const IP4 = '203.0.113.77';
const IP6 = '2001:db8:7a:0:0:0:0:5e';
const WHY = 'purpose=data-subject-request';

type Row = Record<string, unknown>;

describe('the online customer application', () => {
  const { app, shop, an, olivia } = scenario({ env: () => ({ LOG_LEVEL: 'debug' }) });
  let jan: Awaited<ReturnType<typeof signUp>>;
  let marie: Awaited<ReturnType<typeof signUp>>;

  beforeAll(async () => {
    jan = await signUp(app, shop, 'jan.app');
    marie = await signUp(app, shop, 'marie.app', { ...JAN, givenName: 'Marie', email: 'marie@example.be' });
    await shop.does(`${jan.at}/start-service`, { type: 'hosting' });
    await shop.does(`${jan.at}/use-further`, { from: 'contract', to: 'hosting', fields: ['email'] });
    await shop.does(`${jan.at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
    await shop.does(`${jan.at}/use-further`, { from: 'contract', to: 'direct-debit' });
    await shop.does(`${jan.at}/use-further`, { from: 'contract', to: 'bookkeeping' });
    await shop.does(`${jan.at}/share`, {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      reference: 'invoice/1',
    });
  }, 240_000);

  test('P06: a sign-in is kept with its address for fraud alone, and shown to the customer and the officer', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await shop.does(`${jan.at}/sign-ins`, { ipAddress: IP4 }, key);
    expect((await shop.does(`${jan.at}/sign-ins`, { ipAddress: IP4 }, key)).body.repeated).toBe(true);
    expect(await shop.refused(`${jan.at}/sign-ins`, { ipAddress: IP6 }, key)).toBe('idempotency-key-reused');
    expect(
      (await shop.does(`${jan.at}/sign-ins?dryRun=true`, { ipAddress: '203.0.113.1' })).body.outcome,
    ).toBe('dry-run');
    await shop.does(`${jan.at}/sign-ins`, { ipAddress: IP6 });

    for (const reader of [jan.self, olivia]) {
      const { body } = await reader.sees(`${jan.at}/accesses?${WHY}`);
      const signIns = (body.accesses as Row[]).filter(({ kind }) => kind === 'signed-in');
      expect(signIns.map(({ ipAddress, purpose }) => [ipAddress, purpose])).toEqual([
        ['2001:db8:7a::5e', 'fraud/1'],
        [IP4, 'fraud/1'],
      ]);
    }
    expect((await an.sees(`${jan.at}/accesses?${WHY}`)).body.code).toBe('forbidden-role');
  });

  test('P06: refused for nobody, without a contract, and for what is no address', async () => {
    const unknown = `/v1/subjects/${randomUUID()}`;
    expect(await shop.refused(`${unknown}/sign-ins`, { ipAddress: IP4 })).toBe('not-found');
    expect(await shop.refused(`${jan.at}/sign-ins`, { ipAddress: '203.0.113.777' })).toBe('malformed-value');
    expect(await jan.self.refused(`${jan.at}/sign-ins`, { ipAddress: IP4 })).toBe('forbidden-role');
    const gone = await signUp(app, shop, 'gone.app');
    const { body } = await shop.does(`${gone.at}/start-service`, { type: 'dns' });
    await shop.does(`${gone.at}/end-service`, { service: body.service });
    expect(await shop.refused(`${gone.at}/sign-ins`, { ipAddress: IP4 })).toBe('purpose-closed');
  });

  test('P06: the address is in no record, no payload of a recipient, no table, no log line', async () => {
    const shared = await shop.does(`${jan.at}/share`, {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2026-11-02' },
    });
    const answers = [
      shared.text,
      ...(await Promise.all(
        ['record', 'overview', 'register'].map(
          async view => (await olivia.sees(`${jan.at}/${view}?${WHY}`)).text,
        ),
      )),
    ].map(text => text.replace(/"signIns":\[[^\]]*\]/, ''));
    const tables = await everyTable(app);
    for (const [form, bytes] of formsOf(IP4)) {
      if (form === 'IPv4 bytes') continue;
      expect({ form, answered: answers.some(text => Buffer.from(text).includes(bytes)) }).toEqual({
        form,
        answered: false,
      });
      expect({ form, logged: Buffer.from(app.log()).includes(bytes) }).toEqual({ form, logged: false });
      expect({ form, stored: Buffer.from(tables).includes(bytes) }).toEqual({ form, stored: false });
    }
    expect(tables).toContain(jan.subject);
    expect(
      await shop.refused(`${jan.at}/use-further`, { from: 'fraud', to: 'hosting', fields: ['ipAddress'] }),
    ).toBe('field-not-needed');
  });

  test('P08: the customer sees every value with source, date, purpose, basis and end, and who received it', async () => {
    const { body, headers } = await jan.self.sees(`${jan.at}/overview?${WHY}`);
    const values = body.values as Row[];
    expect(headers.get('etag')).toMatch(/^"\d+"$/);
    expect(values.find(({ field, purpose }) => field === 'email' && purpose === 'hosting/1')).toMatchObject({
      value: JAN.email,
      source: 'subject',
      basis: 'A6-1-b',
      version: 1,
      kept: { after: 'service-end', duration: 'P1M', decidedBy: 'controller' },
    });
    const books = values.find(({ purpose }) => purpose === 'bookkeeping/1');
    const year = Number(brusselsDay(new Date(String(books!.since))).slice(0, 4));
    expect(books).toMatchObject({ basis: 'A6-1-c', kept: { until: `${year + 10}-12-31` } });
    for (const value of values) {
      expect(typeof value.since).toBe('string');
      expect(value.kept).toHaveProperty('duration');
    }
    expect((body.sharings as Row[]).find(({ recipient }) => recipient === 'accounting-office')).toMatchObject(
      {
        received: { name: 'Accounting office', country: 'BE' },
        versions: { familyName: 1, givenName: 1, address: 1 },
      },
    );
    expect(body.controller).toMatchObject({ name: 'D-Cube Resource', contact: 'privacy@dcube-resource.be' });
  });

  test('P08: of another customer there is nothing, not even that there is one', async () => {
    const paths = ['record', 'overview', 'accesses', 'report?language=nl', 'register'];
    for (const path of paths) {
      const at = (subject: string): string =>
        `/v1/subjects/${subject}/${path}${path.includes('?') ? '&' : '?'}${WHY}`;
      const [foreign, unknown] = await Promise.all(
        [jan.subject, randomUUID()].map(async subject => marie.self.sees(at(subject))),
      );
      const bytes = ({ text, body, status }: typeof foreign & object): unknown => [
        status,
        text.replaceAll(String(body.trace), ''),
      ];
      expect(bytes(foreign!)).toEqual(bytes(unknown!));
      expect(foreign!.body.code).toBe('not-found');
    }
  });

  test('P17: the customer views and corrects without help', async () => {
    const { headers } = await jan.self.sees(`${jan.at}/overview?${WHY}`);
    const seen = { 'if-match': headers.get('etag')! };
    const { body } = await jan.self.does(
      `${jan.at}/correct`,
      { values: { email: 'jan@nieuw.example.be' }, channel: 'application' },
      seen,
    );
    expect(body.outcome).toBe('done');
    const after = await jan.self.sees(`${jan.at}/overview?${WHY}&position=${String(body.position)}`);
    const held = (after.body.values as Row[]).filter(({ field }) => field === 'email');
    // P08: those of before can still be read.
    const [earlier, emails] = [true, false].map(is => held.filter(each => 'replaced' in each === is)) as [
      Row[],
      Row[],
    ];
    expect(earlier.map(({ value }) => value)).toEqual(emails.map(() => JAN.email));
    expect(emails.map(({ value, version, channel }) => [value, version, channel])).toEqual(
      emails.map(() => ['jan@nieuw.example.be', 2, 'application']),
    );
    expect(
      await jan.self.refused(
        `${jan.at}/correct`,
        { values: { email: 'x@example.be' }, channel: 'application' },
        seen,
      ),
    ).toBe('stale-version');
  });

  test('P09: a look needs a purpose; the customer sees date, purpose and function, the officer also who', async () => {
    expect((await an.sees(`${jan.at}/record`)).body.code).toBe('purpose-required');
    expect((await an.sees(`${jan.at}/record?purpose=correspondence`)).body.code).toBe('purpose-required');
    await an.sees(`${jan.at}/record?purpose=customer-care`);
    await olivia.sees(`${jan.at}/overview?${WHY}`);
    const looks = async (reader: Person): Promise<Row[]> =>
      ((await reader.sees(`${jan.at}/accesses?${WHY}`)).body.accesses as Row[]).filter(
        ({ kind }) => kind === 'looked',
      );
    const own = await looks(jan.self);
    const staff = own.find(({ role }) => role === 'staff');
    expect(staff).toMatchObject({ purpose: 'customer-care/1', view: 'record' });
    const officers = own.filter(({ role }) => role === 'privacy-officer');
    expect(officers.map(({ view }) => view)).toContain('overview');
    for (const look of own.filter(({ role }) => role === 'staff' || role === 'privacy-officer'))
      expect(look).not.toHaveProperty('actor');
    const seen = await looks(olivia);
    expect(seen.find(({ role }) => role === 'staff')).toHaveProperty('actor');
    expect(seen.find(({ role, view }) => role === 'privacy-officer' && view === 'accesses')).toHaveProperty(
      'actor',
    );
  });

  test('P09: accesses are paged by key, without loss or repetition', async () => {
    const whole = (await olivia.sees(`${jan.at}/accesses?${WHY}&limit=500`)).body.accesses as Row[];
    const paged: Row[] = [];
    let cursor = '';
    do {
      const { body } = await olivia.sees(`${jan.at}/accesses?${WHY}&limit=3${cursor && `&cursor=${cursor}`}`);
      paged.push(...(body.accesses as Row[]));
      cursor = (body.next as string | undefined) ?? '';
    } while (cursor !== '');
    // The reading of pages is a look itself; those come before the ones that were there.
    expect(paged.slice(-whole.length + 1)).toEqual(whole.slice(1 - whole.length));
    expect(paged.length).toBeGreaterThanOrEqual(whole.length);
  });

  test.each([
    ['nl', 'Ons boekhoudkantoor'],
    ['fr', 'Notre bureau comptable'],
    ['en', 'Our accounting office'],
  ])('P08: the report in %s is one page that needs nothing else', async (language, office) => {
    const { text, status } = await jan.self.sees(`${jan.at}/report?${WHY}&language=${language}`);
    expect(status).toBe(200);
    if (process.env.INZAGE_REPORTS) writeFileSync(`${process.env.INZAGE_REPORTS}/${language}.html`, text);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain('Peeters &amp; &lt;b&gt;Zoon&lt;/b&gt;');
    expect(text).not.toContain('<b>Zoon');
    expect(text).toContain('privacy@dcube-resource.be');
    expect(text).toContain(office);
    expect(text).not.toMatch(/<script|<img|<link|src=|url\(|@import/);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });
});

/** All that the log's database has of it, as text. */
async function everyTable({ database }: App): Promise<string> {
  const client = new Client({ connectionString: database!.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    let all = '';
    for (const { name } of rows) {
      const found = await client.query<{ row: string }>(`select t::text as row from "${name}" t`);
      all += found.rows.map(({ row }) => row).join('\n');
    }
    return all + (await eventBytes(client));
  } finally {
    await client.end();
  }
}

async function eventBytes(client: Client): Promise<string> {
  const { rows } = await client.query<{ text: string }>(
    `select convert_from(bytes, 'UTF8') as text from events`,
  );
  return rows.map(({ text }) => text).join('\n');
}
