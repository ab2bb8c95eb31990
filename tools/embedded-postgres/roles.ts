import { Client } from 'pg';
import type { DatabaseUrls } from '#libs/database';
import type { Place } from './place';

const ROLES = { owner: 'inzage_owner', service: 'inzage_service', keyring: 'inzage_keyring' } as const;
const LOG = 'inzage';
const KEYRING = 'inzage_keyring';

export function databaseUrls({ port, passwords }: Pick<Place, 'port' | 'passwords'>): DatabaseUrls {
  const url = (role: keyof typeof ROLES, database: string): string =>
    `postgres://${ROLES[role]}:${passwords[role]}@127.0.0.1:${port}/${database}`;
  return { service: url('service', LOG), owner: url('owner', LOG), keyring: url('keyring', KEYRING) };
}

export const superuserUrl = ({ port, passwords }: Place): string =>
  `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/postgres`;

/** Makes the roles and databases that are missing. Passwords are those of `postgres.json`, also for roles that are there. */
export async function makeDatabases(place: Place): Promise<void> {
  const client = new Client({ connectionString: superuserUrl(place), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw new Error(
      `The database in ${place.folder} has other passwords than postgres.json of the data folder: the two do not belong together.`,
    );
  }
  try {
    for (const [key, role] of Object.entries(ROLES)) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
      const password = client.escapeLiteral(place.passwords[key as keyof typeof ROLES]);
      await client.query(
        `${rowCount ? 'alter' : 'create'} role ${role} login nosuperuser nocreatedb nocreaterole password ${password}`,
      );
    }
    for (const [name, owner] of [
      [LOG, ROLES.owner],
      [KEYRING, ROLES.keyring],
    ] as const) {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
      if (!rowCount) await client.query(`create database ${name} owner ${owner}`);
      await client.query(`revoke connect, temporary on database ${name} from public`);
    }
    await client.query(`grant connect on database ${LOG} to ${ROLES.service}`);
  } finally {
    await client.end();
  }
}
