import { Client } from 'pg';
import { rebuild } from '../setup/rebuild';
import { done } from './http';
import { scenario } from './scenario';

/** A read model is a function of the log: built anew it is the same, and the register's bytes are the proof. */
describe('rebuild beside the live read model', () => {
  const { app, http } = scenario();

  async function register(): Promise<{ subject: string; position: string }> {
    const { body } = await done(
      http.command('service', '/v1/subjects', {
        kind: 'legal-person',
        policy: '2018-05-25',
        collect: [
          {
            purpose: 'contract',
            values: {
              familyName: 'Drukkerij De Hert',
              email: 'info@dehert.example',
              address: { street: 'Dok', number: '5', postalCode: '9000', city: 'Gent', country: 'BE' },
            },
          },
        ],
      }),
    );
    return body as { subject: string; position: string };
  }

  async function rows(sql: string): Promise<string> {
    const client = new Client({ connectionString: app.database!.superUrl });
    await client.connect();
    try {
      return JSON.stringify((await client.query(sql)).rows);
    } finally {
      await client.end();
    }
  }

  const ENTRIES = 'select n, encode(bytes, $$hex$$) as bytes from register_entries order by n';
  const RECORDS = 'select subject, kind, version from subject_records order by subject';

  test('Art. 5(2): records and register come out the same, while commands and queries go on', async () => {
    const { position } = await register();
    await http.query('staff', '/v1/subjects', { position });
    const before = { entries: await rows(ENTRIES), records: await rows(RECORDS) };
    for (const name of ['records', 'register'])
      expect(await rebuild(app.database!, name)).toMatchObject({ code: 0 });
    expect({ entries: await rows(ENTRIES), records: await rows(RECORDS) }).toEqual(before);

    const [, after] = await Promise.all([rebuild(app.database!, 'records'), register()]);
    const { subject, position: written } = after;
    const shown = { purpose: 'customer-care', position: written };
    expect((await http.query('staff', `/v1/subjects/${subject}/record`, shown)).status).toBe(200);
    expect(await rows("select has_table_privilege('public.register_entries', 'select') as may")).toContain(
      'true',
    );
  });

  test('a register that was tampered with is not swapped, and the first difference is named', async () => {
    await rows(`update register_entries set bytes = convert_to('{"n":1,"forged":true}', 'UTF8') where n = 1`);
    const forged = await rows(ENTRIES);
    const { code, said } = await rebuild(app.database!, 'register');
    expect(code).toBe(1);
    expect(said).toContain('entry 1 has other bytes');
    expect(await rows(ENTRIES)).toBe(forged);
  });
});
