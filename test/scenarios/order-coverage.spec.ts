import { randomUUID } from 'node:crypto';
import { erase, untilFenced } from '../faults/erasing';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';
import { PROSECUTORS_ORDER } from '../setup/orders';

const ORDER = {
  ...PROSECUTORS_ORDER,
  ground: 'sv-39bis',
  issuedOn: '2026-03-02',
};

/** P16: what an order covers is what was in force, and who signed in, on the days that it names; no more. */
describe('P16 what an order covers', () => {
  const { app, http, on } = scenario({ on: '2026-05-04' });
  let subject: string;

  interface Body {
    readonly grounds: readonly { readonly ground: string; readonly confirmed: boolean }[];
  }
  interface Disclosed {
    values: { field: string; value?: string; erased?: true; version: number; since: string }[];
    signIns: { time: string; ipAddress?: string; erased?: true }[];
  }

  const signedIn = (ipAddress: string): Promise<Answered> =>
    done(http.command('service', `/v1/subjects/${subject}/sign-ins`, { ipAddress }));

  async function corrected(email: string): Promise<void> {
    const { headers } = await done(
      http.query('staff', `/v1/subjects/${subject}/record`, { purpose: 'customer-care' }),
    );
    const seen = { 'if-match': headers.get('etag')! };
    const body = { values: { email }, channel: 'application' };
    await done(http.command('service', `/v1/subjects/${subject}/correct`, body, undefined, seen));
  }

  async function approved(fields: string[], period?: [from: string, to: string]): Promise<string> {
    const { body } = await done(
      http.command('privacy-officer:olivia', '/v1/orders', {
        ...ORDER,
        concerns: { subjects: [subject] },
        fields,
        ...(period && { period: { from: period[0], to: period[1] } }),
      }),
    );
    const at = `/v1/orders/${String(body.order)}`;
    await done(http.command('privacy-officer:pieter', `${at}/approve`, {}));
    return at;
  }

  async function disclose(at: string, key: string = randomUUID()): Promise<Disclosed> {
    const { body } = await done(http.command('privacy-officer:olivia', `${at}/disclose`, {}, key));
    return (body.disclosed as Disclosed[])[0]!;
  }

  const emails = async (...period: [string, string] | []): Promise<unknown[]> =>
    (await disclose(await approved(['email'], period.length ? period : undefined))).values.map(
      ({ value, version }) => [version, value],
    );
  const addresses = async (from: string, to: string): Promise<unknown[]> =>
    (await disclose(await approved(['ipAddress'], [from, to]))).signIns.map(({ time, ipAddress }) => [
      time.slice(0, 10),
      ipAddress,
    ]);

  async function erased(scope: object): Promise<void> {
    await untilFenced(app, subject, await erase(app, subject, scope));
  }

  beforeAll(async () => {
    ({ subject } = await customerWith(http, app, 'first'));
    const read = { source: 'official-text', readOn: '2026-05-04' };
    await done(http.command('privacy-officer:olivia', '/v1/orders/grounds/sv-39bis/confirm', read));
    on('2026-05-10');
    await signedIn('198.51.100.1');
    on('2026-06-10');
    await corrected('second@example.be');
    on('2026-06-20');
    await signedIn('2001:db8::2');
    on('2026-07-15');
    await corrected('third@example.be');
    on('2026-07-20');
    await signedIn('198.51.100.3');
    on('2026-08-03');
    await signedIn('198.51.100.4');
  }, 240_000);

  const FIRST = [1, 'first@example.be'];
  const SECOND = [2, 'second@example.be'];
  const THIRD = [3, 'third@example.be'];

  test('the value in force in the period, not the present one', async () => {
    await expect(emails('2026-05-01', '2026-06-09')).resolves.toEqual([FIRST]);
    await expect(emails('2026-06-11', '2026-07-14')).resolves.toEqual([SECOND]);
    await expect(emails('2026-07-16', '2026-08-02')).resolves.toEqual([THIRD]);
    await expect(emails()).resolves.toEqual([THIRD]);
  });

  test('several values where several were in force: on the day of a correction both', async () => {
    await expect(emails('2026-06-10', '2026-06-10')).resolves.toEqual([FIRST, SECOND]);
    await expect(emails('2026-05-01', '2026-07-31')).resolves.toEqual([FIRST, SECOND, THIRD]);
  });

  test('nothing where nothing was held, and that is on record too', async () => {
    await expect(emails('2026-01-01', '2026-05-03')).resolves.toEqual([]);
    const { body } = await done(
      http.query('privacy-officer', `/v1/subjects/${subject}/register`, {
        kind: 'disclosed',
        purpose: 'customer-care',
        order: 'newest',
        limit: '1',
      }),
    );
    const [entry] = body.entries as object[];
    expect(entry).toMatchObject({ kind: 'disclosed', recipient: 'public-prosecutor' });
    expect(entry).not.toHaveProperty('fields');
  });

  test('sign-ins of the period, its first and last day included, and no others', async () => {
    await expect(addresses('2026-06-20', '2026-07-20')).resolves.toEqual([
      ['2026-06-20', '2001:db8::2'],
      ['2026-07-20', '198.51.100.3'],
    ]);
    await expect(addresses('2026-06-21', '2026-07-19')).resolves.toEqual([]);
    // Addresses are asked for a time, or not at all; and are not among the values of other fields.
    expect((await disclose(await approved(['email'], ['2026-05-01', '2026-08-31']))).signIns).toEqual([]);
    const without = await http.command('privacy-officer:olivia', '/v1/orders', {
      body: 'public-prosecutor',
      ground: 'sv-39bis',
      legitimacy: 'judicial',
      reference: 'x',
      digest: 'ab'.repeat(32),
      issuedOn: '2026-03-02',
      concerns: { subjects: [subject] },
      fields: ['ipAddress'],
    });
    expect(without.body).toMatchObject({ code: 'malformed-value', errors: [{ pointer: '/period' }] });
  });

  test('a name that nobody here has is answered as such, and keeps nothing of the others back', async () => {
    const { body } = await done(
      http.command('privacy-officer:olivia', '/v1/orders', {
        ...ORDER,
        concerns: { subjects: [subject], domains: ['nobody-here.be'], logins: ['nobody.here'] },
        fields: ['email'],
      }),
    );
    const at = `/v1/orders/${String(body.order)}`;
    await done(http.command('privacy-officer:pieter', `${at}/approve`, {}));
    const unknown = ['nobody-here.be', 'nobody.here'];
    const { body: answer } = await done(http.command('privacy-officer:olivia', `${at}/disclose`, {}));
    expect(answer).toMatchObject({
      disclosed: [{ subject, values: [{ value: 'third@example.be' }] }],
      unknown,
    });
    expect((await done(http.query('privacy-officer:olivia', at))).body).toMatchObject({ unknown });
    const nobody = await http.command('privacy-officer:olivia', '/v1/orders', {
      ...ORDER,
      concerns: { domains: ['nobody-here.be'] },
      fields: ['email'],
    });
    expect(nobody.body.code).toBe('order-subject-unknown');
  });

  test('P16 an order on a ground that nobody confirmed is marked, and stands still until an officer confirms it', async () => {
    const economy = { body: 'fod-economie', ground: 'wer-xv-3', legitimacy: 'administrative' };
    const order = { ...ORDER, ...economy, concerns: { subjects: [subject] }, fields: ['email'] };
    const { body } = await done(http.command('privacy-officer:olivia', '/v1/orders', order));
    const at = `/v1/orders/${String(body.order)}`;
    const marked = async (): Promise<unknown> => [
      (await done(http.query('privacy-officer', at))).body.groundConfirmed,
      ((await done(http.query('privacy-officer', '/v1/orders/bodies'))).body.bodies as Body[])
        .flatMap(({ grounds }) => grounds)
        .find(({ ground }) => ground === 'wer-xv-3')?.confirmed,
    ];
    const approve = () => http.command('privacy-officer:pieter', `${at}/approve`, {});
    expect(await marked()).toEqual([false, false]);
    expect((await approve()).body).toMatchObject({ code: 'ground-unconfirmed', ground: 'wer-xv-3' });
    const read = { source: 'counsel', readOn: '2026-08-03' };
    const confirm = '/v1/orders/grounds/wer-xv-3/confirm';
    expect((await http.command('staff', confirm, read)).body.code).toBe('forbidden-role');
    await done(http.command('privacy-officer:olivia', confirm, read));
    expect(await marked()).toEqual([true, true]);
    await done(approve());
    expect((await disclose(at)).values).toHaveLength(1);
  });

  test('of what was erased an order gets nothing, nor does one that was carried out before, said again', async () => {
    const before = await approved(['email', 'ipAddress'], ['2026-05-01', '2026-08-31']);
    const key = randomUUID();
    const first = await disclose(before, key);
    expect([first.values.length, first.signIns.length]).toEqual([3, 4]);
    await erased({ of: 'purpose', purpose: 'fraud' });
    await erased({ of: 'superseded', purpose: 'contract' });

    // The month that runs stays until it is over.
    await expect(addresses('2026-05-01', '2026-08-31')).resolves.toEqual([['2026-08-03', '198.51.100.4']]);
    await expect(emails('2026-05-01', '2026-07-31')).resolves.toEqual([THIRD]);
    // What stayed was sealed anew that day, and is of the day on which it came.
    const { values } = await disclose(await approved(['email']));
    expect(values.map(({ since }) => since.slice(0, 10))).toEqual(['2026-07-15']);
    await expect(emails('2026-05-01', '2026-06-09')).resolves.toEqual([]);
    const again = await disclose(before, key);
    expect(again.values.map(({ value, erased: gone }) => value ?? gone)).toEqual([
      true,
      true,
      'third@example.be',
    ]);
    expect(again.signIns.map(({ ipAddress, erased: gone }) => ipAddress ?? gone)).toEqual([
      true,
      true,
      true,
      '198.51.100.4',
    ]);
  });
});
