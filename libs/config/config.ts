import { resolve } from 'node:path';
import type { DatabaseUrls } from '#libs/database';
import type { Level } from '#libs/logging';
import { Settings } from './settings';
import { VARIABLES, type Variable } from './variables';

export const PROFILES = ['development', 'production'] as const;
export type Profile = (typeof PROFILES)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly Level[];

/** `JWT`: that, and `at+jwt` too. */
export const TOKEN_TYPES = ['at+jwt', 'JWT'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** Everything that an operator decides, checked. */
export interface Config {
  readonly profile: Profile;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly run: { readonly api: boolean; readonly projector: boolean };
  /** Absolute. */
  readonly dataDir: string;
  readonly secretsFile: string;
  readonly database: 'embedded' | DatabaseUrls;
  readonly eventStoreUrl?: string;
  readonly oidc: {
    /** Absent: the development issuer, started with the service. */
    readonly issuer?: string;
    readonly audience: string;
    readonly rolesClaim: string;
    readonly tokenType: TokenType;
  };
  /** Where `/metrics` is told: on a listener of its own, to whoever reaches the API, or nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | 'open' | 'off';
  /** Port that the local issuer must have; absent: remembered, at first PORT + 1. */
  readonly issuerPort?: number;
  /** Absolute; absent: the catalogues that come with the program. */
  readonly catalogues?: string;
  /** Absolute; absent: the machine's time. */
  readonly clockFile?: string;
  /** Development: a step at which the process dies by SIGKILL, for tests of recovery. */
  readonly crashAt?: string;
  readonly bodyLimit: number;
  readonly maxRequests: number;
  readonly shutdownSeconds: number;
  readonly logLevel: Level;
}

/** Settings with which the service must not start; each problem names its variable. Exit code 78 (sysexits: EX_CONFIG). */
export class ConfigError extends Error {
  constructor(
    profile: Profile,
    readonly problems: readonly string[],
  ) {
    super(
      `The settings do not allow a start in the ${profile} profile:\n${problems.map(problem => `  - ${problem}\n`).join('')}`,
    );
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of a profile from the environment. No value of a variable that can hold a password is ever
 * part of a problem.
 * @throws ConfigError with all that is missing or wrong, not the first of it
 */
export function readConfig(profile: Profile, environment: Environment): Config {
  const production = profile === 'production';
  const settings = new Settings(environment);
  if (production) {
    for (const { name, meaning } of VARIABLES.filter((variable: Variable) => variable.production)) {
      if (!settings.has(name)) settings.problem(`${name} is missing. ${meaning}`);
    }
  }
  const dataDir = resolve(settings.text('INZAGE_DATA_DIR') ?? '.data');
  const run = settings.oneOf('INZAGE_RUN', ['both', 'api', 'projector'], 'both');
  const port = settings.whole('PORT', 0, 65_535) ?? 3000;
  const issuerPort = settings.whole('INZAGE_ISSUER_PORT', 0, 65_535);
  const metricsPort = settings.whole('INZAGE_METRICS_PORT', 0, 65_535);
  const eventStoreUrl = settings.text('EVENTSTORE_URL');
  const clockFile = settings.text('INZAGE_CLOCK_FILE');
  const crashAt = settings.text('INZAGE_CRASH_AT');
  const catalogues = settings.text('INZAGE_CATALOGUES');
  if (production && clockFile !== undefined)
    settings.problem("INZAGE_CLOCK_FILE is for development: in production the time is the machine's.");
  if (production && crashAt !== undefined) settings.problem('INZAGE_CRASH_AT is for development.');
  const config: Config = {
    profile,
    host: settings.text('HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port,
    run: { api: run !== 'projector', projector: run !== 'api' },
    dataDir,
    secretsFile: resolve(settings.text('INZAGE_SECRETS_FILE') ?? resolve(dataDir, 'secrets.json')),
    database: readDatabase(settings, production),
    ...(eventStoreUrl === undefined ? {} : { eventStoreUrl }),
    oidc: {
      ...readIssuer(settings, production),
      audience: settings.text('OIDC_AUDIENCE') ?? 'urn:inzage:api',
      rolesClaim: settings.text('OIDC_ROLES_CLAIM') ?? 'roles',
      tokenType: settings.oneOf('OIDC_TOKEN_TYPE', TOKEN_TYPES, 'at+jwt'),
    },
    metrics:
      metricsPort === undefined
        ? production
          ? 'off'
          : 'open'
        : { host: settings.text('INZAGE_METRICS_HOST') ?? '127.0.0.1', port: metricsPort },
    ...(issuerPort === undefined ? {} : { issuerPort }),
    ...(catalogues === undefined ? {} : { catalogues: resolve(catalogues) }),
    ...(clockFile === undefined ? {} : { clockFile: resolve(clockFile) }),
    ...(crashAt === undefined ? {} : { crashAt }),
    bodyLimit: settings.whole('INZAGE_BODY_LIMIT', 1_024, 64 * 1_024 * 1_024) ?? 65_536,
    maxRequests: settings.whole('INZAGE_MAX_REQUESTS', 1, 100_000) ?? 2_000,
    shutdownSeconds: settings.whole('INZAGE_SHUTDOWN_SECONDS', 1, 3_600) ?? 20,
    logLevel: settings.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (settings.problems.length > 0) throw new ConfigError(profile, settings.problems);
  return config;
}

const DATABASES = ['DATABASE_URL', 'DATABASE_ADMIN_URL', 'KEYRING_URL'] as const;

function readDatabase(settings: Settings, production: boolean): Config['database'] {
  const [service, owner, keyring] = DATABASES.map(name => settings.url(name, ['postgres:', 'postgresql:']));
  const missing = DATABASES.filter(name => !settings.has(name));
  if (missing.length === DATABASES.length) return 'embedded';
  if (missing.length > 0 && !production) {
    const given = DATABASES.filter(name => settings.has(name));
    settings.problem(
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing beside ${given.join(' and ')}: ` +
        'set all three to use a PostgreSQL of your own, or none to use the embedded one.',
    );
  }
  if (!service || !owner || !keyring) return 'embedded'; // Said above: this configuration is never answered.
  for (const name of DATABASES) {
    if (settings.url(name, ['postgres:', 'postgresql:'])?.username === '')
      settings.problem(`${name} names no role.`);
  }
  if (service.username === owner.username) {
    settings.problem(
      'DATABASE_URL and DATABASE_ADMIN_URL name the same role: the service must not own log and register.',
    );
  }
  const place = (url: URL): string => `${url.host}${url.pathname}`;
  if (place(service) !== place(owner))
    settings.problem('DATABASE_URL and DATABASE_ADMIN_URL name different databases.');
  if (place(service) === place(keyring)) {
    settings.problem(
      'DATABASE_URL and KEYRING_URL name the same database: the keyring must be apart from the log.',
    );
  }
  return {
    service: settings.text('DATABASE_URL')!,
    owner: settings.text('DATABASE_ADMIN_URL')!,
    keyring: settings.text('KEYRING_URL')!,
  };
}

function readIssuer(settings: Settings, production: boolean): { issuer?: string } {
  const url = settings.url('OIDC_ISSUER', ['https:', 'http:']);
  if (!url) return {};
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(url.hostname);
  if (production && url.protocol === 'http:') {
    settings.problem(
      loopback
        ? 'OIDC_ISSUER is an issuer on loopback without TLS, such as the local one of the development profile: it gives a token to anybody.'
        : 'OIDC_ISSUER is without TLS: it must be https.',
    );
  }
  if (!production && url.protocol === 'http:' && !loopback) {
    settings.problem('OIDC_ISSUER is without TLS and not on loopback: it must be https.');
  }
  if (url.search || url.hash) settings.problem('OIDC_ISSUER has a query or a fragment.');
  // As it is written: an issuer is compared by its exact text.
  return { issuer: settings.text('OIDC_ISSUER')! };
}
