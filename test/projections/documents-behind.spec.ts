import { randomUUID } from 'node:crypto';
import { refusal, unavailable } from '../faults/behind';
import { customer } from '../faults/erasing';
import { done, Http, type Answered } from '../scenarios/http';
import { App, startApp } from '../setup/app';

const OLIVIA = 'privacy-officer:olivia';
const WHY = { purpose: 'data-subject-request' };
const ASSESSMENT = {
  natures: ['confidentiality'],
  causes: ['human-error'],
  persons: ['customers'],
  data: ['email'],
  numberOfPersons: 1,
  numberOfRecords: 1,
  consequences: 'Ongewenste post.',
  measuresTaken: 'De uitvoer is gesloten.',
  measuresProposed: 'Uitvoer vervalt na een dag.',
  risk: 'risk',
  riskReasons: 'Het adres werd gekopieerd.',
};

let before: App;
let app: App;
let http: Http;
beforeAll(async () => {
  before = await startApp({ postgres: 'shared' });
  http = new Http(before);
}, 240_000);
afterAll(async () => {
  await app?.stop();
  await before?.dispose();
});

/** Art. 12(1), 15, 19, 33(3): no document shows as fresh what is not. What is made of the log alone is always fresh. */
test('documents that read models are behind for say so, and when to come again; the others have the newest', async () => {
  const { subject, login } = await customer(before, 'achterop');
  const at = `/v1/subjects/${subject}`;
  const own = `customer:${login}`;
  const asked = await done(http.command(own, `${at}/requests`, { kind: 'access', text: 'Graag alles.' }));
  const request = String(asked.body.request);
  await done(http.command('staff', `/v1/requests/${request}/carry-out`, {}));
  const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
  const found = {
    happenedAt: ago(30),
    foundAt: ago(20),
    knownAt: ago(10),
    description: 'Een uitvoer stond open.',
  };
  const breach = `/v1/breaches/${String((await done(http.command(OLIVIA, '/v1/breaches', found))).body.breach)}`;

  const assess = async (body: object): Promise<unknown> => {
    const seen = await done(http.query(OLIVIA, breach));
    const ifMatch = { 'if-match': seen.headers.get('etag')! };
    return done(http.command(OLIVIA, `${breach}/assess`, body, randomUUID(), ifMatch));
  };

  // A letter to whoever held something by now.
  await assess({ ...ASSESSMENT, consequences: 'Nog niet bekend.' });
  const held = { from: found.happenedAt, to: new Date().toISOString(), purpose: 'contract' };
  const determined = await done(http.command(OLIVIA, `${breach}/affected`, held));
  const texts = { nature: 'Open.', consequences: 'Post.', measures: 'Weg.' };
  const toPersons = { affected: determined.body.affected, part: 'held', nl: texts, fr: texts, en: texts };
  const written = await done(http.command(OLIVIA, `${breach}/write-letter`, toPersons));
  const letters = `${breach}/letters/${String(written.body.letter)}`;

  const letter = `/v1/requests/${request}/letters/access-answer`;
  const document = `/requests/${request}/document`;
  const inThreeForms = ['text', 'html', 'pdf'].map(format => [OLIVIA, letter, { ...WHY, format }] as const);
  const documents: readonly (readonly [string, string, Record<string, string>])[] = [
    [own, `${at}/overview`, WHY],
    [own, `${at}/report`, { ...WHY, language: 'nl' }],
    [own, `${at}/report`, { ...WHY, format: 'pdf' }],
    [own, `${at}${document}`, WHY],
    [OLIVIA, `/v1${document}`, WHY],
    ...inThreeForms,
    [OLIVIA, '/v1/duties', {}],
    [OLIVIA, '/v1/retention', { until: '2031-01-01' }],
    [OLIVIA, '/v1/retention/counts', { until: '2031-01-01' }],
    [OLIVIA, '/v1/breaches', {}],
    [OLIVIA, '/v1/webhooks', {}],
    [OLIVIA, `${letters}/persons`, {}],
    [OLIVIA, `${letters}/print`, {}],
    [OLIVIA, `${letters}/persons/${subject}`, { format: 'text' }],
  ];
  const ask = (): Promise<Answered[]> => Promise.all(documents.map(each => http.query(...each)));
  expect((await ask()).map(({ status }) => status)).toEqual(documents.map(() => 200));

  const version = (await done(http.query('service', `${at}/record`, WHY))).headers.get('etag')!;

  // Nobody projects any more, and something happens.
  await before.stop();
  app = await new App(before.dataDir, before.database, { env: { INZAGE_RUN: 'api' } }).start();
  http = new Http(app);
  const correction = { values: { telephone: '+3292250001' }, channel: 'application' };
  await done(http.command('service', `${at}/correct`, correction, randomUUID(), { 'if-match': version }));
  await assess(ASSESSMENT);

  const behind = await ask();
  expect(behind.map(refusal)).toEqual(documents.map(() => unavailable('projection-behind')));
  for (const { text } of behind) expect(text).not.toMatch(/Peeters|achterop/);
  const affected = { from: found.happenedAt, to: found.foundAt, purpose: 'contract' };
  expect(refusal(await http.command(OLIVIA, `${breach}/affected`, affected))).toEqual(
    unavailable('projection-behind'),
  );

  // The file for the authority, duties and the letters that tell of them are of what is in the log now.
  const file = await done(http.query(OLIVIA, `${breach}/file`));
  expect(file.body).toMatchObject({ consequences: ASSESSMENT.consequences });
  const page = await done(http.query(OLIVIA, `${breach}/file/page`, { language: 'nl' }));
  expect(page.text).toContain(ASSESSMENT.consequences);
  const { body } = await done(http.query(OLIVIA, `${at}/duties`, WHY));
  const [duty] = body.duties as { duty: string }[];
  const told = await done(http.command(OLIVIA, `${at}/duties/${duty!.duty}/tell`, { channel: 'letter' }));
  expect(told.body).toMatchObject({ letter: { text: expect.stringContaining('+3292250001') as string } });
}, 240_000);
