import { customer, erase, untilFenced } from '../faults/erasing';
import { startApp, type App } from '../setup/app';
import { diagnose, run, settingsOf } from './doctor';
import { extendedOrder } from './installation';

/** An operator at 3 a.m. runs it beside the service: it says what is wrong and harms nothing. */
describe('npm run doctor on an installation that is well', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ postgres: 'embedded' });
  });
  afterAll(() => app.dispose());

  test('beside the service of `npm start`, with nothing configured: one line for each check, exit code 0', async () => {
    const who = await customer(app, 'jan');
    const piet = await customer(app, 'piet');
    await extendedOrder(app, piet.subject);
    await untilFenced(app, who.subject, await erase(app, who.subject));

    const { exit, out } = await run(settingsOf(app));
    const lines = out.trimEnd().split('\n');
    expect(lines.filter(line => !line.startsWith('ok '))).toEqual([]);
    expect(lines.length).toBeGreaterThan(15);
    expect(exit).toBe(0);
    expect(await diagnose(app)).toMatchObject({ exit: 0, healthy: true, codes: [] });
    // The service goes on, on its own PostgreSQL.
    expect((await fetch(`${app.url}/health/ready`)).ok).toBe(true);
  });

  test('of a service that does not run, it starts the embedded PostgreSQL, says that nobody projects, and stops it', async () => {
    await app.stop();
    expect(await diagnose(app)).toMatchObject({ exit: 1, codes: ['projector-absent'] });
    await app.start();
  });
});

describe('what it cannot look at has another exit code than what it finds', () => {
  const nowhere = 'postgres://a:b@127.0.0.1:1/none';

  test.each([
    ['no data folder', { INZAGE_DATA_DIR: '/nonexistent/inzage' }, [], 78, 'There are no data'],
    ['settings that contradict', { DATABASE_URL: nowhere }, [], 78, 'KEYRING_URL'],
    ['production without its settings', {}, ['--production'], 78, 'INZAGE_SECRETS_FILE is missing'],
    ['an option that it does not know', {}, ['--fix'], 64, 'npm run doctor'],
  ])('%s', async (_, environment, args, code, words) => {
    const { exit, out, said } = await run(environment, { args });
    expect({ exit, out }).toEqual({ exit: code, out: '' });
    expect(said).toContain(words);
  });

  test('a database that does not answer', async () => {
    const { exit, out } = await run({
      DATABASE_URL: nowhere,
      DATABASE_ADMIN_URL: nowhere.replace('a:b', 'owner:b'),
      KEYRING_URL: nowhere.replace('none', 'keys'),
    });
    expect(exit).toBe(69);
    expect(out).toContain('database-unreachable: DATABASE_URL: ECONNREFUSED');
    expect(out).toContain('keyring-unreachable: KEYRING_URL');
  });
});
