import { until as soon } from '../setup/until';
import { JAN, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(120_000);

type Row = Record<string, unknown>;
const WHY = 'purpose=data-subject-request';

/** P22, Art. 5(1)(e): what a service, a contract or a law no longer needs is erased when its time is over, by itself. */
describe('the end of what is kept', () => {
  const { app, shop, olivia, on } = scenario({ on: '2026-03-10' });

  /** An erasure takes its time: five seconds for cached keys alone, and several may follow one another. */
  const until = <T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> =>
    soon(ask, wanted, 110_000);
  /** Of a subject, by purpose: whether every value can be read, or is erased; `gone` when it is erased as a whole. */
  async function held(at: string): Promise<Record<string, string>> {
    const { body, status } = await olivia.sees(`${at}/record?${WHY}`);
    if (status === 410) return { all: 'gone' };
    const purposes: Record<string, string> = {};
    for (const { purpose, erased } of body.values as Row[])
      purposes[String(purpose)] = erased ? 'erased' : 'held';
    return purposes;
  }
  async function signIns(at: string): Promise<unknown[]> {
    const { body } = await olivia.sees(`${at}/accesses?${WHY}`);
    return (body.accesses as Row[])
      .filter(({ kind }) => kind === 'signed-in')
      .map(({ ipAddress, erased }) => ipAddress ?? (erased && 'erased'));
  }

  async function customer(name: string): Promise<{ at: string; subject: string; service: unknown }> {
    const { at, subject } = await signUp(app, shop, name, { ...JAN, email: `${name}@example.be` });
    await shop.does(`${at}/link-login`, { login: name });
    const { body } = await shop.does(`${at}/start-service`, { type: 'hosting' });
    await shop.does(`${at}/use-further`, { from: 'contract', to: 'hosting', fields: ['email'] });
    await shop.does(`${at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
    await shop.does(`${at}/use-further`, { from: 'contract', to: 'direct-debit' });
    await shop.does(`${at}/use-further`, { from: 'contract', to: 'bookkeeping' });
    await shop.does(`${at}/sign-ins`, { ipAddress: '198.51.100.7' });
    return { at, subject, service: body.service };
  }

  test('P06, P22: service, sign-in month, contract, books: each at its own time, while who goes on keeps all', async () => {
    const leaves = await customer('leaves');
    const stays = await customer('stays');
    for (const { at, service } of [leaves, stays]) await shop.does(`${at}/end-service`, { service });
    on('2026-03-20');
    await shop.does(`${stays.at}/start-service`, { type: 'hosting' });
    const all = {
      'contract/1': 'held',
      'hosting/1': 'held',
      'direct-debit/1': 'held',
      'bookkeeping/1': 'held',
    };

    // What officers are told beforehand is what happens from here on.
    const told = async (until: string): Promise<Record<string, Row[]>> => {
      const { body } = await olivia.sees(`/v1/retention?until=${until}&limit=500`);
      const subjects = body.subjects as { subject: string; falling: Row[] }[];
      return Object.fromEntries(subjects.map(({ subject, falling }) => [subject, falling]));
    };
    const days = (rows: Row[]) => rows.map(({ day, scope, purpose }) => [day, scope, purpose]);
    const before = await told('2037-01-01');
    expect(days(before[leaves.subject]!)).toEqual([
      ['2026-04-11', 'purpose', 'hosting'],
      ['2026-07-01', 'period', 'fraud'],
      ['2027-03-11', 'purpose', 'contract'],
      ['2027-04-11', 'subject', 'direct-debit'],
      ['2037-01-01', 'subject', 'bookkeeping'],
    ]);
    expect(days(before[stays.subject]!)).toEqual([
      ['2026-07-01', 'period', 'fraud'],
      ['2037-01-01', 'period', 'bookkeeping'],
    ]);
    expect(before[leaves.subject]![0]!.rule).toMatchObject({ purpose: 'hosting/1', after: 'service-end' });
    const { body: counted } = await olivia.sees('/v1/retention/counts?until=2026-07-01');
    expect(counted.counts).toContainEqual(
      expect.objectContaining({ day: '2026-07-01', purpose: 'fraud', period: '2026-03', count: 2 }),
    );
    const csv = (await olivia.sees('/v1/retention?until=2026-07-01&format=csv')).text;
    expect(csv.split('\r\n').filter(line => line.startsWith(leaves.subject))).toHaveLength(2);
    expect((await olivia.sees('/v1/retention?until=2026-03-19')).body.code).toBe('invalid-request');

    // Hosting a month after the service, addresses three months after the month.
    on('2026-07-01');
    await until(
      () => held(leaves.at),
      ({ 'hosting/1': hosting }) => hosting === 'erased',
    );
    expect(await held(leaves.at)).toEqual({ ...all, 'hosting/1': 'erased' });
    for (const { at } of [leaves, stays])
      await until(
        () => signIns(at),
        ([address]) => address === 'erased',
      );
    expect(await held(stays.at)).toEqual(all);

    // The contract after a year, direct debit after thirteen months: nothing but the books is left then.
    on('2027-03-11');
    await until(
      () => held(leaves.at),
      ({ 'contract/1': contract }) => contract === 'erased',
    );
    expect(await held(leaves.at)).toMatchObject({ 'direct-debit/1': 'held', 'bookkeeping/1': 'held' });
    on('2027-04-11');
    const kept = await until(
      () => olivia.sees(`${leaves.at}/record?${WHY}`),
      ({ body }) => body.erasure !== undefined,
    );
    expect(kept.body.erasure).toMatchObject({ kept: [{ purpose: 'bookkeeping', until: '2036-12-31' }] });
    expect(await held(leaves.at)).toEqual({ 'bookkeeping/1': 'held' });

    on('2037-01-01');
    await until(
      () => held(leaves.at),
      ({ all: gone }) => gone === 'gone',
    );
    expect(await held(stays.at)).toEqual({ ...all, 'bookkeeping/1': 'erased' });
    const { body } = await olivia.sees(`/v1/register?${WHY}&kind=erasure-begun&limit=100`);
    const mine = (body.entries as { subject: string; about: Row }[]).filter(
      ({ subject }) => subject === leaves.subject,
    );
    expect(mine.map(({ about }) => about.reason)).toEqual(mine.map(() => 'retention-ended'));
    expect(mine.map(({ about }) => [about.of, about.period])).toEqual(
      expect.arrayContaining([
        ['purpose', undefined],
        ['period', '2026-03'],
        ['subject', undefined],
      ]),
    );
  });

  test('P05: who has no domain name, no login name and no service is reported, then expires; others do not', async () => {
    on('2040-01-01');
    const [loose, linked, served] = [
      await signUp(app, shop, 'loose'),
      await signUp(app, shop, 'linked'),
      await signUp(app, shop, 'served'),
    ] as const;
    await shop.does(`${linked.at}/link-login`, { login: 'linked-name' });
    await shop.does(`${served.at}/start-service`, { type: 'dns' });
    const reported = async (): Promise<Row[]> =>
      (await olivia.sees('/v1/outside-policy?limit=500')).body.subjects as Row[];
    const of = (rows: Row[], { subject }: { subject: string }): Row | undefined =>
      rows.find(row => row.subject === subject);

    on('2040-02-15');
    const rows = await reported();
    expect(of(rows, loose)).toMatchObject({ until: '2040-03-31' });
    expect(of(rows, served)).not.toHaveProperty('until');
    expect(of(rows, linked)).toBeUndefined();
    const { body: ending } = await olivia.sees('/v1/retention?until=2040-04-01&limit=500');
    expect(of(ending.subjects as Row[], loose)).toMatchObject({
      falling: [{ day: '2040-04-01', scope: 'subject', rule: { after: 'unlinked' } }],
    });

    // What looks for them runs at the start of the service, and every hour.
    on('2040-04-01');
    await app.stop();
    await app.start();
    await until(
      () => held(loose.at),
      ({ all: gone }) => gone === 'gone',
    );
    for (const { at } of [linked, served]) expect(await held(at)).toEqual({ 'contract/1': 'held' });
    await until(reported, left => of(left, loose) === undefined && of(left, served) !== undefined);
  });
});
