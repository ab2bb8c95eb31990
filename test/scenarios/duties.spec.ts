import { randomUUID } from 'node:crypto';
import { customer, erase, look, share, untilFenced } from '../faults/erasing';
import { until } from '../setup/until';
import { done, type Answered } from './http';
import { scenario } from './scenario';

interface Shown {
  readonly duty: string;
  readonly kind: string;
  readonly recipient: string;
  readonly fields: readonly string[];
  readonly status: string;
  readonly holds: boolean;
  readonly told?: object;
}

/** Art. 19: who got data hears what was done to it, also where nothing may be shared any more; and the person sees it. */
describe('Art. 19 recipients are told', () => {
  const { app, http } = scenario();

  const at = (subject: string): string => `/v1/subjects/${subject}`;
  const duties = async (subject: string, who = 'privacy-officer'): Promise<Shown[]> =>
    (await done(http.query(who, `${at(subject)}/duties`, look))).body.duties as Shown[];
  const act = (subject: string, duty: string, what: string, body: object, who = 'privacy-officer') =>
    http.command(who, `${at(subject)}/duties/${duty}/${what}`, body);
  const correct = async (subject: string, values: object): Promise<Answered> => {
    const { headers } = await http.query('service', `${at(subject)}/record`, look);
    const body = { values, channel: 'application' };
    const ifMatch = { 'if-match': headers.get('etag')! };
    return done(http.command('service', `${at(subject)}/correct`, body, randomUUID(), ifMatch));
  };
  const listed = async (position: unknown, by: Record<string, string> = {}) =>
    (
      await done(
        http.query('privacy-officer', '/v1/duties', { position: String(position), limit: '200', ...by }),
      )
    ).body.duties as { subject: string; recipient: string; due: string }[];

  test('of a correction: once, with the newest value, in the recipient’s own format and as a letter', async () => {
    const jan = await customer(app, 'wordt-verbeterd');
    const first = await correct(jan.subject, { telephone: '+3292250000' });
    expect(first.body.tell).toMatchObject([{ recipient: 'dns-belgium', fields: ['telephone'] }]);
    const { body } = await correct(jan.subject, { telephone: '+3292254321' });
    const [open, ...others] = await duties(jan.subject);
    expect(others).toEqual([]);
    expect(open).toMatchObject({ kind: 'correction', status: 'open', fields: ['telephone'] });
    const mine = (await listed(body.position)).filter(({ subject }) => subject === jan.subject);
    expect(mine).toMatchObject([
      { recipient: 'dns-belgium', due: expect.stringMatching(/^\d{4}-/) as string },
    ]);
    expect(await listed(body.position, { recipient: 'bank' })).toEqual([]);

    // Where sharing is not allowed: restricted.
    await done(http.command('staff', `${at(jan.subject)}/restrict`, { ground: 'accuracy-contested' }));
    expect((await share(app, { ...jan, sharing: { ...jan.sharing, key: randomUUID() } })).body.code).toBe(
      'subject-restricted',
    );
    const format = {
      kind: 'epp-update',
      extensions: ['http://www.dns.be/xml/epp/dnsbe-1.0'],
      contact: 'c1234567',
    };
    const key = randomUUID();
    const path = `${at(jan.subject)}/duties/${open!.duty}/tell`;
    const asked = { channel: 'interface', format, reference: 'ticket/7', language: 'fr' };
    const told = await done(http.command('service', path, asked, key));
    expect(told.body).toMatchObject({
      notice: {
        notice: 'correction',
        recipient: 'dns-belgium',
        domain: jan.domain,
        person: { telephone: '+3292251234', familyName: 'Peeters' },
        corrected: { telephone: '+3292254321' },
      },
      document: { text: expect.stringContaining('+32.92254321') as string },
      letter: { language: 'fr', text: expect.stringContaining('article 19 RGPD') as string },
    });
    expect((await http.command('service', path, asked, key)).body).toMatchObject({
      repeated: true,
      notice: told.body.notice,
    });

    // Told twice, confirmed, failed after that.
    expect((await act(jan.subject, open!.duty, 'tell', { channel: 'email' })).body).toMatchObject({
      code: 'duty-closed',
      state: 'told',
    });
    await done(act(jan.subject, open!.duty, 'record-failed', { reason: 'rejected' }));
    await done(act(jan.subject, open!.duty, 'tell', { channel: 'email' }));
    await done(act(jan.subject, open!.duty, 'confirm', {}));
    expect((await act(jan.subject, open!.duty, 'record-failed', { reason: 'rejected' })).body.code).toBe(
      'recipient-not-told',
    );

    // The person sees who was told, and when; another person does not.
    const [own, restriction] = await duties(jan.subject, `customer:${jan.login}`);
    expect(own).toMatchObject({ name: 'DNS Belgium', status: 'confirmed', told: { channel: 'email' } });
    expect(restriction).toMatchObject({ kind: 'restriction', status: 'open' });
    expect((await http.query('customer:somebody', `${at(jan.subject)}/duties`, look)).status).toBe(404);
    const register = await http.query('privacy-officer', `${at(jan.subject)}/register`, {
      purpose: 'data-subject-request',
      kind: 'recipient-told',
    });
    expect(register.body.entries).toMatchObject([
      { recipient: 'dns-belgium', fields: { telephone: { version: 3 } }, about: { of: 'correction' } },
      { recipient: 'dns-belgium', fields: { telephone: { version: 3 } }, about: { of: 'correction' } },
    ]);
  });

  test('of a sharing of the newest values nobody has to be told; one that did not arrive counts for nothing', async () => {
    const els = await customer(app, 'deelt-opnieuw');
    await correct(els.subject, { email: 'nieuw@example.be' });
    const again = { ...els, sharing: { ...els.sharing, key: randomUUID() } };
    const shared = await done(share(app, again));
    expect(await duties(els.subject)).toMatchObject([{ status: 'shared' }]);
    const failed = { sharing: shared.body.sharing, reason: 'rejected' };
    await done(http.command('service', `${at(els.subject)}/record-sharing-failed`, failed));
    expect(await duties(els.subject)).toMatchObject([{ status: 'open', fields: ['email'] }]);
  });

  test('of an erasure: by what it knows the person by, while nothing else is left; then that goes too', async () => {
    const leen = await customer(app, 'wordt-gewist');
    // The books of the year stay by law, and the office that keeps them.
    const erasure = await erase(app, leen.subject);
    await untilFenced(app, leen.subject, erasure);
    const progress = async () =>
      (await done(http.query('privacy-officer', `${at(leen.subject)}/erasures/${erasure}`))).body;
    const [open] = await duties(leen.subject);
    expect(open).toMatchObject({ kind: 'erasure', recipient: 'dns-belgium', status: 'open', holds: true });
    expect(await progress()).toMatchObject({
      state: 'fenced',
      duties: [open!.duty],
      wanting: expect.arrayContaining([{ what: 'duties', by: 'privacy-officer' }]) as unknown,
    });
    const told = await done(
      act(leen.subject, open!.duty, 'tell', { channel: 'letter', reference: 'brief-3', pdf: true }),
    );
    expect(told.body).toMatchObject({
      notice: {
        notice: 'erasure',
        domain: leen.domain,
        person: { email: leen.email, familyName: 'Peeters', telephone: '+3292251234' },
        fields: ['address', 'email', 'familyName', 'givenName', 'language', 'telephone'],
      },
      letter: { text: expect.stringContaining(leen.domain) as string },
    });
    const { pdf } = told.body.letter as { pdf: string };
    expect(Buffer.from(pdf, 'base64').toString('latin1')).toMatch(/^%PDF-1\.7/);
    await done(act(leen.subject, open!.duty, 'confirm', {}));
    await until(
      () => duties(leen.subject),
      ([duty]) => duty!.holds === false,
    );
    expect((await progress()).duties).toEqual([]);
    expect((await act(leen.subject, open!.duty, 'tell', { channel: 'letter' })).body.code).toBe(
      'duty-closed',
    );
    // That it did not arrive is recorded of who is erased, too.
    const { body } = await share(app, leen);
    const failed = { sharing: body.sharing, reason: 'unreachable' };
    await done(http.command('service', `${at(leen.subject)}/record-sharing-failed`, failed));
  });

  test('nobody is left untold but by two officers, with a reason', async () => {
    const piet = await customer(app, 'onmogelijk');
    await correct(piet.subject, { email: 'anders@example.be' });
    const [open] = await duties(piet.subject);
    const why = { ground: 'disproportionate', reason: 'effort-beyond-interest' };
    const waive = (who: string, body: object) => act(piet.subject, open!.duty, 'waive', body, who);
    expect((await waive('privacy-officer:olivia', { ground: 'impossible' })).body.code).toBe(
      'invalid-request',
    );
    expect((await waive('service', why)).status).toBe(403);
    await done(waive('privacy-officer:olivia', why));
    expect((await waive('privacy-officer:olivia', why)).body.code).toBe('second-officer-needed');
    expect(await duties(piet.subject)).toMatchObject([{ status: 'open', proposal: why }]);
    expect((await duties(piet.subject, `customer:${piet.login}`))[0]).not.toHaveProperty('proposal');
    await done(waive('privacy-officer:pieter', why));
    expect(await duties(piet.subject)).toMatchObject([{ status: 'disproportionate', waived: why }]);
    expect((await act(piet.subject, open!.duty, 'tell', { channel: 'email' })).body.code).toBe('duty-closed');
    expect((await act(piet.subject, randomUUID(), 'tell', { channel: 'email' })).status).toBe(404);
  });
});
