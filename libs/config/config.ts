import { resolve } from 'node:path';
import { validateSync } from 'class-validator';
import type { DatabaseUrls } from '#libs/database';
import type { Level } from '#libs/logging';
import { textsOf, type Environment } from './environment';
import { networksOf } from './rules';
import type { Profile } from './variable';
import { Variables, VARIABLES, type TokenType } from './variables';

/** What one principal may have at once, and in a time. */
export interface Share {
  /** Requests under way, those included whose body is still coming. */
  readonly atOnce: number;
  /** Requests a second, on the average of ten. */
  readonly perSecond: number;
}

/** How many requests are worked on at once, by everybody, and what of them is one service's or one person's. */
export interface PlaceSettings {
  readonly max: number;
  readonly service: Share;
  readonly person: Share;
}

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
    /** Client that people sign in with in the browser. */
    readonly pageClient: string;
    readonly rolesClaim: string;
    readonly tokenType: TokenType;
  };
  /** Where `/metrics` is told: on a listener of its own, to whoever reaches the API, or nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | 'open' | 'off';
  /** Port that the local issuer must have; absent: remembered, at first PORT + 1. */
  readonly issuerPort?: number;
  /** Who signs checkpoints of the register, and before whom. Files and folders absolute. */
  readonly signing: {
    readonly file: string;
    readonly checkpoints: string;
    readonly origin?: string;
    /** Name of the machine; absent: its own. */
    readonly machine?: string;
    readonly witnesses: string;
  };
  /** Absolute; absent: the catalogues that come with the program. */
  readonly catalogues?: string;
  /** Absolute; absent: the machine's time. */
  readonly clockFile?: string;
  /** Development: a step at which the process dies by SIGKILL, for tests of recovery. */
  readonly crashAt?: string;
  /** In CIDR form. */
  readonly webhookNetworks: readonly string[];
  readonly bodyLimit: number;
  readonly places: PlaceSettings;
  readonly bodySeconds: number;
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

/**
 * Reads the settings of a profile from the environment. No value of a variable that can hold a password is ever
 * part of a problem.
 * @throws ConfigError with all that is missing or wrong, not the first of it
 */
export function readConfig(profile: Profile, environment: Environment): Config {
  const production = profile === 'production';
  const set = variablesOf(profile, environment);
  const dataDir = resolve(set.INZAGE_DATA_DIR);
  return {
    profile,
    host: set.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: Number(set.PORT),
    run: { api: set.INZAGE_RUN !== 'projector', projector: set.INZAGE_RUN !== 'api' },
    dataDir,
    secretsFile: resolve(set.INZAGE_SECRETS_FILE ?? resolve(dataDir, 'secrets.json')),
    database: databaseOf(set),
    ...(set.EVENTSTORE_URL !== undefined && { eventStoreUrl: set.EVENTSTORE_URL }),
    oidc: {
      // As it is written: an issuer is compared by its exact text.
      ...(set.OIDC_ISSUER !== undefined && { issuer: set.OIDC_ISSUER }),
      audience: set.OIDC_AUDIENCE,
      pageClient: set.OIDC_PAGE_CLIENT,
      rolesClaim: set.OIDC_ROLES_CLAIM,
      tokenType: set.OIDC_TOKEN_TYPE,
    },
    metrics: metricsOf(set, production),
    ...(set.INZAGE_ISSUER_PORT !== undefined && { issuerPort: Number(set.INZAGE_ISSUER_PORT) }),
    signing: {
      file: resolve(set.INZAGE_SIGNING_FILE ?? resolve(dataDir, 'signing.json')),
      checkpoints: resolve(set.INZAGE_CHECKPOINT_DIR ?? resolve(dataDir, 'checkpoints')),
      ...(set.INZAGE_ORIGIN !== undefined && { origin: set.INZAGE_ORIGIN }),
      ...(set.INZAGE_SIGNER !== undefined && { machine: set.INZAGE_SIGNER }),
      witnesses: set.INZAGE_WITNESSES,
    },
    ...(set.INZAGE_CATALOGUES !== undefined && { catalogues: resolve(set.INZAGE_CATALOGUES) }),
    ...(set.INZAGE_CLOCK_FILE !== undefined && { clockFile: resolve(set.INZAGE_CLOCK_FILE) }),
    ...(set.INZAGE_CRASH_AT !== undefined && { crashAt: set.INZAGE_CRASH_AT }),
    webhookNetworks: networksOf(set.INZAGE_WEBHOOK_NETWORKS),
    bodyLimit: Number(set.INZAGE_BODY_LIMIT),
    places: placesOf(set),
    bodySeconds: Number(set.INZAGE_BODY_SECONDS),
    shutdownSeconds: Number(set.INZAGE_SHUTDOWN_SECONDS),
    logLevel: set.LOG_LEVEL,
  };
}

/** The variables that are set, and what holds for the others; all of them pass the rules of the profile. */
function variablesOf(profile: Profile, environment: Environment): Variables {
  const problems = new Set<string>();
  const texts = textsOf(environment, VARIABLES, problem => problems.add(problem));
  const variables = Object.assign(new Variables(), texts);
  const broken = validateSync(variables, {
    groups: [profile],
    validationError: { target: false, value: false },
  });
  for (const { constraints = {} } of broken)
    for (const problem of Object.values(constraints)) problems.add(problem);
  if (problems.size > 0) throw new ConfigError(profile, [...problems]);
  return variables;
}

function databaseOf({ DATABASE_URL, DATABASE_ADMIN_URL, KEYRING_URL }: Variables): Config['database'] {
  if (DATABASE_URL === undefined || DATABASE_ADMIN_URL === undefined || KEYRING_URL === undefined)
    return 'embedded';
  return { service: DATABASE_URL, owner: DATABASE_ADMIN_URL, keyring: KEYRING_URL };
}

function placesOf(set: Variables): PlaceSettings {
  const max = Number(set.INZAGE_MAX_REQUESTS);
  return {
    max,
    service: {
      atOnce: Number(set.INZAGE_MAX_REQUESTS_PER_SERVICE ?? Math.ceil(max / 2)),
      perSecond: Number(set.INZAGE_RATE_PER_SERVICE),
    },
    person: {
      atOnce: Number(set.INZAGE_MAX_REQUESTS_PER_PERSON),
      perSecond: Number(set.INZAGE_RATE_PER_PERSON),
    },
  };
}

function metricsOf(set: Variables, production: boolean): Config['metrics'] {
  if (set.INZAGE_METRICS_PORT !== undefined)
    return { host: set.INZAGE_METRICS_HOST, port: Number(set.INZAGE_METRICS_PORT) };
  return production ? 'off' : 'open';
}
