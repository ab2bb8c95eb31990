import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApp, temporaryFolder, type App } from '../setup/app';
import { until } from '../setup/until';
import { createHash } from 'node:crypto';
import { customerWith, done, Http, type Answered } from './http';

const OLIVIA = 'privacy-officer:olivia';
const PIETER = 'privacy-officer:pieter';

type Row = Record<string, unknown>;

/** Art. 33 and 34: the story of a breach, from the first sign to what was learned. */
describe('Art. 33, 34 a breach', () => {
  const folder = temporaryFolder();
  const clock = join(folder, 'clock');
  const on = (time: string): void => writeFileSync(clock, time);
  let app: App;
  let http: Http;
  let breach: string;
  let [jan, marie]: { readonly subject: string }[] = [];
  /** Where the last command is to be read from. */
  let position: string;

  beforeAll(async () => {
    on('2026-12-04T17:30:00Z');
    app = await startApp({ postgres: 'shared', env: { INZAGE_CLOCK_FILE: clock, LOG_LEVEL: 'debug' } });
    http = new Http(app);
    [jan, marie] = [
      await customerWith(http, app, 'jan.breach'),
      await customerWith(http, app, 'marie.breach'),
    ];
    on('2026-12-04T18:10:00Z');
    await customerWith(http, app, 'els.breach');
    on('2026-12-04T17:30:00Z');
  }, 240_000);
  afterAll(async () => {
    await app?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const act = async (what: string, body: object, who = OLIVIA): Promise<Answered> => {
    const answer = await done(http.command(who, `/v1/breaches/${breach}/${what}`, body));
    if (typeof answer.body.position === 'string') position = answer.body.position;
    return answer;
  };
  const refused = async (what: string, body: object): Promise<unknown> =>
    (await http.command(OLIVIA, `/v1/breaches/${breach}/${what}`, body)).body.code;
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
    const { body } = await done(record({}));
    breach = String(body.breach);
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
      expect(determined).toMatchObject({ touched: { count: 2 }, held: { count: 2 } });
      const looked = (await act('affected', { ...DURING, actor: breach })).body;
      expect(looked).toMatchObject({ touched: { count: 0 } });
      expect(looked).not.toHaveProperty('held');
      // Els came after the period; Jan and Marie before.
      const subjects = [jan!, marie!].map(({ subject }) => subject).sort();
      expect(await list('touched')).toEqual({ count: 2, subjects });
      expect(await list('held')).toEqual({ count: 2, subjects });
    });

    test('a page at a time, and as CSV, whose lines have the digest that is on record', async () => {
      const first = await list('held', { limit: '1' });
      expect(first.subjects).toHaveLength(1);
      const last = await list('held', { limit: '1', cursor: String(first.next) });
      expect(last).not.toHaveProperty('next');
      const { text } = await done(
        http.query(OLIVIA, `/v1/breaches/${breach}/affected/${String(determined.affected)}/export`, {
          part: 'held',
        }),
      );
      const [head, ...lines] = text.split(/(?<=\n)/);
      expect(head).toBe('subject\n');
      expect(lines.join('')).toBe(`${String(first.subjects)}\n${String(last.subjects)}\n`);
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

  test('Art. 34, closing: not before persons are told, nor without what was learned', async () => {
    expect(await refused('close', { learned: 'Uitvoer vervalt nu.' })).toBe('persons-not-told');
    await act('tell-persons', { channel: 'letter', number: 3 });
    expect(await refused('close', {})).toBe('invalid-request');
    expect(await refused('close', { learned: '  ' })).toBe('invalid-request');
    await act('close', { learned: 'Uitvoer vervalt nu.' });
    expect(await refused('assess', ASSESSMENT)).toBe('breach-closed');
    expect(await listed()).toMatchObject({ status: 'closed' });
    expect(await today()).toBeUndefined();
  });

  test('the register has it, without a person and without a word of what was written', async () => {
    const { body, text } = await done(
      http.query(OLIVIA, '/v1/register', { purpose: 'customer-care', order: 'oldest', position }),
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
      'affected-determined',
      'affected-determined',
      'affected-determined',
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
      for (const path of ['/v1/breaches', `/v1/breaches/${breach}`])
        expect((await http.query(who, path)).body.code).toBe('forbidden-role');
  });

  test('what was written ends when the catalogue says; when what happened, and the risk, stay (Art. 5(1)(e), 33(5))', async () => {
    on('2031-12-10T10:00:00Z');
    const ended = await until(read, ({ erased }) => erased === true);
    expect(ended).toMatchObject({ status: 'closed', risk: 'high-risk', knownAt: '2026-12-04T17:20:00.000Z' });
    expect(JSON.stringify(ended)).not.toMatch(/Geplante|Uitvoer|DB-2026/);
  });
});
