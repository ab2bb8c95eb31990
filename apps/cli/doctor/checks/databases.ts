import { Client } from 'pg';
import type { DatabaseUrls } from '#libs/database';
import type { Check } from '../check';
import { Tally } from '../findings';

const NAMES = { service: 'DATABASE_URL', owner: 'DATABASE_ADMIN_URL', keyring: 'KEYRING_URL' } as const;

/** Each database lets its role in and answers. */
export const databases: Check = {
  name: 'databases',
  async run({ urls }) {
    const tally = new Tally();
    for (const [key, name] of Object.entries(NAMES)) {
      const reason = await unreachable(urls[key as keyof DatabaseUrls]);
      if (reason === undefined) continue;
      tally.add(key === 'keyring' ? 'keyring-unreachable' : 'database-unreachable', `${name}: ${reason}`);
    }
    return tally.findings();
  },
};

async function unreachable(url: string): Promise<string | undefined> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
    application_name: 'inzage doctor',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    // SQLSTATE or the system's code: a message can quote the address.
    return (error as { code?: string }).code ?? 'no answer';
  } finally {
    await client.end().catch(() => undefined);
  }
}
