import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** Owner of the database: migrates. */
  readonly ownerUrl: string;
  /** The service's own role: only what migrations granted. */
  readonly serviceUrl: string;
  readonly serviceRole: string;
  /** A second database, owned by a role of its own. */
  readonly keyringUrl: string;
  /** Superuser on the first database, to provoke what nobody else may. */
  readonly superUrl: string;
  drop(): Promise<void>;
}

const admin = process.env.INZAGE_TEST_POSTGRES!;

function urlOf(database: string, user?: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  if (user) {
    url.username = user;
    url.password = user;
  }
  return url.toString();
}

async function asAdmin(...statements: string[]): Promise<void> {
  await on(admin, client => each(client, statements));
}

async function on<T>(url: string, act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

async function each(client: Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

const rolesOf = (id: string): [owner: string, service: string, keyring: string] => [
  `${id}_owner`,
  `${id}_service`,
  `${id}_keyring`,
];

function made(id: string, [owner, service, keyring]: readonly string[], drop: string[]): TestDatabase {
  return {
    ownerUrl: urlOf(id, owner),
    serviceUrl: urlOf(id, service),
    serviceRole: service!,
    keyringUrl: urlOf(`${id}_keys`, keyring),
    superUrl: urlOf(id),
    drop: () => asAdmin(`drop database ${id} with (force)`, `drop database ${id}_keys with (force)`, ...drop),
  };
}

const newId = (): string => `t${randomBytes(6).toString('hex')}`;

/** As files, not through the log of a server that is thrown away with the run: a third of the work. */
const COPIED = 'strategy file_copy';

/** A log database and a keyring database of this spec's own, empty, with the roles of a real installation. */
export async function freshDatabase(id = newId()): Promise<TestDatabase> {
  const roles = rolesOf(id);
  const [owner, , keyring] = roles;
  await asAdmin(
    ...roles.map(role => `create role ${role} login password '${role}'`),
    `create database ${id} owner ${owner} ${COPIED}`,
    `create database ${id}_keys owner ${keyring} ${COPIED}`,
  );
  return made(
    id,
    roles,
    roles.map(role => `drop role ${role}`),
  );
}

/** What all migrated databases of a run are copies of, and whose roles they have. */
const TEMPLATE = 'migrated';
/** Lock of the server under which one spec makes it. */
const LOCK = 0x7e57;

/**
 * Databases of this spec's own as all migrations of this version leave them, with a log of its own in them. The roles are
 * those of all such databases: who changes a role takes {@link freshDatabase}.
 */
export async function migratedDatabase(): Promise<TestDatabase> {
  await on(admin, makeTemplate);
  const [id, roles] = [newId(), rolesOf(TEMPLATE)];
  const [owner, , keyring] = roles;
  await asAdmin(
    `create database ${id} template ${TEMPLATE} owner ${owner} ${COPIED}`,
    `create database ${id}_keys template ${TEMPLATE}_keys owner ${keyring} ${COPIED}`,
  );
  await on(urlOf(id), log => log.query('update log set id = gen_random_uuid(), mark = gen_random_uuid()'));
  return made(id, roles, []);
}

/** Once in a run, by whoever is first. */
async function makeTemplate(server: Client): Promise<void> {
  const found = `select from pg_database where datname = '${TEMPLATE}' and datistemplate`;
  if ((await server.query(found)).rowCount === 1) return;
  await server.query(`select pg_advisory_lock(${LOCK})`); // Until the connection ends.
  if ((await server.query(found)).rowCount === 1) return;
  const [{ migrateAll }, { FEATURES }] = await Promise.all([
    import('#libs/platform/beside'),
    import('#libs/features'),
  ]);
  const { ownerUrl, serviceUrl, keyringUrl } = await freshDatabase(TEMPLATE);
  await migrateAll({ owner: ownerUrl, service: serviceUrl, keyring: keyringUrl }, FEATURES);
  await server.query(`alter database ${TEMPLATE} is_template true`);
}
