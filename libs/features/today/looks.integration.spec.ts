import { Pool } from 'pg';
import { migratedDatabase, type TestDatabase } from '../../../test/setup/database';
import { looksBehind, looksThatStandOut, MANY_LOOKS, refusalsIn } from './looks.sql';

const id = (n: number): string => `0b8f2c64-9d1e-8f3a-b6f7-${String(n).padStart(12, '0')}`;
const [AN, OLIVIA, JAN, PIET] = [id(1), id(2), id(3), id(4)];
const DAY = { from: '2026-11-30T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };
const NOON = '2026-11-30T11:00:00Z';
const ASKED = { purpose: 'data-subject-request/1', subject: JAN };

interface Given {
  readonly kind?: string;
  readonly time?: string;
  readonly actor?: string;
  readonly role?: string;
  readonly subject?: string;
  readonly purpose?: string;
  readonly request?: string;
}

describe('looks that stand out (P09)', () => {
  let database: TestDatabase;
  let db: Pool;
  beforeAll(async () => {
    database = await migratedDatabase();
    db = new Pool({ connectionString: database.superUrl });
  });
  beforeEach(async () => {
    await db.query('set session_replication_role = replica');
    await db.query('truncate register_entries, register_times');
  });
  afterAll(async () => {
    await db?.end();
    await database?.drop();
  });

  /** Entries in the order given, as the register has them. */
  async function given(...entries: readonly Given[]): Promise<void> {
    const rows = entries.map(
      ({ kind = 'looked', time = NOON, actor = AN, role = 'staff', subject, purpose, request }, n) => ({
        n,
        time,
        subject: subject ?? null,
        kind,
        purpose: purpose ?? null,
        actor,
        text: JSON.stringify({ about: { request }, actor: { id: actor, role }, n }),
      }),
    );
    await db.query(
      `insert into register_entries (n, time, subject, event_id, kind, purpose, actor, fields, bytes)
       select n, time, subject, gen_random_uuid(), kind, purpose, actor, '{}', convert_to(text, 'UTF8')
         from jsonb_to_recordset($1::jsonb)
           as r(n bigint, time timestamptz, subject uuid, kind text, purpose text, actor text, text text)`,
      [JSON.stringify(rows)],
    );
    await db.query(
      `insert into register_times select n / 4096, min(time), max(time) from register_entries group by 1`,
    );
  }
  const times = (count: number, one: Given): Given[] => Array.from({ length: count }, () => one);
  const found = () => looksThatStandOut(db, DAY);

  test('many by one person, told with their number; one less is nothing', async () => {
    await given(
      ...times(MANY_LOOKS, {}),
      ...times(MANY_LOOKS - 1, { actor: OLIVIA, role: 'privacy-officer' }),
    );
    expect(await found()).toEqual([{ why: 'many', actor: AN, role: 'staff', looks: MANY_LOOKS }]);
  });

  test('those of one person are found behind as many of everybody else', async () => {
    await given(
      { time: '2026-11-30T02:00:00Z' },
      ...times(1_500, { actor: 'webshop', role: 'service' }),
      ...times(600, { actor: JAN, role: 'customer', ...ASKED }),
    );
    expect(await found()).toEqual([{ why: 'at-night', actor: AN, role: 'staff', looks: 1 }]);
  });

  test.each([
    ['21:59 in winter', '2026-11-30T20:59:59Z', 0],
    ['22:00 in winter', '2026-11-30T21:00:00Z', 1],
    ['05:59 in winter', '2026-11-30T04:59:59Z', 1],
    ['06:00 in winter', '2026-11-30T05:00:00Z', 0],
    ['22:00 in summer', '2026-07-30T20:00:00Z', 1],
    ['21:59 in summer', '2026-07-30T19:59:59Z', 0],
  ])('at night in Brussels: %s', async (_, time, count) => {
    await given({ time });
    const day = time.slice(0, 10);
    const period = { from: `${day}T00:00:00.000Z`, to: `${day}T23:59:59.999Z` };
    expect((await looksThatStandOut(db, period)).map(({ looks }) => looks)).toEqual(count ? [1] : []);
  });

  const request = { subject: JAN, request: id(9) };
  test.each<[string, readonly Given[], number]>([
    ['who made none', [ASKED], 1],
    ['who has one open', [{ ...request, kind: 'request-registered' }, ASKED], 0],
    ['whose request was linked later', [ASKED, { ...request, kind: 'request-linked' }], 0],
    [
      'whose request was closed after the look',
      [{ ...request, kind: 'request-registered' }, ASKED, { ...request, kind: 'request-closed' }],
      0,
    ],
    [
      'whose request was closed before it',
      [{ ...request, kind: 'request-registered' }, { ...request, kind: 'request-closed' }, ASKED],
      1,
    ],
    ['while somebody else has one', [{ ...request, subject: PIET, kind: 'request-registered' }, ASKED], 1],
  ])('for a request of somebody %s', async (_, entries, count) => {
    await given(...entries);
    expect((await found()).filter(({ why }) => why === 'without-request').map(({ looks }) => looks)).toEqual(
      count ? [count] : [],
    );
  });

  test('each number has its looks and no others behind it, page by page', async () => {
    await given(
      ...times(MANY_LOOKS, { subject: PIET }),
      ASKED,
      { ...ASKED, time: '2026-11-30T02:00:00Z' },
      { time: '2026-11-30T02:30:00Z', kind: 'searched' },
      { time: '2026-11-30T02:40:00Z', role: 'privacy-officer' },
      ...times(3, { ...ASKED, actor: OLIVIA, role: 'auditor' }),
    );
    const all = await found();
    expect(all.map(({ why, looks }) => [why, looks])).toEqual([
      ['at-night', 1],
      ['many', MANY_LOOKS + 3],
      ['at-night', 2],
      ['without-request', 2],
      ['without-request', 3],
    ]);
    for (const { looks, ...which } of all) {
      const numbers: string[] = [];
      let cursor: string | undefined;
      do {
        const { rows, next } = await looksBehind(db, which, DAY, { limit: 2, cursor });
        numbers.push(...rows.map(({ n }) => n));
        for (const { entry } of rows) expect(entry.actor).toEqual({ id: which.actor, role: which.role });
        cursor = next;
      } while (cursor !== undefined);
      expect(numbers).toHaveLength(looks);
      expect(new Set(numbers).size).toBe(looks);
      expect(numbers).toEqual([...numbers].sort((a, b) => Number(b) - Number(a)));
    }
  });

  test('refusals are counted, all of the period and none of another', async () => {
    const refused = { kind: 'refused', actor: 'webshop', role: 'service' };
    await given(...times(700, refused), { ...refused, time: '2026-11-29T12:00:00Z' });
    expect(await refusalsIn(db, DAY)).toBe(700);
  });
});
