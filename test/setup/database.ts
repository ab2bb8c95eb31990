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
  const client = new Client({ connectionString: admin });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A log database and a keyring database of this spec's own, empty, with the roles of a real installation. */
export async function freshDatabase(): Promise<TestDatabase> {
  const id = `t${randomBytes(6).toString('hex')}`;
  const [owner, service, keyring] = [`${id}_owner`, `${id}_service`, `${id}_keyring`];
  await asAdmin(
    ...[owner, service, keyring].map(role => `create role ${role} login password '${role}'`),
    `create database ${id} owner ${owner}`,
    `create database ${id}_keys owner ${keyring}`,
  );
  return {
    ownerUrl: urlOf(id, owner),
    serviceUrl: urlOf(id, service),
    serviceRole: service,
    keyringUrl: urlOf(`${id}_keys`, keyring),
    superUrl: urlOf(id),
    drop: () =>
      asAdmin(
        `drop database ${id} with (force)`,
        `drop database ${id}_keys with (force)`,
        ...[owner, service, keyring].map(role => `drop role ${role}`),
      ),
  };
}
