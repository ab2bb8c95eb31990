import { Client } from 'pg';
import { PostgresVault } from '#libs/vault/postgres';

/**
 * One more that has the keyring of a service open, in this process.
 * @param stays it is counted among the processes that have the master key, and follows its rotations
 */
export async function openVault(
  keyringUrl: string,
  secretsFile: string,
  stays = false,
): Promise<PostgresVault> {
  const client = new Client({ connectionString: keyringUrl });
  await client.connect();
  const { rows } = await client.query<{ log: string }>('select log from identity');
  await client.end();
  return PostgresVault.open({ keyringUrl, secretsFile, logId: rows[0]!.log, logIsEmpty: false, stays });
}
