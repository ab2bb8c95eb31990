import { Client } from 'pg';
import { customerWith, done, type Answered } from './http';
import { Projected } from '../setup/projected';
import { scenario } from './scenario';

/** P05: a login name names one person. UTS 39: nor does any other look like it. */

const { app, http } = scenario();

const link = (subject: string, login: string): Promise<Answered> =>
  http.command('service', `/v1/subjects/${subject}/link-login`, { login });
const person = async (login: string): Promise<string> => (await customerWith(http, app, login)).subject;
const refused = async (answer: Promise<Answered>): Promise<unknown> => {
  const { status, body } = await answer;
  return { status, code: body.code, pointer: body.pointer };
};
const CONFUSABLE = { status: 409, code: 'login-confusable', pointer: '/login' };

async function onKeyring(statement: string): Promise<number> {
  const client = new Client({ connectionString: app.database!.keyringUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

test('a name that looks like another is refused, in whatever script; the same name is taken', async () => {
  await done(link(await person('owner'), 'paypal'));
  const other = await person('somebody');
  for (const login of ['pаypаl', 'paypaӏ', 'paypa1', 'PayPaI'])
    expect({ login, ...((await refused(link(other, login))) as object) }).toEqual({ login, ...CONFUSABLE });
  expect(await refused(link(other, 'PayPal'))).toMatchObject({ status: 409, code: 'login-taken' });
  await done(link(other, 'paypals'));
});

test('of two that look alike and come at once one is linked', async () => {
  const people = await Promise.all(['first', 'second'].map(login => person(login)));
  const names = ['scope-one', 'ѕсоре-one'];
  const answers = await Promise.all(people.map((subject, n) => link(subject, names[n]!)));
  // Who was refused while the other was at work is told so when they ask again.
  const again = await Promise.all(
    answers.map(async answer =>
      answer.status < 300 ? answer : link(people[answers.indexOf(answer)]!, names[answers.indexOf(answer)]!),
    ),
  );
  expect(again.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('a name that is unlinked, or was refused, keeps nobody from one that looks like it', async () => {
  const [one, other] = [await person('holder'), await person('seeker')];
  const { body } = await done(link(one, 'marc'));
  expect(await refused(link(other, 'rnarc'))).toEqual(CONFUSABLE);
  await done(http.command('service', `/v1/subjects/${one}/unlink-login`, { link: body.link }));
  await done(link(other, 'rnarc'));
  expect(await refused(link(one, 'marc'))).toEqual(CONFUSABLE);
});

test('a name that was linked before is protected too, and stays what it was', async () => {
  const one = await person('before');
  const linked = await done(link(one, 'dokter'));
  const other = await person('later');
  await app.stop();
  // As a program of before left it: the name alone was claimed.
  expect(await onKeyring("delete from lookups where kind = 'login-skeleton'")).toBeGreaterThan(1);
  const superuser = new Client({ connectionString: app.database!.superUrl });
  await superuser.connect();
  await superuser.query("delete from checkpoints where projection = 'login-skeletons'");
  await superuser.end();
  await app.start();
  const projected = await Projected.of(app.database!);
  await projected.untilHead('login-skeletons');
  await projected.close();

  expect(await refused(link(other, 'd0kter'))).toEqual(CONFUSABLE);
  expect((await link(one, 'Dokter')).body.outcome).toBe('unchanged');
  await done(http.command('service', `/v1/subjects/${one}/unlink-login`, { link: linked.body.link }));
  await done(link(other, 'd0kter'));
}, 120_000);
