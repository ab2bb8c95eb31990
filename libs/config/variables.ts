/** An environment variable that Inzage reads. Everything that can be set is here; the documentation follows from it. */
export interface Variable {
  readonly name: string;
  /** What holds where it is not set, as text; absent: nothing does. */
  readonly otherwise?: string;
  /** Must be set in the production profile. */
  readonly production?: true;
  /** Holds a password: the variable of that name with `_FILE` names a file that has it instead. */
  readonly secret?: true;
  readonly meaning: string;
}

export const VARIABLES = [
  { name: 'PORT', otherwise: '3000', meaning: 'Port of the HTTP API; 0 takes a free one.' },
  {
    name: 'HOST',
    otherwise: '127.0.0.1; in production 0.0.0.0',
    meaning: 'Address that the HTTP API listens on.',
  },
  {
    name: 'INZAGE_RUN',
    otherwise: 'both',
    meaning:
      '`api` serves HTTP only, `projector` runs projections and timers only, `both` does both in one process.',
  },
  {
    name: 'INZAGE_DATA_DIR',
    otherwise: '.data',
    meaning:
      "Folder of the embedded PostgreSQL, the local issuer's keys and the lock against a second start.",
  },
  {
    name: 'INZAGE_SECRETS_FILE',
    otherwise: 'secrets.json in INZAGE_DATA_DIR',
    production: true,
    meaning:
      'File of the master key and the id secret, mode 0600. Lost means that all personal data is lost: back it up apart from the databases.',
  },
  {
    name: 'DATABASE_URL',
    secret: true,
    otherwise: 'the embedded PostgreSQL',
    production: true,
    meaning:
      "Database of log, records and register, by the service's own role: `postgres://role:password@host/database`.",
  },
  {
    name: 'DATABASE_ADMIN_URL',
    secret: true,
    otherwise: 'the embedded PostgreSQL',
    production: true,
    meaning:
      'The same database by the role that owns it; migrates and rebuilds. Never the role of DATABASE_URL.',
  },
  {
    name: 'KEYRING_URL',
    secret: true,
    otherwise: 'the embedded PostgreSQL',
    production: true,
    meaning:
      'Database of the keyring, by the role that owns it. Another database than that of DATABASE_URL, backed up apart.',
  },
  {
    name: 'EVENTSTORE_URL',
    secret: true,
    meaning: 'Connection string of EventStoreDB, where the log is to be there instead of in PostgreSQL.',
  },
  {
    name: 'OIDC_ISSUER',
    otherwise: 'a local issuer on loopback',
    production: true,
    meaning:
      'Issuer of the access tokens, as in their `iss`; https. Its keys are found by OpenID Connect Discovery.',
  },
  { name: 'OIDC_AUDIENCE', otherwise: 'urn:inzage:api', meaning: 'Audience that a token must name (`aud`).' },
  {
    name: 'OIDC_ROLES_CLAIM',
    otherwise: 'roles',
    meaning: 'Claim that lists the roles; a path with dots, such as `realm_access.roles`.',
  },
  {
    name: 'OIDC_TOKEN_TYPE',
    otherwise: 'at+jwt',
    meaning:
      'Type that access tokens bear (`typ`): `at+jwt` (RFC 9068), or `JWT` for an issuer that says no more, such as Keycloak. ' +
      'With `JWT` both are accepted, and ID tokens are told apart by their audience and their own claims.',
  },
  {
    name: 'INZAGE_METRICS_PORT',
    otherwise: '`/metrics` is with the API on PORT; in production it is nowhere',
    meaning: 'Port of `/metrics` alone, for the monitoring to reach and nobody else; 0 takes a free one.',
  },
  {
    name: 'INZAGE_METRICS_HOST',
    otherwise: '127.0.0.1',
    meaning: 'Address that INZAGE_METRICS_PORT listens on. Numbers only are told there, but to whoever asks.',
  },
  {
    name: 'INZAGE_ISSUER_PORT',
    otherwise: 'PORT + 1 at the first start, then as it was',
    meaning: 'Port of the local issuer (development only).',
  },
  {
    name: 'INZAGE_CATALOGUES',
    otherwise: 'the catalogues that come with the program',
    meaning:
      'Folder of catalogues, `<version>.json` each: what a start publishes of them is never edited, a change is a new file.',
  },
  { name: 'INZAGE_BODY_LIMIT', otherwise: '65536', meaning: 'Bytes of a request body, at most.' },
  {
    name: 'INZAGE_MAX_REQUESTS',
    otherwise: '2000',
    meaning: 'Requests that are worked on at once, at most; one more is answered 503 `queue-full`.',
  },
  {
    name: 'INZAGE_SHUTDOWN_SECONDS',
    otherwise: '20',
    meaning: 'How long accepted work may take to finish after SIGTERM or SIGINT.',
  },
  {
    name: 'INZAGE_CLOCK_FILE',
    otherwise: 'the time of the machine',
    meaning:
      'File that sets the time (development only): an offset such as `+P3M` or an instant such as `2026-11-24T09:00:00Z`; read at each use.',
  },
  {
    name: 'INZAGE_CRASH_AT',
    meaning:
      'Step at which the process kills itself, such as `erasure:fenced` (development only, for tests of recovery).',
  },
  {
    name: 'LOG_LEVEL',
    otherwise: 'info',
    meaning: 'Least level that is logged: `debug`, `info`, `warn`, `error` or `silent`.',
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];

/** The table of docs/configuration.md. */
export function variablesTable(): string {
  const rows = VARIABLES.map((variable: Variable) => {
    const needed = variable.production ? 'needed' : '';
    const name = variable.secret ? `\`${variable.name}\` (\`_FILE\`)` : `\`${variable.name}\``;
    return `| ${name} | ${variable.otherwise ?? ''} | ${needed} | ${variable.meaning} |`;
  });
  return ['| variable | where not set | in production | meaning |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}
