import { randomUUID } from 'node:crypto';
import { customer, erase, ERASED, look, registerOf, remains, untilFenced } from '../faults/erasing';
import { rebuild } from '../setup/rebuild';
import { until } from '../setup/until';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';

/** Art. 17: what is erased is read by nobody again, what a law demands stays and is named, and the register is whole. */
describe('Art. 17 erasure', () => {
  const { app, http } = scenario();

  const record = (subject: string, who = 'staff') => http.query(who, `/v1/subjects/${subject}/record`, look);
  const name = (subject: string) => http.query('staff', `/v1/subjects/${subject}/name`, look);
  const whole = { scope: { of: 'subject' }, reason: 'no-longer-needed' };
  const approved = (at: string, ground: object = { reason: 'no-longer-needed' }): Promise<Answered> =>
    done(http.command('staff', `${at}/approve-erasure`, ground));
  /** P22: what runs is ended first. */
  async function endServices(at: string): Promise<void> {
    const { body } = await done(http.query('staff', `${at}/record`, look));
    for (const { service } of body.services as { service: string }[])
      await done(http.command('service', `${at}/end-service`, { service }));
  }

  test('of a subject of whom nothing is kept: 410, with the erasure and how far it is', async () => {
    const { subject } = await customerWith(http, app, 'leaves');
    const at = `/v1/subjects/${subject}`;
    const tried = await http.command('privacy-officer', `${at}/erase?dryRun=true`, whole);
    expect(tried.body.code).toBe('approval-needed');
    expect((await record(subject)).status).toBe(200);
    for (const [who, status] of [
      ['staff', 403],
      ['customer:leaves', 403],
    ] as const)
      expect((await http.command(who, `${at}/erase`, whole)).status).toBe(status);

    expect((await http.command('privacy-officer', `${at}/erase`, whole)).body.code).toBe('approval-needed');
    await approved(at);
    const key = randomUUID();
    const begun = await done(http.command('privacy-officer', `${at}/erase`, whole, key));
    expect(begun.body).toMatchObject({ outcome: 'done', repeated: false, kept: [] });
    const erasure = String(begun.body.erasure);
    const one = `${at}/erasures/${erasure}`;
    expect((await http.query('privacy-officer', one)).body).toMatchObject({
      erasure,
      scope: { of: 'subject' },
      reason: 'no-longer-needed',
    });
    await untilFenced(app, subject, erasure);
    expect(await record(subject)).toMatchObject({
      status: 410,
      body: { code: 'subject-erased', erasure, state: 'fenced' },
    });
    expect(await name(subject)).toMatchObject({ status: 410, body: { code: 'subject-erased', erasure } });
    // Said again, and asked for again.
    expect((await http.command('privacy-officer', `${at}/erase`, whole, key)).body).toMatchObject({
      erasure,
      repeated: true,
    });
    expect((await http.command('privacy-officer', `${at}/erase`, whole)).body).toMatchObject({
      outcome: 'unchanged',
    });
    expect((await http.query('privacy-officer', `${at}/erasures/${randomUUID()}`)).status).toBe(404);
    const listed = await http.query('staff', '/v1/subjects');
    expect(listed.text).not.toContain(subject);
  });

  test('the books stay for as long as the law says, and for nothing else', async () => {
    const gone = await customer(app, 'books');
    const at = `/v1/subjects/${gone.subject}`;
    const purpose = { scope: { of: 'purpose', purpose: 'bookkeeping' }, reason: 'no-longer-needed' };
    const last = expect.stringMatching(/^\d{4}-12-31$/) as string;
    expect((await http.command('privacy-officer', `${at}/erase`, purpose)).body).toMatchObject({
      code: 'kept-by-law',
      purpose: 'bookkeeping',
      until: last,
    });
    await endServices(at);
    await approved(at);
    const tried = await done(http.command('privacy-officer', `${at}/erase?dryRun=true`, whole));
    expect(tried.body).toMatchObject({ outcome: 'dry-run', kept: [{ purpose: 'bookkeeping', until: last }] });
    expect(tried.body).not.toHaveProperty('erasure');
    const before = await registerOf(app);
    const { body } = await done(http.command('privacy-officer', `${at}/erase`, whole));
    expect(body.kept).toMatchObject([{ purpose: 'bookkeeping', until: last }]);
    await untilFenced(app, gone.subject, String(body.erasure));
    expect(await remains(app, gone)).toEqual(ERASED);
    expect((await record(gone.subject)).body).toMatchObject({
      values: expect.arrayContaining([
        expect.objectContaining({ purpose: 'bookkeeping/1', field: 'familyName', value: 'Peeters' }),
        expect.objectContaining({ purpose: 'bookkeeping/1', field: 'givenName', value: 'Jan' }),
      ]) as unknown,
      erasure: { state: 'fenced', kept: [{ purpose: 'bookkeeping', until: last }] },
      // Who received data stays known (Art. 15, 19).
      recipients: [{ recipient: 'dns-belgium' }],
    });
    const named = { subject: gone.subject, familyName: 'Peeters', givenName: 'Jan' };
    expect((await name(gone.subject)).body).toEqual(named);
    const after = await registerOf(app);
    expect(after.slice(0, before.length)).toEqual(before);
    const register = await http.query('privacy-officer', `${at}/register`, { ...look, kind: 'erased' });
    expect(register.body.entries).toMatchObject([{ kind: 'erased', processing: 'dpv:Delete' }]);
  });

  test('of one field: it says erased, the others are as they were, and it can be given again', async () => {
    const one = await customer(app, 'onefield');
    const scope = { of: 'field', purpose: 'domain-be', field: 'telephone' };
    await untilFenced(app, one.subject, await erase(app, one.subject, scope));
    type Value = { field: string; purpose: string; value?: unknown; erased?: true; version: number };
    const values = async (): Promise<Value[]> =>
      ((await record(one.subject)).body.values as Value[]).filter(({ purpose }) => purpose === 'domain-be/1');
    const shown = await values();
    expect(shown.find(({ field }) => field === 'telephone')).toMatchObject({ erased: true });
    expect(shown.filter(value => value.erased).length).toBe(1);
    const collect = { purpose: 'domain-be', source: 'subject', values: { telephone: '+3292254321' } };
    await done(http.command('service', `/v1/subjects/${one.subject}/collect`, collect));
    expect((await values()).find(({ field }) => field === 'telephone')).toMatchObject({
      value: '+3292254321',
      version: 2,
    });
  });

  test('Art. 17, P19: nor is a person erased part by part by one officer', async () => {
    const { subject } = await customer(app, 'by-parts');
    const at = `/v1/subjects/${subject}`;
    const olivia = 'privacy-officer:olivia';
    const part = (purpose: string) => ({ scope: { of: 'purpose', purpose } });
    const unlawful = { reason: 'unlawful', finding: 'kept-too-long' };
    const over = { reason: 'no-longer-needed' };
    const code = async (who: string, path: string, body: object): Promise<unknown> =>
      (await http.command(who, `${at}/${path}`, body)).body.code ?? 'done';
    expect(await code(olivia, 'erase', { ...part('domain-be'), ...unlawful })).toBe('approval-needed');
    expect(await code('staff', 'approve-erasure', { ...part('contract'), ...unlawful })).toBe('done');
    expect(await code(olivia, 'erase', { ...part('domain-be'), ...unlawful })).toBe('approval-needed');
    await endServices(at);
    // What nobody needs any more one officer erases; not the last of it.
    expect(await code(olivia, 'erase', { ...part('domain-be'), ...over })).toBe('done');
    const contract = { ...part('contract'), ...unlawful };
    expect(await code('staff', 'erase', contract)).toBe('forbidden-role');
    expect(await code(olivia, 'erase', contract)).toBe('done');
    const { body } = await http.query(olivia, `${at}/register`, { ...look, kind: 'erasure-approved' });
    expect(body.entries).toMatchObject([
      { purpose: 'contract', about: { of: 'purpose', reason: 'unlawful' } },
    ]);
  });

  test('a request for erasure is carried out as the erasure, with the request as its source', async () => {
    const { subject } = await customerWith(http, app, 'asks');
    const asked = await done(
      http.command('staff', '/v1/requests', { kind: 'erasure', channel: 'letter', subject }),
    );
    const request = String(asked.body.request);
    await approved(`/v1/subjects/${subject}`, { reason: 'no-longer-needed', request });
    const carried = await http.command('privacy-officer', `/v1/requests/${request}/carry-out`, { erase: {} });
    expect(carried.body).toMatchObject({ outcome: 'done', result: 'done' });
    const gone = await record(subject);
    expect(gone).toMatchObject({ status: 410, body: { code: 'subject-erased' } });
    const one = await http.query(
      'privacy-officer',
      `/v1/subjects/${subject}/erasures/${String(gone.body.erasure)}`,
    );
    expect(one.body).toMatchObject({ request });
  });

  test('P18, P19, Art. 17: a customer with a running domain, who telephones: nobody erases anything until all of it is settled', async () => {
    const { subject } = await customer(app, 'telephones');
    const at = `/v1/subjects/${subject}`;
    const [an, els, olivia] = ['staff:an', 'staff:els', 'privacy-officer:olivia'] as const;
    const code = async (who: string, path: string, body: object = {}): Promise<unknown> => {
      const answered = await http.command(who, path, body);
      return answered.body.code ?? answered.status;
    };
    const asked = { kind: 'erasure', channel: 'telephone', subject };
    const request = String((await done(http.command(an, '/v1/requests', asked))).body.request);
    const carryOut = `/v1/requests/${request}/carry-out`;
    const ground = { reason: 'no-longer-needed', request };
    const direct = { scope: { of: 'subject' }, ...ground };

    for (const [path, body] of [
      [carryOut, { erase: {} }],
      [`${at}/erase`, direct],
      [`${at}/approve-erasure`, ground],
    ] as const)
      expect(await code(olivia, path, body)).toBe('confirmation-outstanding');
    await done(http.command(an, `/v1/requests/${request}/confirm`, { channel: 'letter' }));

    expect(await code(an, carryOut, { erase: {} })).toBe('another-person-needed');
    expect(await code(els, carryOut, { erase: {} })).toBe('forbidden-role');
    expect(await code('service', `${at}/erase`, direct)).toBe('client-not-allowed');
    const email = { of: 'field', purpose: 'contract', field: 'telephone' };
    expect(await code('service', `${at}/erase`, { scope: email, reason: 'no-longer-needed' })).toBe(
      'client-not-allowed',
    );

    // What runs is needed; the refusal, and the dry run, say what and until when.
    for (const { body } of [
      await http.command(olivia, carryOut, { erase: {} }),
      await http.command(olivia, `${carryOut}?dryRun=true`, { erase: {} }),
      await http.command(olivia, `${at}/erase?dryRun=true`, direct),
      await http.command(an, `${at}/approve-erasure`, ground),
    ])
      expect(body).toMatchObject({
        code: 'still-needed',
        needed: expect.arrayContaining([
          expect.objectContaining({ what: 'service', type: 'domain', endedBy: 'end-service' }),
        ]) as unknown,
      });
    await endServices(at);

    expect(await code(olivia, carryOut, { erase: {} })).toBe('approval-needed');
    await approved(at, ground);
    // Whose own word is no second one; on another ground, or for no request, it says nothing.
    expect(await code(olivia, `${at}/erase`, whole)).toBe('approval-needed');
    const tried = await done(http.command(olivia, `${carryOut}?dryRun=true`, { erase: {} }));
    expect(tried.body).toMatchObject({ outcome: 'dry-run', kept: [{ purpose: 'bookkeeping' }] });
    expect((await done(http.command(olivia, carryOut, { erase: {} }))).body).toMatchObject({
      result: 'done',
    });
    const register = await http.query(olivia, `${at}/register`, { ...look, limit: '100' });
    type Told = { kind: string; about: Record<string, string>; purpose?: string; actor: { role: string } };
    const entries = register.body.entries as Told[];
    expect(entries.filter(({ kind }) => kind.startsWith('erasure-'))).toMatchObject([
      { kind: 'erasure-begun', actor: { role: 'privacy-officer' }, about: ground },
      { kind: 'erasure-approved', actor: { role: 'staff' }, about: ground },
    ]);
    // P09, P22: each refusal is on record, in the order in which they came; no dry run is.
    const refusals = entries.filter(({ kind }) => kind === 'refused').reverse();
    expect(
      refusals.map(({ about, actor, purpose }) => [about.command, about.condition, actor.role, purpose]),
    ).toEqual([
      ['carry-out', 'request-settled', 'privacy-officer', undefined],
      ['erase', 'request-settled', 'privacy-officer', undefined],
      ['approve-erasure', 'request-settled', 'privacy-officer', undefined],
      ['carry-out', 'another-person', 'staff', undefined],
      ['carry-out', 'role-allowed', 'staff', undefined],
      ['erase', 'client-allowed', 'service', undefined],
      ['erase', 'client-allowed', 'service', 'contract/1'],
      ['carry-out', 'not-needed', 'privacy-officer', undefined],
      ['approve-erasure', 'not-needed', 'staff', undefined],
      ['carry-out', 'second-person', 'privacy-officer', undefined],
      ['erase', 'second-person', 'privacy-officer', undefined],
    ]);
    expect(entries.find(({ kind }) => kind === 'answer-address-kept')).toMatchObject({
      about: { request, keptUntil: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string },
      fields: { familyName: {}, address: {} },
    });
  });

  test('Art. 12(3), 17: the answer finds its way after the erasure, and where it went is then forgotten', async () => {
    const { subject } = await customerWith(http, app, 'is-answered');
    const at = `/v1/subjects/${subject}`;
    const asked = { kind: 'erasure', channel: 'letter', subject };
    const request = String((await done(http.command('staff', '/v1/requests', asked))).body.request);
    await approved(at, { reason: 'no-longer-needed', request });
    await done(http.command('privacy-officer', `/v1/requests/${request}/carry-out`, { erase: {} }));
    const gone = await record(subject);
    await untilFenced(app, subject, String(gone.body.erasure));
    const letter = async (): Promise<string> => {
      const why = { purpose: 'data-subject-request', format: 'text' };
      const path = `/v1/requests/${request}/letters/erasure-done`;
      return (await done(http.query('privacy-officer', path, why))).text;
    };
    const addressed = await letter();
    for (const part of ['Jan Peeters', 'Kerkstraat 12', '9000 Gent', 'Wij hebben uw gegevens gewist'])
      expect(addressed).toContain(part);
    const sent = { letter: 'erasure-done', channel: 'letter' };
    await done(http.command('privacy-officer', `/v1/requests/${request}/send-letter`, sent));
    const after = await until(letter, text => !text.includes('Kerkstraat'), 60_000);
    expect(after).not.toContain('Peeters');
    expect(after).toContain('Wij hebben uw gegevens gewist');
  });

  test('a registration that is sent again, an import that is run again, a rebuild: nobody comes back', async () => {
    const registration = {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [
        {
          purpose: 'contract',
          values: {
            familyName: 'Terug',
            givenName: 'Jef',
            email: 'jef.terug@example.be',
            address: { street: 'Dok', number: '5', postalCode: '9000', city: 'Gent', country: 'BE' },
          },
        },
      ],
    };
    const key = randomUUID();
    const first = await done(http.command('service', '/v1/subjects', registration, key));
    const subject = String(first.body.subject);
    const line = JSON.stringify({ ...registration, login: 'jef.terug' });
    const importKey = randomUUID();
    const imported = await send('/v1/imports', line, importKey, 'application/x-ndjson');
    expect(imported).toMatchObject({ imported: 1 });
    const search = { email: 'jef.terug@example.be' };
    const found = await find(search);
    expect(found).toHaveLength(2);
    for (const each of found) await untilFenced(app, each, await erase(app, each));
    const before = await registerOf(app);

    const again = await http.command('service', '/v1/subjects', registration, key);
    expect(again).toMatchObject({ status: 201, body: { subject, repeated: true } });
    expect(await send('/v1/imports', line, importKey, 'application/x-ndjson')).toMatchObject({
      imported: 0,
      alreadyThere: 1,
    });
    for (const name of ['records', 'register'])
      expect(await rebuild(app.database!, name)).toMatchObject({ code: 0 });
    expect((await registerOf(app)).slice(0, before.length)).toEqual(before);
    for (const each of found) expect((await record(each)).status).toBe(410);
    expect(await find(search)).toEqual([]);
  });

  const find = (by: object): Promise<string[]> => http.search('staff', by);
  const send = async (path: string, lines: string, key: string, type: string): Promise<unknown> =>
    (await http.command('service', path, lines, key, { 'content-type': type })).body;
});
