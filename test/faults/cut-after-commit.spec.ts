import { randomUUID } from 'node:crypto';
import { done, Http } from '../scenarios/http';
import type { Fate, TcpProxy } from '../setup/tcp-proxy';
import {
  correction,
  registration,
  send,
  startBehindProxies,
  untilTaken,
  versionOf,
  type Behind,
} from './behind';
import { look } from './erasing';

let behind: Behind;
let http: Http;
beforeAll(async () => {
  behind = await startBehindProxies();
  http = new Http(behind.app);
});
afterAll(() => behind.dispose());
afterEach(() => [behind.log, behind.keyring].forEach(proxy => proxy.restore()));

/** Breaks the connection once, at the first chunk that holds all these texts; tells whether that has come. */
function breakOnce(proxy: TcpProxy, fate: Fate, ...texts: readonly string[]): () => boolean {
  let broken = false;
  proxy.rule = chunk => {
    if (broken || !texts.every(text => chunk.includes(text))) return 'forward';
    broken = true;
    return fate;
  };
  return () => broken;
}

async function register(subject: string, kind: string): Promise<number> {
  const { body } = await done(
    http.query('privacy-officer', `/v1/subjects/${subject}/register`, { ...look, kind }),
  );
  return (body.entries as unknown[]).length;
}

describe.each<Fate>(['lose-answer', 'drop'])(
  'the connection to the log breaks while it commits (%s)',
  fate => {
    test('a registration is answered as done, with the subject that is there, once', async () => {
      const broken = breakOnce(behind.log, fate, 'SubjectRegistered');
      const sent = registration(`${fate}@example.be`);
      const answered = await send(http, sent);
      expect([broken(), answered.status, answered.body.outcome]).toEqual([true, 201, 'done']);
      const subject = String(answered.body.subject);
      expect((await done(send(http, sent))).body).toMatchObject({ subject, repeated: true });
      expect(await register(subject, 'registered')).toBe(1);
    });

    test('of several corrections at once one is done, once, and the others are told that the record has changed', async () => {
      const { body } = await done(send(http, registration('karel@example.be')));
      const subject = String(body.subject);
      const record = `/v1/subjects/${subject}/record`;
      const version = await versionOf(http.query('staff', record, look));
      const broken = breakOnce(behind.log, fate, 'Corrected', subject);
      const sent = ['k@example.be', 'ka@example.be', 'kar@example.be'].map(email =>
        correction(subject, version, email),
      );
      const answers = await Promise.all(sent.map(each => send(http, each)));
      expect(broken()).toBe(true);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      const winner = sent[answers.findIndex(({ status }) => status === 200)]!;
      expect((await done(send(http, winner))).body.repeated).toBe(true);
      const { text } = await done(http.query('staff', record, look));
      expect(text).toContain((winner.body as { values: { email: string } }).values.email);
      expect(await versionOf(http.query('staff', record, look))).toBe(version + 1);
      expect(await register(subject, 'corrected')).toBe(1);
    });
  },
);

test('the connection to the keyring breaks after the commit of a new key: the retry seals with that key', async () => {
  const broken = breakOnce(behind.keyring, 'lose-answer', 'subject:');
  const sent = registration('lies@example.be');
  const first = await send(http, sent);
  expect([broken(), first.status]).toEqual([true, 503]);
  const { body, status } = await untilTaken(http, sent);
  expect(status).toBe(201);
  const record = `/v1/subjects/${String(body.subject)}/record`;
  expect((await done(http.query('staff', record, look))).text).toContain('lies@example.be');
  expect(await register(String(body.subject), 'registered')).toBe(1);
});

test('the connection breaks between the claim of a login name and its event: one subject has it in the end', async () => {
  const subjects = await Promise.all(
    ['a@example.be', 'b@example.be'].map(async email => (await done(send(http, registration(email)))).body),
  );
  const [own, other] = subjects.map(({ subject }) => `/v1/subjects/${String(subject)}/link-login`);
  const login = { login: 'lies.claes' };
  const sent = { path: own!, body: login, key: randomUUID() };
  // The claim is in the keyring; the append behind it is not in the log.
  behind.log.rule = chunk => (chunk.includes('LoginLinked') ? 'drop' : 'forward');
  const waiting = send(http, sent);
  const taken = await send(http, { path: other!, body: login, key: randomUUID() });
  behind.log.restore();
  expect([(await waiting).status, taken.status].sort()).toEqual([200, 409]);
});
