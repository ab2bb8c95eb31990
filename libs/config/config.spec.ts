import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ConfigError, readConfig } from './config';
import type { Profile } from './variable';
import { VARIABLES, variablesTable } from './variables';

const complete = {
  OIDC_ISSUER: 'https://login.example.be',
  DATABASE_URL: 'postgres://service:s3cret@db/inzage',
  DATABASE_ADMIN_URL: 'postgres://owner:s3cret@db/inzage',
  KEYRING_URL: 'postgres://keyring:s3cret@db/keyring',
  INZAGE_SECRETS_FILE: '/etc/inzage/secrets.json',
};

function problems(profile: Profile, environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(profile, environment);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

test('development needs nothing', () => {
  const config = readConfig('development', {});
  expect(config).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    database: 'embedded',
    run: { api: true, projector: true },
    metrics: 'open',
    oidc: { tokenType: 'at+jwt' },
  });
  expect(config.dataDir).toBe(resolve('.data'));
  expect(config.oidc.issuer).toBeUndefined();
});

test('production says all that is missing at once, by name', () => {
  const needed = VARIABLES.filter(variable => variable.production).map(variable => variable.name);
  expect(problems('production', {}).map(problem => problem.split(' ')[0])).toEqual(needed);
  expect(needed).toEqual(expect.arrayContaining(Object.keys(complete)));
});

test('production starts with exactly what it needs', () => {
  expect(readConfig('production', complete)).toMatchObject({
    host: '0.0.0.0',
    database: {
      service: complete.DATABASE_URL,
      owner: complete.DATABASE_ADMIN_URL,
      keyring: complete.KEYRING_URL,
    },
    oidc: { issuer: 'https://login.example.be', audience: 'urn:inzage:api', rolesClaim: 'roles' },
  });
});

test('in production metrics are told where it is said, and nowhere else; token types are strict until it is said', () => {
  expect(readConfig('production', complete)).toMatchObject({
    metrics: 'off',
    oidc: { tokenType: 'at+jwt' },
  });
  const told = { INZAGE_METRICS_PORT: '9464', OIDC_TOKEN_TYPE: 'JWT' };
  expect(readConfig('production', { ...complete, ...told })).toMatchObject({
    metrics: { host: '127.0.0.1', port: 9464 },
    oidc: { tokenType: 'JWT' },
  });
});

test('what holds a password may be in a file, named by the variable with _FILE; never in both', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-config-'));
  const file = join(folder, 'url');
  const { KEYRING_URL, ...others } = complete;
  const told = (more: Record<string, string>): readonly string[] =>
    problems('production', { ...others, ...more });
  try {
    expect(told({ KEYRING_URL_FILE: file })).toContain(
      'KEYRING_URL_FILE names a file that cannot be read: ENOENT.',
    );
    writeFileSync(file, '\n');
    expect(told({ KEYRING_URL_FILE: file })).toContain('KEYRING_URL_FILE names an empty file.');
    writeFileSync(file, `${KEYRING_URL}\n`);
    expect(told({ KEYRING_URL_FILE: file })).toEqual([]);
    expect(readConfig('production', { ...others, KEYRING_URL_FILE: file })).toMatchObject({
      database: { keyring: KEYRING_URL },
    });
    expect(told({ KEYRING_URL, KEYRING_URL_FILE: file })).toEqual([
      'KEYRING_URL and KEYRING_URL_FILE are both set: set one of them.',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each(['http://127.0.0.1:3001', 'http://localhost:3001', 'http://[::1]:3001', 'http://login.example.be'])(
  'production refuses the issuer %s',
  issuer => {
    expect(problems('production', { ...complete, OIDC_ISSUER: issuer })).toEqual([
      expect.stringMatching(/^OIDC_ISSUER .*without TLS/),
    ]);
  },
);

test.each<[string, Record<string, string>, string[]]>([
  [
    'a part of the databases',
    { DATABASE_URL: complete.DATABASE_URL },
    ['DATABASE_ADMIN_URL and KEYRING_URL are missing'],
  ],
  ['one of three missing', { ...complete, KEYRING_URL: '' }, ['KEYRING_URL is missing']],
  [
    'one role for both',
    { ...complete, DATABASE_ADMIN_URL: complete.DATABASE_URL },
    ['DATABASE_URL and DATABASE_ADMIN_URL name the same role'],
  ],
  [
    'keys beside the log',
    { ...complete, KEYRING_URL: 'postgres://keyring:s3cret@db/inzage' },
    ['DATABASE_URL and KEYRING_URL name the same database'],
  ],
  ['no address', { ...complete, DATABASE_URL: 's3cret' }, ['DATABASE_URL must be an address']],
  [
    'an address without a role',
    { ...complete, DATABASE_URL: 'postgres://db/inzage' },
    ['DATABASE_URL names no role'],
  ],
  [
    'numbers that are none',
    { PORT: '70000', INZAGE_BODY_LIMIT: '1e3', LOG_LEVEL: 'loud' },
    ['PORT must', 'INZAGE_BODY_LIMIT must', 'LOG_LEVEL must'],
  ],
])('refused by name and without its values: %s', (_, environment, expected) => {
  const found = problems('development', environment);
  expect(found.map((problem, at) => problem.startsWith(expected[at]!))).toEqual(expected.map(() => true));
  expect(found.join()).not.toContain('s3cret');
});

test('docs/configuration.md has the table of variables', () => {
  expect(readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8')).toContain(variablesTable());
});
