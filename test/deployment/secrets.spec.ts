import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../doctor/doctor';
import { newApp, temporaryFolder, type App } from '../setup/app';

let folder: string;
let app: App | undefined;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(async () => {
  await app?.dispose();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const secrets = (...args: string[]): ReturnType<typeof run> => run({}, { tool: 'secrets', args });

test('a secrets file is made for a first start, which keeps it as it is', async () => {
  const file = join(folder, 'kept', 'secrets.json');
  const { exit, out, said } = await secrets('new', '--file', file);
  expect([exit, out]).toEqual([0, '']);
  expect(said).toContain('Back it up now');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'kept'))).toEqual(['secrets.json']);

  // As docs/operations.md describes it.
  const made = readFileSync(file, 'utf8');
  const { format, masterKeys, commandIdKey, derivedIdKey, ...rest } = JSON.parse(made) as Record<
    string,
    unknown
  >;
  const [{ epoch, key }] = masterKeys as [{ epoch: number; key: string }];
  expect({ format, epoch, rest }).toEqual({ format: 2, epoch: 1, rest: {} });
  for (const text of [key, commandIdKey, derivedIdKey])
    expect(Buffer.from(text as string, 'base64url')).toHaveLength(32);
  for (const text of [key, commandIdKey, derivedIdKey] as string[]) expect(said).not.toContain(text);

  app = await newApp({ postgres: 'shared', env: { INZAGE_SECRETS_FILE: file } });
  await app.start();
  expect(app.log()).not.toContain('NEW SECRETS');
  await app.stop();
  await app.start();
  expect(readFileSync(file, 'utf8')).toBe(made);
});

test('a file that is there is never touched, and of two at once one is made', async () => {
  const file = join(folder, 'secrets.json');
  const both = await Promise.all([secrets('new', '--file', file), secrets('new', '--file', file)]);
  expect(both.map(({ exit }) => exit).sort()).toEqual([0, 1]);
  const made = readFileSync(file, 'utf8');
  const again = await secrets('new', '--file', file);
  expect([again.exit, again.said]).toEqual([1, `${file} is there already: it stays as it is\n`]);
  expect(readFileSync(file, 'utf8')).toBe(made);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
});

test.each([[[]], [['old']], [['new', '--fiel', 'x']], [['new', 'x']]])(
  'what is not understood makes nothing: %j',
  async args => {
    const { exit, said } = await run(
      { INZAGE_SECRETS_FILE: join(folder, 'secrets.json') },
      { tool: 'secrets', args },
    );
    expect(exit).toBe(64);
    expect(said).toContain('npm run secrets -- new');
    expect(existsSync(join(folder, 'secrets.json'))).toBe(false);
  },
);

// A start that waits, or makes new secrets, would leave all that was sealed unreadable.
test.each(['shared', 'embedded'] as const)(
  'a start without its secrets ends, says which file to restore, and makes none: %s PostgreSQL',
  async postgres => {
    const file = join(folder, 'secrets.json');
    app = await newApp({ postgres, env: { INZAGE_SECRETS_FILE: file } });
    await app.start();
    await app.stop();
    renameSync(file, `${file}.lost`);

    const { code, said } = await app.outcome();
    expect(code).toBe(1);
    expect(said).toContain(`Inzage does not start: ${file} is missing`);
    expect(said).toMatch(/restore/i);
    expect(existsSync(file)).toBe(false);

    renameSync(`${file}.lost`, file);
    await app.start();
  },
  120_000,
);
