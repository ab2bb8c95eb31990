import { Client } from 'pg';
import type { DatabaseUrls } from '#libs/database';

const OLDEST = 14;

/** Checks that each of the databases of an operator's own answers and is new enough, and names the one that is not. */
export async function checkDatabases(urls: DatabaseUrls): Promise<void> {
  const names = { service: 'DATABASE_URL', owner: 'DATABASE_ADMIN_URL', keyring: 'KEYRING_URL' } as const;
  for (const [key, name] of Object.entries(names)) {
    const client = new Client({
      connectionString: urls[key as keyof DatabaseUrls],
      connectionTimeoutMillis: 10_000,
      application_name: 'inzage start',
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ version: string }>(
        "select current_setting('server_version_num') as version",
      );
      const major = Math.floor(Number(rows[0]!.version) / 10_000);
      if (major < OLDEST) throw new Error(`PostgreSQL ${major} is too old: ${OLDEST} or newer is needed.`);
    } catch (error) {
      throw new Error(`The database of ${name} cannot be used: ${reason(error)}`, { cause: error });
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function reason(error: unknown): string {
  const { message, errors, code } = error as Error & { errors?: readonly Error[]; code?: string };
  return message || (errors ?? []).map(each => each.message).join('; ') || code || 'no answer';
}
