import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OWN_ISSUER, startApp, type App } from '../setup/app';

const run = promisify(execFile);
let app: App;
beforeAll(async () => {
  app = await startApp({ env: OWN_ISSUER });
});
afterAll(() => app.dispose());

test('README: what is typed from a token to the register shows what is said there', async () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const typed = /```sh\nAPI=([\s\S]*?)```/.exec(readme)![0].replace(/```(sh)?/g, '');
  const here = typed.replace(/^API=.*$/m, `API=${app.url}`).replace(/^ISSUER=.*$/m, `ISSUER=${app.issuer}`);
  const { stdout } = await run('bash', ['-euc', here]);
  const [subject, refusal, record, ...register] = stdout.trim().split(/\r?\n/);
  expect(subject).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(refusal!)).toMatchObject({ code: 'field-not-needed' });
  expect(refusal).not.toContain('1980-01-01');
  expect(record).toContain('Peeters');
  expect(record).toContain('"source"');
  for (const kind of ['registered', 'collected', 'refused', 'unlisted', 'looked'])
    expect(register.join('\n')).toContain(kind);
  expect(register.join('\n')).not.toContain('1980-01-01');
});
