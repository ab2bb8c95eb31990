import type { Level } from '#libs/logging';
import {
  Address,
  AllDatabasesOrNone,
  DevelopmentOnly,
  Issuer,
  NamesRole,
  Networks,
  OfForm,
  OneOf,
  OtherDatabaseThan,
  OtherRoleThan,
  POSTGRES,
  SameDatabaseAs,
  WholeNumber,
} from './rules';
import { EnvironmentVariable, variablesOf } from './variable';

/** Witnesses parted by spaces: `file:/folder`, `url:https://…`, `tlog:https://…#<vkey>`, `tsa:https://…`. */
const WITNESSES =
  /^(\s*(file:\/\S+|url:https?:\/\/\S+|tsa:https?:\/\/\S+|tlog:https?:\/\/[^#\s]+#[^+\s]+\+[0-9a-f]{8}\+\S+)(?=\s|$))*\s*$/;

const RUNS = ['both', 'api', 'projector'] as const;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly Level[];

/** `JWT`: that, and `at+jwt` too. */
const TOKEN_TYPES = ['at+jwt', 'JWT'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/**
 * The environment variables that Inzage reads, each as text, with what holds where it is not set. Everything that can
 * be set is here: what is refused and what is documented follow from it.
 */
export class Variables {
  @EnvironmentVariable({ meaning: 'Port of the HTTP API; 0 takes a free one.' })
  @WholeNumber(0, 65_535)
  PORT = '3000';

  @EnvironmentVariable({
    otherwise: '127.0.0.1; in production 0.0.0.0',
    meaning: 'Address that the HTTP API listens on.',
  })
  HOST?: string;

  @EnvironmentVariable({
    meaning:
      '`api` serves HTTP only, `projector` runs projections and timers only, `both` does both in one process.',
  })
  @OneOf(...RUNS)
  INZAGE_RUN: (typeof RUNS)[number] = 'both';

  @EnvironmentVariable({
    meaning:
      "Folder of the embedded PostgreSQL, the local issuer's keys and the lock against a second start.",
  })
  INZAGE_DATA_DIR = '.data';

  @EnvironmentVariable({
    otherwise: 'secrets.json in INZAGE_DATA_DIR',
    production: true,
    meaning:
      'File of the master key and the id secret, mode 0600. Lost means that all personal data is lost: back it up apart from the databases.',
  })
  INZAGE_SECRETS_FILE?: string;

  @EnvironmentVariable({
    otherwise: 'the embedded PostgreSQL',
    production: true,
    secret: true,
    meaning:
      "Database of log, records and register, by the service's own role: `postgres://role:password@host/database`.",
  })
  @SameDatabaseAs('DATABASE_ADMIN_URL')
  @OtherRoleThan('DATABASE_ADMIN_URL')
  @OtherDatabaseThan('KEYRING_URL')
  @NamesRole()
  @Address(...POSTGRES)
  @AllDatabasesOrNone()
  DATABASE_URL?: string;

  @EnvironmentVariable({
    otherwise: 'the embedded PostgreSQL',
    production: true,
    secret: true,
    meaning:
      'The same database by the role that owns it; migrates and rebuilds. Never the role of DATABASE_URL.',
  })
  @NamesRole()
  @Address(...POSTGRES)
  @AllDatabasesOrNone()
  DATABASE_ADMIN_URL?: string;

  @EnvironmentVariable({
    otherwise: 'the embedded PostgreSQL',
    production: true,
    secret: true,
    meaning:
      'Database of the keyring, by the role that owns it. Another database than that of DATABASE_URL, backed up apart.',
  })
  @NamesRole()
  @Address(...POSTGRES)
  @AllDatabasesOrNone()
  KEYRING_URL?: string;

  @EnvironmentVariable({
    secret: true,
    meaning: 'Connection string of EventStoreDB, where the log is to be there instead of in PostgreSQL.',
  })
  EVENTSTORE_URL?: string;

  @EnvironmentVariable({
    otherwise: 'a local issuer on loopback',
    production: true,
    meaning:
      'Issuer of the access tokens, as in their `iss`; https. Its keys are found by OpenID Connect Discovery.',
  })
  @Issuer()
  OIDC_ISSUER?: string;

  @EnvironmentVariable({
    meaning:
      'Audience that a token must name (`aud`). Its times (`exp`, `nbf`) are taken with a tolerance of five seconds, for clocks that differ.',
  })
  OIDC_AUDIENCE = 'urn:inzage:api';

  @EnvironmentVariable({
    meaning:
      'Public client of the issuer that people sign in with at `/console` and `/mijn-gegevens`: authorization code with PKCE, coming back to `/console/signed-in` and `/console/signed-in-silently`.',
  })
  OIDC_PAGE_CLIENT = 'console';

  @EnvironmentVariable({
    meaning: 'Claim that lists the roles; a path with dots, such as `realm_access.roles`.',
  })
  OIDC_ROLES_CLAIM = 'roles';

  @EnvironmentVariable({
    meaning:
      'Type that access tokens bear (`typ`): `at+jwt` (RFC 9068), or `JWT` for an issuer that says no more, such as Keycloak. With `JWT` both are accepted, and ID tokens are told apart by their audience and their own claims.',
  })
  @OneOf(...TOKEN_TYPES)
  OIDC_TOKEN_TYPE: TokenType = 'at+jwt';

  @EnvironmentVariable({
    otherwise: '`/metrics` is with the API on PORT; in production it is nowhere',
    meaning: 'Port of `/metrics` alone, for the monitoring to reach and nobody else; 0 takes a free one.',
  })
  @WholeNumber(0, 65_535)
  INZAGE_METRICS_PORT?: string;

  @EnvironmentVariable({
    meaning: 'Address that INZAGE_METRICS_PORT listens on. Numbers only are told there, but to whoever asks.',
  })
  INZAGE_METRICS_HOST = '127.0.0.1';

  @EnvironmentVariable({
    otherwise: 'PORT + 1 at the first start, then as it was',
    meaning: 'Port of the local issuer (development only).',
  })
  @WholeNumber(0, 65_535)
  INZAGE_ISSUER_PORT?: string;

  @EnvironmentVariable({
    otherwise: 'the catalogues that come with the program',
    meaning:
      'Folder of catalogues, `<version>.json` each: what a start publishes of them is never edited, a change is a new file. Once two officers have published a version, none is published any more.',
  })
  INZAGE_CATALOGUES?: string;

  @EnvironmentVariable({
    otherwise: 'signing.json in INZAGE_DATA_DIR',
    meaning:
      'File of the keys that sign checkpoints of the register, mode 0600. `npm run signing -- make` makes it; without it nothing is signed.',
  })
  INZAGE_SIGNING_FILE?: string;

  @EnvironmentVariable({
    otherwise: 'checkpoints in INZAGE_DATA_DIR',
    meaning:
      'Folder of the file to which every checkpoint is added, on another disk than the database. It also says which installation signs.',
  })
  INZAGE_CHECKPOINT_DIR?: string;

  @EnvironmentVariable({
    otherwise: 'inzage/ and the id of the log',
    meaning:
      'Origin of the checkpoints (C2SP tlog-checkpoint), taken once, with the first key: a name without spaces and plus signs.',
  })
  @OfForm(/^[^\s+\p{Z}\p{C}]+$/u, 'is not a name without spaces and plus signs')
  INZAGE_ORIGIN?: string;

  @EnvironmentVariable({
    otherwise: 'the id of the machine',
    meaning:
      'Name of the machine that signs, where it has no lasting one of its own, as containers have not.',
  })
  INZAGE_SIGNER?: string;

  @EnvironmentVariable({
    meaning:
      'Who else keeps the checkpoints, parted by spaces: `file:/folder`, `url:https://…` (PUT and GET), `tlog:https://…#<vkey>` (C2SP tlog-witness), `tsa:https://…` (RFC 3161 time stamps).',
  })
  @OfForm(WITNESSES, 'names a witness that has none of the forms that there are')
  INZAGE_WITNESSES = '';

  @EnvironmentVariable({
    meaning:
      'Networks that webhooks may go to though they are not public, by http too, in CIDR form and parted by spaces: `10.1.0.0/16`. Others are public addresses, by https.',
  })
  @Networks()
  INZAGE_WEBHOOK_NETWORKS = '';

  @EnvironmentVariable({ meaning: 'Bytes of a request body, at most.' })
  @WholeNumber(1_024, 64 * 1_024 * 1_024)
  INZAGE_BODY_LIMIT = '65536';

  @EnvironmentVariable({
    meaning: 'Requests that are worked on at once, at most; one more is answered 503 `queue-full`.',
  })
  @WholeNumber(1, 100_000)
  INZAGE_MAX_REQUESTS = '2000';

  @EnvironmentVariable({
    otherwise: 'half of INZAGE_MAX_REQUESTS',
    meaning:
      'Requests of one service at once, at most, those included whose body is still coming; one more is answered 429 `too-many-requests`.',
  })
  @WholeNumber(1, 1_000_000)
  INZAGE_MAX_REQUESTS_PER_SERVICE?: string;

  @EnvironmentVariable({ meaning: 'The same of one person, whichever client is used.' })
  @WholeNumber(1, 1_000_000)
  INZAGE_MAX_REQUESTS_PER_PERSON = '50';

  @EnvironmentVariable({
    meaning: 'Requests of one service a second, on the average of ten seconds; one more is answered 429.',
  })
  @WholeNumber(1, 1_000_000)
  INZAGE_RATE_PER_SERVICE = '10000';

  @EnvironmentVariable({ meaning: 'The same of one person.' })
  @WholeNumber(1, 1_000_000)
  INZAGE_RATE_PER_PERSON = '100';

  @EnvironmentVariable({
    meaning: 'Seconds in which a JSON body has to come, else 408 `body-too-slow`. An import has 15 minutes.',
  })
  @WholeNumber(1, 600)
  INZAGE_BODY_SECONDS = '10';

  @EnvironmentVariable({ meaning: 'How long accepted work may take to finish after SIGTERM or SIGINT.' })
  @WholeNumber(1, 3_600)
  INZAGE_SHUTDOWN_SECONDS = '20';

  @EnvironmentVariable({
    otherwise: 'the time of the machine',
    meaning:
      'File that sets the time (development only): an offset such as `+P3M` or an instant such as `2026-11-24T09:00:00Z`; read at each use.',
  })
  @DevelopmentOnly(": in production the time is the machine's.")
  INZAGE_CLOCK_FILE?: string;

  @EnvironmentVariable({
    meaning:
      'Step at which the process kills itself, such as `erasure:fenced` (development only, for tests of recovery).',
  })
  @DevelopmentOnly('.')
  INZAGE_CRASH_AT?: string;

  @EnvironmentVariable({
    meaning: 'Least level that is logged: `debug`, `info`, `warn`, `error` or `silent`.',
  })
  @OneOf(...LOG_LEVELS)
  LOG_LEVEL: Level = 'info';
}

export const VARIABLES = variablesOf(Variables);

/** The table of docs/configuration.md. */
export function variablesTable(): string {
  const rows = VARIABLES.map(variable => {
    const needed = variable.production ? 'needed' : '';
    const name = variable.secret ? `\`${variable.name}\` (\`_FILE\`)` : `\`${variable.name}\``;
    return `| ${name} | ${variable.otherwise ?? ''} | ${needed} | ${variable.meaning} |`;
  });
  return ['| variable | where not set | in production | meaning |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}
