import { writeFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { brusselsDay } from '#libs/kernel';
import { LANGUAGES } from '#libs/letters';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';

type Row = Record<string, unknown>;

/** P08, P16, P17; Art. 12(1), 15, 20: what a customer is told of all that is held on them, in one document. */
describe('the access document', () => {
  const { app, http } = scenario();
  const WHY = { purpose: 'data-subject-request' };
  const OLD = 'jan.access@example.be';
  const NEW = 'jan@nieuw-adres.example.be';
  let jan: { subject: string; login: string };
  let at: string;
  let requested: string;

  const by = (who: string, path: string, body: object = {}, headers: Record<string, string> = {}) =>
    done(http.command(who, path, body, undefined, headers));
  const order = async (ground: string, body: string, more: object = {}): Promise<void> => {
    const { body: made } = await by('privacy-officer:olivia', '/v1/orders', {
      body,
      ground,
      legitimacy: ground === 'wib-322' ? 'administrative' : 'judicial',
      reference: 'GE.20.99.1234/2026',
      digest: 'ab'.repeat(32),
      issuedOn: brusselsDay(new Date()),
      concerns: { subjects: [jan.subject] },
      fields: ['familyName', 'address'],
      ...more,
    });
    await by('privacy-officer:pieter', `/v1/orders/${String(made.order)}/approve`);
    await by('privacy-officer:olivia', `/v1/orders/${String(made.order)}/disclose`);
  };
  const requestOf = async (kind: string): Promise<string> => {
    const { body } = await by(`customer:${jan.login}`, `${at}/requests`, {
      kind,
      text: 'Graag alles, a.u.b.',
    });
    await by('staff', `/v1/requests/${String(body.request)}/carry-out`);
    return `/v1/requests/${String(body.request)}`;
  };
  const document = async (who = 'privacy-officer:olivia'): Promise<Row> =>
    (await done(http.query(who, `${at}/overview`, WHY))).body;
  const letter = (language: string, format: string): Promise<Answered> =>
    done(
      http.query('privacy-officer:olivia', `${requested}/letters/access-answer`, {
        ...WHY,
        language,
        format,
      }),
    );

  beforeAll(async () => {
    jan = await customerWith(http, app, 'jan.access', 'peeters-access.be');
    at = `/v1/subjects/${jan.subject}`;
    const service = (path: string, body: object): Promise<Answered> => by('service', `${at}/${path}`, body);

    await service('collect', {
      purpose: 'contract',
      source: 'third-person',
      values: { telephone: '+3292251234', language: 'fr' },
    });
    const soon = brusselsDay(new Date(Date.now() + 20 * 86_400_000));
    const { body: hosting } = await service('start-service', {
      type: 'hosting',
      from: brusselsDay(new Date()),
      renewsOn: soon,
    });
    await service('use-further', {
      from: 'contract',
      to: 'renewal',
      fields: ['familyName', 'givenName', 'email'],
    });
    await service('contact-for-renewal', { service: hosting.service, channel: 'email' });
    await service('choose-payment', { method: 'direct-debit', instance: 'kbc' });
    await service('share', {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2026-11-02' },
    });
    await service('share', {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      reference: 'invoice/1',
    });
    await http.command('service', `${at}/share`, { purpose: 'contract', recipient: 'Address Broker Ltd' });
    await service('sign-ins', { ipAddress: '203.0.113.9' });
    const { headers } = await done(http.query('staff', `${at}/record`, { purpose: 'customer-care' }));
    await by(
      `customer:${jan.login}`,
      `${at}/correct`,
      { values: { email: NEW }, channel: 'application' },
      { 'if-match': headers.get('etag')! },
    );
    const { body: opened } = await by('service', '/v1/mediations', {
      domain: 'peeters-access.be',
      familyName: 'Wouters',
      email: 'els.wouters@example.org',
      message: 'I like the name.',
    });
    const mediation = `/v1/mediations/${String(opened.mediation)}`;
    await by('staff', `${mediation}/tell-third-party`, { channel: 'email' });
    await by('staff', `${mediation}/inform-owner`, { channel: 'email' });
    await by(`customer:${jan.login}`, `${at}/mediations/${String(opened.mediation)}/answer`, {
      choice: 'declined',
    });
    await order('wib-322', 'fod-financien');
    await order('sv-46bis', 'public-prosecutor', { secrecy: { ground: 'sv-46bis' } });
    await service('mark-other-person', { purpose: 'contract', field: 'telephone' });
    requested = await requestOf('access');
  }, 240_000);

  test('P08: current and earlier values, with who gave them, what for, and how long they are kept', async () => {
    const { values, ...all } = await document(`customer:${jan.login}`);
    expect(all).toMatchObject({ format: 'inzage/access/2', subject: jan.subject });
    const emails = (values as Row[]).filter(
      ({ field, purpose }) => field === 'email' && purpose === 'contract/1',
    );
    expect(emails).toMatchObject([
      { value: OLD, source: 'subject', version: 1, replaced: expect.any(String) as string },
      { value: NEW, source: 'subject', version: 2, channel: 'application' },
    ]);
    expect((values as Row[]).find(({ field }) => field === 'language')).toMatchObject({
      source: 'third-person',
    });
    for (const value of values as Row[]) expect(value.kept).toHaveProperty('duration');
  });

  test('Art. 15(1)(c): recipients by name and country; P16: a body once the person may know, and no sooner', async () => {
    const { sharings, disclosures } = await document(`customer:${jan.login}`);
    expect((sharings as Row[]).find(({ recipient }) => recipient === 'bank')).toMatchObject({
      received: { country: 'BE', role: 'controller' },
    });
    expect(disclosures).toMatchObject([{ body: 'fod-financien', ground: 'wib-322' }]);
    // An officer sees it as the person does.
    expect((await document()).disclosures).toEqual(disclosures);
  });

  test('P06, P09, P15: sign-ins, looks by function, uses, and mediations without who sought contact', async () => {
    const all = await document(`customer:${jan.login}`);
    expect(all.signIns).toMatchObject([{ ipAddress: '203.0.113.9', purpose: 'fraud/1' }]);
    expect(
      (all.looks as Row[]).some(({ role, purpose }) => role === 'staff' && purpose === 'customer-care/1'),
    ).toBe(true);
    expect(all.uses).toMatchObject([{ kind: 'renewal-contact', channel: 'email' }]);
    expect(all.mediations).toMatchObject([
      { steps: [{ kind: 'owner-informed' }, { kind: 'owner-answered' }] },
    ]);
    expect(JSON.stringify(all)).not.toMatch(/Wouters|I like the name/);
    expect((all.history as Row[]).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['refused', 'corrected']),
    );
  });

  test('Art. 15(4): what concerns another is weighed by an officer before a request is answered, and then left out', async () => {
    const why = { ...WHY, format: 'html' };
    const asked = await http.query('privacy-officer:olivia', `${requested}/document`, WHY);
    expect(asked.body.code).toBe('other-person-unsettled');
    const written = await http.query('privacy-officer:olivia', `${requested}/letters/access-answer`, why);
    expect(written.body.code).toBe('other-person-unsettled');
    const sent = await http.command('staff', `${requested}/send-letter`, {
      letter: 'access-answer',
      channel: 'letter',
    });
    expect(sent.body.code).toBe('other-person-unsettled');
    const [mark] = asked.body.marks as string[];
    const settle = { mark, outcome: 'left-out' };
    expect((await http.command('staff', `${at}/settle-other-person`, settle)).body.code).toBe(
      'forbidden-role',
    );
    await by('privacy-officer:olivia', `${at}/settle-other-person`, settle);

    const { body } = await done(http.query('privacy-officer:olivia', `${requested}/document`, WHY));
    const telephone = (body.values as Row[]).find(
      ({ field, purpose }) => field === 'telephone' && purpose === 'contract/1',
    );
    expect(telephone).toMatchObject({ leftOut: true });
    expect(telephone).not.toHaveProperty('value');
    expect(body.leftOut).toMatchObject({ values: 1, unsettled: [], mediations: 1 });
    expect((await letter('en', 'text')).text).toContain('Art. 15(4)');
  });

  test('P08, Art. 15(4), 20(4): whatever the person is given follows one decision, and says that something was left out', async () => {
    const { parse } = await import('vcard4');
    const els = await customerWith(http, app, 'els.access');
    const of = `/v1/subjects/${els.subject}`;
    const her = `customer:${els.login}`;
    await by('service', `${of}/start-service`, { type: 'hosting', from: brusselsDay(new Date()) });
    await by('service', `${of}/use-further`, { from: 'contract', to: 'hosting', fields: ['email'] });
    const { body: asked } = await by(her, `${of}/requests`, { kind: 'portability', text: 'Graag.' });
    const answer = `${of}/requests/${String(asked.request)}`;
    await by('staff', `/v1/requests/${String(asked.request)}/carry-out`);
    const { body: marked } = await by('service', `${of}/mark-other-person`, {
      purpose: 'contract',
      field: 'email',
    });
    const emails = async (who: string): Promise<unknown[]> =>
      (
        (await done(http.query(who, `${of}/record`, { purpose: 'customer-care' }))).body.values as Row[]
      ).flatMap(({ field, value, leftOut }) => (field === 'email' ? [value ?? { leftOut }] : []));
    const left = { leftOut: true };
    const email = 'els.access@example.be';

    // Before it is settled, too; and the same value where it was used further. Who looks for a purpose needs it.
    expect(await emails(her)).toEqual([left, left]);
    expect(await emails('staff')).toEqual([email, email]);
    for (const part of ['document', 'vcard'])
      expect((await http.query(her, `${answer}/${part}`)).body.code).toBe('other-person-unsettled');

    const settle = (outcome: string) =>
      by('privacy-officer:olivia', `${of}/settle-other-person`, { mark: marked.mark, outcome });
    await settle('left-out');
    expect(await emails(her)).toEqual([left, left]);
    expect((await done(http.query(her, `${of}/overview`))).text).not.toContain(email);
    expect((await done(http.query(her, `${of}/report`))).text).not.toContain(email);
    const { provided } = (await done(http.query(her, `${answer}/document`))).body;
    expect(provided).toMatchObject([
      { purpose: 'contract', leftOut: ['email'] },
      { purpose: 'hosting', values: {}, leftOut: ['email'] },
    ]);
    expect(JSON.stringify(provided)).not.toContain(email);
    const { text } = await done(http.query(her, `${answer}/vcard`));
    const card = parse(text);
    if (Array.isArray(card)) throw new Error('there is one card');
    expect(text).not.toContain(email);
    expect(card.getProperty('NOTE').map(({ value }) => value)).toEqual(
      expect.arrayContaining([expect.stringContaining('Art. 20(4)')]),
    );

    await settle('shown');
    expect(await emails(her)).toEqual([email, email]);
    const after = await done(http.query(her, `${answer}/document`));
    expect(after.text).toContain(email);
    expect(after.text).not.toContain('leftOut');
  });

  test.each(LANGUAGES)(
    'Art. 12(1): page and letter in %s say the same in words, without ids and codes',
    async language => {
      const page = (await done(http.query(`customer:${jan.login}`, `${at}/report`, { ...WHY, language })))
        .text;
      const pdf = await done(
        http.query(`customer:${jan.login}`, `${at}/report`, { ...WHY, language, format: 'pdf' }),
      );
      expect(pdf.text).toMatch(/^%PDF-1\.7/);
      expect((await letter(language, 'pdf')).text).toMatch(/^%PDF-1\.7/);
      const html = (await letter(language, 'html')).text;
      const text = (await letter(language, 'text')).text.replace(/^.*: [0-9a-f-]{36}$/m, '');
      if (process.env.INZAGE_REPORTS) {
        writeFileSync(`${process.env.INZAGE_REPORTS}/page.${language}.html`, page);
        writeFileSync(`${process.env.INZAGE_REPORTS}/letter.${language}.html`, html);
        writeFileSync(`${process.env.INZAGE_REPORTS}/letter.${language}.txt`, text);
      }
      for (const written of [plain(page), text]) {
        for (const held of [OLD, NEW, 'Kerkstraat 12', 'peeters-access.be', '203.0.113.9'])
          expect(written).toContain(held);
        expect(written).not.toMatch(
          /[0-9a-f]{8}-[0-9a-f]{4}-|\bP\d+[YMWD]\b|A6-1|\b[a-z]+\/\d\b|undefined|\[object/,
        );
        expect(written).not.toMatch(/The policy names no time|third-person|accounting-office|fod-financien/);
      }
    },
  );

  test('P08: a customer finds out who they are, and says no purpose for their own data; others still do', async () => {
    const self = `customer:${jan.login}`;
    const { body, headers } = await done(http.query(self, '/v1/me'));
    expect(body).toMatchObject({ subject: jan.subject, kind: 'natural-person' });
    expect(headers.get('etag')).toBe(`"${String(body.version)}"`);
    for (const path of [
      'record',
      'overview',
      'accesses',
      'register',
      'recipients',
      'report',
      'register/export',
    ])
      await done(http.query(self, `${at}/${path}`, path.endsWith('export') ? { format: 'csv' } : {}));
    const { body: looks } = await done(http.query(self, `${at}/register`, { kind: 'looked', limit: '1' }));
    expect(looks.entries).toMatchObject([{ purpose: 'data-subject-request/1', actor: { role: 'customer' } }]);
    const own = `${at}/mediations/${((await done(http.query(self, `${at}/mediations`))).body.mediations as Row[])[0]!.mediation as string}`;
    await done(http.query(self, own));
    expect((await http.query('staff', `${at}/record`)).body.code).toBe('purpose-required');
    expect((await http.query('customer:nobody.access', '/v1/me')).body.code).toBe('not-found');
    expect((await http.query('staff', '/v1/me')).body.code).toBe('forbidden-role');
  });

  test('Art. 15(1)(c): recipients tell of a bank by name, and of bodies, to each what they may know', async () => {
    const own = (await done(http.query(`customer:${jan.login}`, `${at}/recipients`))).body;
    expect((own.sharings as Row[]).find(({ recipient }) => recipient === 'bank')).toMatchObject({
      name: 'KBC',
    });
    expect(own.bodies).toMatchObject([{ body: 'fod-financien' }]);
    const officers = (await done(http.query('privacy-officer:olivia', `${at}/recipients`, WHY))).body;
    expect((officers.bodies as Row[]).map(({ body }) => body)).toEqual([
      'public-prosecutor',
      'fod-financien',
    ]);
    const of = async (recipient: string, by: Record<string, string> = {}): Promise<unknown> =>
      (
        (await done(http.query('privacy-officer:olivia', `/v1/recipients/${recipient}/subjects`, by))).body
          .subjects as Row[]
      )
        .filter(({ subject }) => subject === jan.subject)
        .map(({ sharings }) => sharings);
    expect(await of('public-prosecutor')).toEqual([1]);
    expect(await of('bank', { instance: 'KREDBEBB' })).toEqual([1]);
    expect(await of('bank', { instance: 'kbc' })).toEqual([1]);
    expect(await of('bank', { instance: 'belfius' })).toEqual([]);
  });

  test('P17: a customer adds and takes away what is optional, and gets letters in the language that is theirs', async () => {
    const self = `customer:${jan.login}`;
    const marie = await customerWith(http, app, 'marie.access');
    const of = `/v1/subjects/${marie.subject}`;
    const her = `customer:${marie.login}`;
    const add = (values: object, more: object = {}) =>
      http.command(her, `${of}/collect`, { purpose: 'contract', source: 'subject', values, ...more });
    await done(add({ language: 'fr', telephone: '+3225123456' }));
    expect((await add({ email: 'x@example.be' })).body.code).toBe('field-not-optional');
    expect((await add({ language: 'fr' }, { source: 'third-person' })).body.code).toBe('malformed-value');
    expect((await http.command(self, `${of}/collect`, {})).body.code).toBe('not-found');
    const remove = (field: string) => http.command(her, `${of}/remove-value`, { purpose: 'contract', field });
    expect((await remove('email')).body.code).toBe('field-not-optional');
    const { headers } = await done(http.query(her, `${of}/record`));
    const moved = { values: { email: 'marie@nieuw.example.be' }, channel: 'application' };
    await by(her, `${of}/correct`, moved, { 'if-match': headers.get('etag')! });
    await done(remove('telephone'));
    const { values } = (await done(http.query(her, `${of}/overview`))).body;
    const telephone = (values as Row[]).find(({ field }) => field === 'telephone');
    expect(telephone).toMatchObject({ erased: true });
    expect(telephone).not.toHaveProperty('value');
    expect((values as Row[]).find(({ field }) => field === 'language')).toMatchObject({ value: 'fr' });
    // Nothing else went with it, what was corrected before included.
    const emails = (values as Row[]).filter(({ field }) => field === 'email').map(({ value }) => value);
    expect(emails).toEqual(['marie.access@example.be', 'marie@nieuw.example.be']);

    // Nor did a reference that a caller gave with a sharing, under the same key.
    await by('service', `${of}/choose-payment`, { method: 'online-payment' });
    await by('service', `${of}/use-further`, {
      from: 'contract',
      to: 'online-payment',
      fields: ['language', 'email'],
    });
    const shared = { purpose: 'online-payment', recipient: 'ingenico', reference: 'order/7' };
    const { body: made } = await by('service', `${of}/share`, shared);
    await by(her, `${of}/remove-value`, { purpose: 'online-payment', field: 'email' });
    const one = await done(
      http.query('privacy-officer:olivia', `${of}/sharings/${String(made.sharing)}`, WHY),
    );
    expect(one.body).toMatchObject({ reference: 'order/7' });

    const { body } = await by(her, `${of}/requests`, { kind: 'question', text: 'Pourquoi ?' });
    const letters = `/v1/requests/${String(body.request)}/letters/confirmation`;
    const { text } = await done(http.query('staff', letters, { ...WHY, format: 'text' }));
    expect(text).toContain('nous avons reçu');
    expect((await done(http.query(her, `${of}/report`))).text).toContain('<html lang="fr">');
  });

  test('Art. 20: what the person provided, by a published schema, and as a vCard that others read', async () => {
    const { parse } = await import('vcard4');
    const portability = await requestOf('portability');
    const own = portability.replace('/v1/requests', `${at}/requests`);
    const { body } = await done(http.query(`customer:${jan.login}`, `${own}/document`, WHY));
    const published = await fetch(`${app.url}/schemas/portability/2.json`);
    expect(published.headers.get('content-type')).toContain('application/schema+json');
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    addFormats(ajv);
    const fits = ajv.compile((await published.json()) as object);
    expect([fits(body), fits.errors]).toEqual([true, null]);
    expect(fits({ ...body, other: 1 })).toBe(false);
    const contract = (body.provided as { purpose: string; values: Row }[]).find(
      ({ purpose }) => purpose === 'contract',
    )!;
    expect(contract.values).toMatchObject({ givenName: 'Jan', email: NEW });
    // Another person gave it.
    expect(contract.values).not.toHaveProperty('telephone');

    const { text, headers } = await done(http.query(`customer:${jan.login}`, `${own}/vcard`, WHY));
    expect(headers.get('content-type')).toContain('text/vcard');
    const card = parse(text);
    if (Array.isArray(card)) throw new Error('there is one card');
    const first = (name: 'FN' | 'N' | 'ADR' | 'EMAIL' | 'KIND'): unknown => card.getProperty(name)[0]!.value;
    expect(first('FN')).toBe('Jan Peeters');
    expect(first('N')).toMatchObject({ familyNames: 'Peeters', givenNames: 'Jan' });
    expect(first('ADR')).toMatchObject({
      streetAddress: 'Kerkstraat 12',
      locality: 'Gent',
      countryName: 'BE',
    });
    expect(first('KIND')).toBe('individual');
    expect(card.getProperty('EMAIL').map(({ value }) => value)).toContain(NEW);
  });
});

function plain(page: string): string {
  return page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}
