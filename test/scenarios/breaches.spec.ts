import { createHash, randomUUID } from 'node:crypto';
import { erase, untilFenced } from '../faults/erasing';
import { until } from '../setup/until';
import { customerWith, done, type Answered } from './http';
import { JAN, signUp } from './people';
import { scenario } from './scenario';
import { PROSECUTORS_ORDER } from '../setup/orders';

const OLIVIA = 'privacy-officer:olivia';
const PIETER = 'privacy-officer:pieter';

type Row = Record<string, unknown>;

/** Art. 33 and 34: the story of a breach, from the first sign to what was learned. */
describe('Art. 33, 34 a breach', () => {
  const { app, http, on, shop } = scenario({
    on: '2026-12-04T17:30:00Z',
    env: () => ({ LOG_LEVEL: 'debug' }),
  });
  let breach: string;
  /** Whose data was there: each has a letter, or a reason why not; of Piet a body has got some, in secret. */
  let jan: string, marie: string, leen: string, nora: string, piet: string;
  /** Where the last command is to be read from. */
  let position: string;
  /** Of those whose data was held. */
  let letter: string;
  /** Of the breach, as it was answered last. */
  let etag: string;

  beforeAll(async () => {
    const french = { ...JAN, familyName: 'Lambert', givenName: 'Marie', language: 'fr-BE' };
    [jan, leen, nora, piet] = (await Promise.all(
      ['jan', 'leen', 'nora', 'piet'].map(
        async name => (await customerWith(http, app, `${name}.breach`)).subject,
      ),
    )) as [string, string, string, string];
    marie = (await signUp(app, shop, 'marie.breach', french)).subject;
    await erase(app, leen);
    await untilFenced(
      app,
      nora,
      await erase(app, nora, { of: 'field', purpose: 'contract', field: 'address' }),
    );
    await erase(app, nora, { of: 'field', purpose: 'contract', field: 'email' });
    on('2026-12-04T18:10:00Z');
    await customerWith(http, app, 'els.breach');
    on('2026-12-04T17:30:00Z');
  }, 240_000);

  const send = (what: string, body: object, who = OLIVIA, seen = etag): Promise<Answered> =>
    http.command(who, `/v1/breaches/${breach}/${what}`, body, randomUUID(), { 'if-match': seen });
  const act = async (what: string, body: object, who = OLIVIA): Promise<Answered> => {
    const answer = await done(send(what, body, who));
    etag = answer.headers.get('etag')!;
    if (typeof answer.body.position === 'string') position = answer.body.position;
    return answer;
  };
  const refused = async (what: string, body: object): Promise<unknown> => (await send(what, body)).body.code;
  const read = async (): Promise<Row> => (await done(http.query(OLIVIA, `/v1/breaches/${breach}`))).body;
  const listed = async (): Promise<Row> => {
    const { body } = await done(http.query(OLIVIA, '/v1/breaches', { position }));
    return (body.breaches as Row[]).find(each => each.breach === breach)!;
  };
  const today = async (): Promise<Row | undefined> => {
    const { body } = await done(http.query(OLIVIA, '/v1/today', { position }));
    return (body.due as Row[]).find(({ id }) => id === breach);
  };

  const FOUND = {
    happenedAt: '2026-12-04T06:00:00Z',
    foundAt: '2026-12-04T09:12:00Z',
    reportedAt: '2026-12-04T15:00:00Z',
    processor: 'accounting-office',
    description: 'Geplante beschrijving: een uitvoer stond open.',
  };
  const ASSESSMENT = {
    natures: ['confidentiality'],
    causes: ['at-processor', 'human-error'],
    persons: ['customers'],
    data: ['email', 'familyName'],
    numberOfPersons: 3,
    numberOfRecords: 3,
    consequences: 'Ongewenste post.',
    measuresTaken: 'De uitvoer is gesloten.',
    measuresProposed: 'Uitvoer vervalt na een dag.',
    risk: 'high-risk',
    riskReasons: 'De adressen werden gekopieerd.',
  };
  const LETTER = {
    nl: { nature: 'Uw adres lag open.', consequences: 'Geplante gevolgen.', measures: 'Het is dicht.' },
    fr: { nature: 'Votre adresse était ouverte.', consequences: 'Du courrier.', measures: 'C’est fermé.' },
    en: { nature: 'Your address lay open.', consequences: 'Mail.', measures: 'It is closed.' },
  };

  test('Art. 33(5): it is recorded, first of all as what may be one; nothing known before it happened', async () => {
    const record = (more: object): Promise<Answered> =>
      http.command(OLIVIA, '/v1/breaches', { ...FOUND, ...more });
    const early = await record({ knownAt: '2026-12-04T05:59:00Z' });
    expect([early.status, early.body]).toEqual([
      422,
      expect.objectContaining({
        code: 'malformed-value',
        errors: [{ pointer: '/knownAt', rule: 'after-it-happened' }],
      }),
    ]);
    expect((await record({ foundAt: '2026-12-05T09:00:00Z' })).body).toMatchObject({
      errors: [{ pointer: '/foundAt', rule: 'not-in-the-future' }],
    });
    const { body, headers } = await done(record({}));
    breach = String(body.breach);
    etag = headers.get('etag')!;
    position = String(body.position);
    expect(await read()).toMatchObject({
      status: 'under-inquiry',
      description: FOUND.description,
      processor: 'accounting-office',
      late: false,
    });
    expect(await today()).toMatchObject({ what: 'breach', status: 'under-inquiry', overdue: false });
  });

  test('Art. 33(1): 72 hours run from when it is known, over a weekend; the day’s work has what is left of them', async () => {
    await act('correct', { knownAt: '2026-12-04T17:20:00Z', reason: 'De logboeken tonen het.' });
    // Friday evening; the hour itself is not counted (Reg. 1182/71 Art. 3(1)).
    expect(await listed()).toMatchObject({
      status: 'to-notify',
      due: '2026-12-07T18:00:00.000Z',
      hoursLeft: 72,
    });
    expect(await today()).toMatchObject({ day: '2026-12-07', hoursLeft: 72, overdue: false });
    // 48 hours later, on Sunday, officers are reminded.
    on('2026-12-06T18:00:00Z');
    const due = '2026-12-07T18:00:00.000Z';
    await until(read, ({ reminded }) => (reminded as Row[]).length === 1);
    expect((await read()).reminded).toEqual([{ about: 'due-soon', due }]);
    expect(await today()).toMatchObject({ hoursLeft: 24 });
    on('2026-12-07T18:30:00Z');
    await until(read, ({ reminded }) => (reminded as Row[]).length === 2);
    expect(await today()).toMatchObject({ hoursLeft: -1, overdue: true });
    expect(await read()).toMatchObject({ late: true });
  });

  test('Art. 33(1), (4): told late it says why, and in phases until it is complete', async () => {
    const phase = { channel: 'online-form', reference: 'DB-2026-17', complete: false };
    expect(await refused('notify-authority', phase)).toBe('delay-reasons-missing');
    await act('notify-authority', { ...phase, delayReasons: 'De verwerker antwoordde niet.' });
    expect(await refused('notify-authority', { ...phase, complete: true })).toBe('breach-not-assessed');
    expect(await refused('write-letter', { affected: breach, part: 'held', ...LETTER })).toBe(
      'breach-not-assessed',
    );
    await act('assess', ASSESSMENT);
    on('2026-12-09T10:00:00Z');
    await act('notify-authority', { ...phase, complete: true, channel: 'email' }, PIETER);
    expect(await read()).toMatchObject({
      status: 'notified',
      late: true,
      assessment: ASSESSMENT,
      notifications: [
        { at: '2026-12-07T18:30:00.000Z', reference: 'DB-2026-17', complete: false },
        { at: '2026-12-09T10:00:00.000Z', channel: 'email', complete: true },
      ],
    });
    expect(await today()).toMatchObject({ status: 'notified', overdue: false });
  });

  test('who corrects or assesses what another has changed since is refused, and nothing is lost', async () => {
    const seen = (await done(http.query(OLIVIA, `/v1/breaches/${breach}`))).headers.get('etag')!;
    expect(seen).toBe(etag);
    await act('assess', { ...ASSESSMENT, riskReasons: 'De adressen werden verkocht.' }, PIETER);
    const answers = await Promise.all([
      send('assess', ASSESSMENT, OLIVIA, seen),
      send('correct', { description: 'Iets anders.', reason: 'Nagekeken.' }, OLIVIA, seen),
      send('not-tell-persons', { ground: 'risk-averted', reason: 'Gesloten.' }, OLIVIA, seen),
      http.command(OLIVIA, `/v1/breaches/${breach}/assess`, ASSESSMENT),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [412, 'stale-version'],
      [412, 'stale-version'],
      [412, 'stale-version'],
      [428, 'precondition-required'],
    ]);
    expect(await read()).toMatchObject({ assessment: { riskReasons: 'De adressen werden verkocht.' } });
    // Who has seen it decides anew.
    await act('assess', ASSESSMENT);
    expect(await read()).toMatchObject({ assessment: ASSESSMENT });
  });

  describe('Art. 33(3)(a): whom it affects', () => {
    const DURING = { from: '2026-12-04T06:00:00Z', to: '2026-12-04T18:00:00Z' };
    let determined: Row;
    const list = async (part: string, more: Record<string, string> = {}): Promise<Row> =>
      (
        await done(
          http.query(OLIVIA, `/v1/breaches/${breach}/affected/${String(determined.affected)}`, {
            part,
            ...more,
          }),
        )
      ).body;

    test('not by a period alone, nor of what is to come, nor by names that nobody knows', async () => {
      const answers = await Promise.all(
        [DURING, { ...DURING, to: '2026-12-30T00:00:00Z', purpose: 'contract' }].map(body =>
          refused('affected', body),
        ),
      );
      expect(answers).toEqual(['criteria-match-everybody', 'malformed-value']);
      expect(await refused('affected', { ...DURING, purpose: 'nothing' })).toBe('purpose-unknown');
      expect(await refused('affected', { ...DURING, recipient: 'nobody' })).toBe('malformed-value');
      expect(await refused('affected', { ...DURING, purpose: 'contract', size: 1_000_000 })).toBe(
        'beyond-the-register',
      );
    });

    test('who was touched and who was held are told apart, by number and digest', async () => {
      const asked = { ...DURING, client: 'service', purpose: 'contract', fields: ['email', 'telephone'] };
      determined = (await act('affected', asked)).body;
      expect(determined).toMatchObject({ touched: { count: 5 }, held: { count: 5 } });
      const looked = (await act('affected', { ...DURING, actor: breach })).body;
      expect(looked).toMatchObject({ touched: { count: 0 } });
      expect(looked).not.toHaveProperty('held');
      // Els came after the period; the others before.
      const subjects = [jan, marie, leen, nora, piet].sort();
      expect(await list('touched')).toEqual({ count: 5, subjects });
      expect(await list('held')).toEqual({ count: 5, subjects });
    });

    test('a page at a time, and as CSV, whose lines have the digest that is on record', async () => {
      const first = await list('held', { limit: '3' });
      expect(first.subjects).toHaveLength(3);
      const last = await list('held', { limit: '3', cursor: String(first.next) });
      expect(last).not.toHaveProperty('next');
      const { text } = await done(
        http.query(OLIVIA, `/v1/breaches/${breach}/affected/${String(determined.affected)}/export`, {
          part: 'held',
        }),
      );
      const [head, ...lines] = text.split(/(?<=\n)/);
      expect(head).toBe('subject\n');
      const both = [first, last].flatMap(({ subjects }) => subjects as string[]);
      expect(lines.join('')).toBe(both.map(each => `${each}\n`).join(''));
      const { digest } = determined.held as { digest: string };
      expect(createHash('sha256').update(lines.join('')).digest('hex')).toBe(digest);
    });

    test('asked again with that size it is the same, whatever came since', async () => {
      const later = await customerWith(http, app, 'later.breach');
      await done(http.query(OLIVIA, '/v1/register', { purpose: 'customer-care', subject: later.subject }));
      const asked = { ...DURING, client: 'service', purpose: 'contract', fields: ['telephone', 'email'] };
      expect((await read()).affected).toContainEqual(
        expect.objectContaining({
          affected: determined.affected,
          size: determined.size,
          purpose: 'contract',
        }),
      );
      const again = (await act('affected', { ...asked, size: determined.size })).body;
      const { outcome, repeated, position: _, ...said } = determined;
      expect([outcome, repeated]).toEqual(['done', false]);
      expect(again).toEqual({ ...said, outcome: 'unchanged', repeated: false });
      const now = (await act('affected', asked)).body;
      expect(Number(now.size)).toBeGreaterThan(Number(determined.size));
      expect(now.held).toEqual(determined.held);
    });
  });

  describe('Art. 34(2): persons are told by a letter', () => {
    interface ToPerson {
      readonly subject: string;
      readonly letter?: { readonly language: string; readonly text: string; readonly html: string };
      readonly notWritten?: string;
    }
    const DURING = { from: '2026-12-04T06:00:00Z', to: '2026-12-04T18:00:00Z' };
    let determined: Row;
    const at = (of = letter): string => `/v1/breaches/${breach}/letters/${of}/persons`;
    const made = async (of = letter, who = OLIVIA): Promise<ToPerson[]> => {
      const all: ToPerson[] = [];
      for (let cursor: string | undefined, page = 0; page < 9; page++) {
        const asked = { limit: '2', ...(cursor !== undefined && { cursor }) };
        const { body } = await done(http.query(who, at(of), asked));
        all.push(...(body.persons as ToPerson[]));
        cursor = body.next as string | undefined;
        if (cursor === undefined) return all;
      }
      throw new Error('the pages do not end');
    };
    /** What of the letters stands in somebody's register. */
    const looks = async (subject: string): Promise<Row[]> => {
      const { body } = await done(
        http.query(OLIVIA, `/v1/subjects/${subject}/register`, {
          purpose: 'data-subject-request',
          kind: 'looked',
        }),
      );
      return (body.entries as Row[]).filter(({ purpose }) => purpose === 'data-breach/1');
    };

    test('one text in three languages for a list that was determined, kept under the key of the breach', async () => {
      const asked = { ...DURING, client: 'service', purpose: 'contract', fields: ['email'] };
      determined = (await act('affected', asked)).body;
      const body = { affected: determined.affected, part: 'held', ...LETTER };
      expect(await refused('write-letter', { ...body, affected: breach })).toBe('malformed-value');
      expect(await refused('write-letter', { ...body, fr: undefined })).toBe('invalid-request');
      expect(await refused('write-letter', { ...body, nl: { ...LETTER.nl, measures: ' ' } })).toBe(
        'invalid-request',
      );
      letter = String((await act('write-letter', body)).body.letter);
      expect(await refused('write-letter', body)).toBe('breach-letter-written');
      expect((await read()).letters).toMatchObject([
        { letter, part: 'held', ...LETTER, contact: 'privacy@dcube-resource.be' },
      ]);
    });

    test('each in their own language; who was erased, or has no address, is named; asked again nothing more is on record', async () => {
      // Whose data is restricted is told all the same: for them, and by a legal duty (Art. 18(2), 34).
      await done(http.command('staff', `/v1/subjects/${marie}/restrict`, { ground: 'accuracy-contested' }));
      expect(await looks(marie)).toEqual([]);
      const all = await made();
      expect(all.map(({ subject }) => subject)).toEqual([jan, marie, leen, nora, piet].sort());
      const of = (subject: string): ToPerson => all.find(each => each.subject === subject)!;
      expect(of(jan).letter).toMatchObject({ language: 'nl' });
      for (const said of [...Object.values(LETTER.nl), 'Kerkstraat 12', 'privacy@dcube-resource.be'])
        expect(of(jan).letter!.text).toContain(said);
      expect(of(marie).letter).toMatchObject({ language: 'fr' });
      expect(of(marie).letter!.html).toContain('Marie Lambert');
      expect(of(leen)).toEqual({ subject: leen, notWritten: 'erased' });
      expect(of(nora)).toEqual({ subject: nora, notWritten: 'no-address' });

      // Each is a look at that person, with the fields that were shown (P09).
      expect(await made()).toEqual(all);
      const [look, ...more] = await looks(marie);
      expect(more).toEqual([]);
      expect(look).toMatchObject({
        about: { view: 'letter' },
        fields: { address: {}, familyName: {}, givenName: {}, language: {} },
      });
      for (const subject of [leen, nora]) expect(await looks(subject)).toEqual([]);
      // Another officer is another look.
      await made(letter, PIETER);
      expect(await looks(marie)).toHaveLength(2);
    });

    test('one of them as text, as a page and as a PDF', async () => {
      const one = (subject: string, format: string): Promise<Answered> =>
        http.query(OLIVIA, `${at()}/${subject}`, { format });
      expect((await done(one(marie, 'text'))).text).toContain(LETTER.fr.measures);
      const page = await done(one(marie, 'html'));
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect((await done(one(marie, 'pdf'))).text).toMatch(/^%PDF-1\.7/);
      expect(await looks(marie)).toHaveLength(2);
      expect((await one(leen, 'text')).body).toMatchObject({
        code: 'person-not-written-to',
        reason: 'erased',
      });
      expect((await one(breach, 'text')).body.code).toBe('not-found');
      expect((await http.query(OLIVIA, at(breach))).body.code).toBe('not-found');
      // All of them, for the printer.
      const print = at().replace('persons', 'print');
      const printed = await done(http.query(OLIVIA, print, { language: 'fr' }));
      expect(printed.text).toMatch(/^%PDF-1\.7/);
      expect(printed.headers.get('letters-lacking')).toBe('erased=1, no-address=1');
      const all = [jan, marie, leen, nora, piet].sort();
      const before = all[all.indexOf(leen) - 1];
      const onlyLeen = { limit: '1', ...(before !== undefined && { cursor: before }) };
      expect((await http.query(OLIVIA, print, onlyLeen)).body).toMatchObject({
        code: 'nobody-written-to',
        lacking: 'erased=1',
      });
      expect((await http.query(OLIVIA, at(), { cursor: 'x' })).body.code).toBe('invalid-request');
    });

    test('P16 no letter, and no look, tells of a secret order: who is affected by nothing else has none until it is over', async () => {
      const ordered = async (subject: string, more: object): Promise<string> => {
        const { body } = await done(
          http.command(OLIVIA, '/v1/orders', {
            ...PROSECUTORS_ORDER,
            issuedOn: '2026-12-01',
            concerns: { subjects: [subject] },
            fields: ['familyName', 'email'],
            ...more,
          }),
        );
        const order = `/v1/orders/${String(body.order)}`;
        await done(http.command(PIETER, `${order}/approve`, {}));
        position = String((await done(http.command(OLIVIA, `${order}/disclose`, {}))).body.position);
        return order;
      };
      const secret = await ordered(piet, { secrecy: { ground: 'art. 46bis' } });
      await ordered(jan, {});
      const to = '2026-12-09T10:00:01Z';
      on(to);
      const { body } = await act('affected', { ...DURING, to, recipient: 'public-prosecutor' });
      const listed = await done(
        http.query(OLIVIA, `/v1/breaches/${breach}/affected/${String(body.affected)}`, { part: 'touched' }),
      );
      expect(listed.body.subjects).toEqual([jan, piet].sort());
      const written = await act('write-letter', { affected: body.affected, part: 'touched', ...LETTER });
      const ofOrder = String(written.body.letter);
      const before = (await looks(piet)).length;
      const page = await done(http.query(OLIVIA, at(ofOrder)));
      expect(page.body).toMatchObject({ count: 1, persons: [{ subject: jan }] });
      expect(page.text).not.toContain(piet);
      expect((await http.query(OLIVIA, `${at(ofOrder)}/${piet}`, { format: 'text' })).body.code).toBe(
        'not-found',
      );
      expect(await looks(piet)).toHaveLength(before);
      await done(http.command(OLIVIA, `${secret}/lift-secrecy`, {}));
      on('2026-12-09T10:00:02Z');
      expect((await made(ofOrder)).map(({ subject }) => subject)).toEqual([jan, piet].sort());
    });
  });

  test('Art. 34, closing: not before persons are told, nor without what was learned', async () => {
    expect(await refused('close', { learned: 'Uitvoer vervalt nu.' })).toBe('persons-not-told');
    expect(await refused('tell-persons', { channel: 'letter', letter: breach })).toBe('malformed-value');
    await act('tell-persons', { channel: 'letter', number: 3, letter });
    expect(await refused('close', {})).toBe('invalid-request');
    expect(await refused('close', { learned: '  ' })).toBe('invalid-request');
    await act('close', { learned: 'Uitvoer vervalt nu.' });
    expect(await refused('assess', ASSESSMENT)).toBe('breach-closed');
    const another = { affected: breach, part: 'held', ...LETTER };
    expect(await refused('write-letter', another)).toBe('breach-closed');
    expect(await listed()).toMatchObject({ status: 'closed' });
    expect(await today()).toBeUndefined();
  });

  test('the register has it, without a person and without a word of what was written', async () => {
    const { body, text } = await done(
      http.query(OLIVIA, '/v1/register', {
        purpose: 'customer-care',
        order: 'oldest',
        limit: '500',
        position,
      }),
    );
    const entries = (body.entries as { kind: string; about?: Row; subject?: string }[]).filter(
      ({ about }) => about?.breach === breach,
    );
    expect(entries.filter(({ kind }) => kind !== 'looked').map(({ kind }) => kind)).toEqual([
      'breach-recorded',
      'breach-corrected',
      'authority-notified',
      'breach-assessed',
      'authority-notified',
      'breach-assessed',
      'breach-assessed',
      'affected-determined',
      'affected-determined',
      'affected-determined',
      'affected-determined',
      'breach-letter-written',
      'affected-determined',
      'breach-letter-written',
      'persons-told',
      'breach-closed',
    ]);
    expect(entries.filter(({ kind }) => kind === 'looked')[0]).toMatchObject({ about: { view: 'breach' } });
    expect(entries.some(({ subject }) => subject !== undefined)).toBe(false);
    expect(text).not.toMatch(/Geplante|DB-2026-17/);
    expect(app.log()).not.toMatch(/Geplante|DB-2026-17/);
  });

  test('Art. 33(3): its file is there for the authority, as JSON and as a page', async () => {
    const { body } = await done(http.query(OLIVIA, `/v1/breaches/${breach}/file`));
    expect(body).toMatchObject({
      format: 'inzage/breach-file/1',
      consequences: ASSESSMENT.consequences,
      learned: 'Uitvoer vervalt nu.',
    });
    const page = await done(http.query(OLIVIA, `/v1/breaches/${breach}/file/page`, { language: 'fr' }));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).toContain('Conséquences probables');
    expect(page.text).toContain(ASSESSMENT.consequences);
  });

  test('it is for officers alone', async () => {
    for (const who of ['staff', 'service', 'auditor', 'customer'])
      for (const path of ['', `/${breach}`, `/${breach}/letters/${letter}/persons`])
        expect((await http.query(who, `/v1/breaches${path}`)).body.code).toBe('forbidden-role');
  });

  test('what was written ends when the catalogue says; when what happened, and the risk, stay (Art. 5(1)(e), 33(5))', async () => {
    on('2031-12-10T10:00:00Z');
    const ended = await until(read, ({ erased }) => erased === true);
    expect(ended).toMatchObject({ status: 'closed', risk: 'high-risk', knownAt: '2026-12-04T17:20:00.000Z' });
    expect((await http.query(OLIVIA, `/v1/breaches/${breach}/letters/${letter}/persons`)).body.code).toBe(
      'breach-words-ended',
    );
    expect(JSON.stringify(ended)).not.toMatch(/Geplante|Uitvoer|DB-2026|lag open/);
  });
});
