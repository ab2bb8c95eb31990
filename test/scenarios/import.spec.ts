import { randomUUID } from 'node:crypto';
import { done } from './http';
import { scenario } from './scenario';

const PERSON = {
  familyName: 'Maes',
  givenName: 'Lotte',
  address: { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' },
};
const line = (n: number, more: object = {}, values: object = {}): string =>
  JSON.stringify({
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values: { ...PERSON, email: `lotte${n}@example.be`, ...values } }],
    login: `lotte.${n}`,
    ...more,
  });

interface Report {
  readonly imported: number;
  readonly alreadyThere: number;
  readonly refused: number;
  readonly lines: readonly { readonly line: number; readonly code: string }[];
}

/** Existing customers come in with all that is known of them (P05, P21), source `migration`. */
describe('import of existing customers', () => {
  const { app, http } = scenario();

  async function send(
    body: string | Buffer<ArrayBuffer>,
    key: string,
    type = 'application/x-ndjson',
  ): Promise<{ text: string; report: Report }> {
    const { status, text } = await http.command('service', '/v1/imports', body, key, {
      'content-type': type,
    });
    expect({ status, text }).toMatchObject({ status: 200 });
    return { text, report: JSON.parse(text) as Report };
  }

  /** Names of the purposes that somebody's values are held for. */
  async function purposesOf(by: object): Promise<string[]> {
    const [person] = await http.search('staff', by);
    const record = `/v1/subjects/${person!}/record`;
    const { body } = await done(http.query('privacy-officer', record, { purpose: 'data-subject-request' }));
    return [...new Set((body.values as { purpose: string }[]).map(({ purpose }) => purpose))].sort();
  }

  const found = async (by: object): Promise<number> => (await http.search('staff', by)).length;

  test('takes each over with its look-ups, says which lines are refused without their values, and may be run again', async () => {
    const key = randomUUID();
    const lines = [
      line(1, { domains: ['lotte-een.be'] }),
      line(2),
      '{"kind":"natural-person"',
      line(4, {}, { shoeSize: 'Maat-Geplant' }),
      line(5, {}, { email: 'geplant zonder apenstaart' }),
      line(6, { policy: '1999-01-01' }),
    ];
    const { text, report } = await send(lines.join('\n'), key);
    expect(report).toMatchObject({ imported: 2, alreadyThere: 0, refused: 4 });
    expect(report.lines.map(refused => [refused.line, refused.code])).toEqual([
      [3, 'malformed-json'],
      [4, 'field-not-needed'],
      [5, 'malformed-value'],
      [6, 'document-version-unknown'],
    ]);
    expect(text).not.toMatch(/geplant|shoeSize/i);
    expect(await found({ login: 'lotte.1' })).toBe(1);
    expect(await found({ domain: 'lotte-een.be' })).toBe(1);
    expect(await found({ email: 'lotte2@example.be' })).toBe(1);

    const again = await send(lines.join('\n'), key);
    expect(again.report).toMatchObject({ imported: 0, alreadyThere: 2, refused: 4 });
    expect(await found({ familyName: 'Maes', postalCode: '9000' })).toBe(2);
  });

  test('P02 P05 P11 P22 a line has all that belongs to a customer; one that is refused leaves nothing behind', async () => {
    const contract = { purpose: 'contract', values: { ...PERSON, email: 'lotte21@example.be' } };
    const hosting = { purpose: 'hosting', values: { email: 'lotte21@example.be' } };
    const whole = (n: number, more: object = {}): string =>
      line(n, {
        documents: [{ document: 'terms:be', version: '2018-05-25', on: '2020-01-01', channel: 'letter' }],
        identity: { issuer: app.issuer, subject: `lotte.${n}` },
        domains: [`lotte-${n}.be`],
        services: [{ type: 'domain', domain: `lotte-${n}.be`, renewsOn: '2999-01-01' }, { type: 'hosting' }],
        payment: { method: 'direct-debit', instance: 'kbc' },
        ...more,
      });
    const lines = [
      whole(21, { collect: [contract, hosting] }),
      whole(22, { domains: ['lotte-22.be', 'lotte-21.be'] }),
      whole(23, { documents: [{ document: 'terms:be', version: '1999', channel: 'letter' }] }),
      line(24, { domains: ['www.lotte-24.be'] }),
    ];
    const { report } = await send(lines.join('\n'), randomUUID());
    expect(report).toMatchObject({
      imported: 1,
      refused: 3,
      lines: [
        { line: 2, code: 'domain-has-holder', pointer: '/domains/1/domain' },
        { line: 3, code: 'document-version-unknown', pointer: '/documents/0' },
        { line: 4, code: 'malformed-value', errors: [{ pointer: '/domains/0/domain' }] },
      ],
    });
    expect(await found({ domain: 'lotte-21.be' })).toBe(1);
    expect(await purposesOf({ domain: 'lotte-21.be' })).toEqual(['contract/1', 'hosting/1']);
    for (const n of [22, 23, 24]) expect([n, await found({ email: `lotte${n}@example.be` })]).toEqual([n, 0]);
  });

  test('a run that was killed is run again, and every customer is there once', async () => {
    const key = randomUUID();
    const body = Array.from({ length: 400 }, (_, n) => line(1_000 + n, {}, { familyName: 'Vermeulen' })).join(
      '\n',
    );
    const running = send(body, key).catch(() => undefined);
    for (;;) {
      const some = await found({ familyName: 'Vermeulen', postalCode: '9000' });
      if (some > 0) break;
    }
    await app.kill9();
    await running;
    await app.start();
    const { report } = await send(body, key);
    expect(report.imported + report.alreadyThere).toBe(400);
    expect(await found({ familyName: 'Vermeulen', postalCode: '9000' })).toBe(400);
  });

  test('CSV', async () => {
    const csv = [
      'kind,policy,purposes,familyName,givenName,street,number,postalCode,city,country,email,login',
      'natural-person,2018-05-25,contract,"De Smet, Junior",Jef,Dorp,3,1000,Brussel,BE,jef@example.be,jef.csv',
    ].join('\r\n');
    expect((await send(csv, randomUUID(), 'text/csv')).report).toMatchObject({ imported: 1, refused: 0 });
    expect(await found({ familyName: 'De Smet, Junior', postalCode: '1000' })).toBe(1);
  });

  test('Windows-1252 that nobody declared is named and refused line by line; declared, it is read, and nobody comes twice', async () => {
    const csv = [
      'kind;policy;purposes;familyName;givenName;street;number;postalCode;city;country;email;login',
      'natural-person;2018-05-25;contract;Bourgeois;Renée;Dorp;3;1000;Brussel;BE;renee@example.be;renee.excel',
      'natural-person;2018-05-25;contract;Bourgeois;Jan;Dorp;3;1000;Brussel;BE;jan@example.be;jan.excel',
    ].join('\r\n');
    const key = randomUUID();
    const bytes = Buffer.from(csv, 'latin1');
    const { report } = await send(bytes, key, 'text/csv');
    expect(report).toMatchObject({ imported: 1, refused: 1 });
    expect(report.lines).toEqual([{ line: 1, code: 'encoding-invalid', looksLike: 'windows-1252' }]);
    const again = await send(bytes, key, 'text/csv; charset=windows-1252');
    expect(again.report).toMatchObject({ imported: 1, alreadyThere: 1, refused: 0 });
    expect(await found({ login: 'renee.excel' })).toBe(1);
    expect(await found({ familyName: 'Bourgeois', postalCode: '1000' })).toBe(2);
  });
});
