import { Client } from 'pg';
import { type Secrets } from '..';
import { until } from '../../../test/setup/until';
import { PostgresVault, type VaultOptions } from '../postgres';

/** Known secrets, for tests of stored bytes and of several processes on one keyring. */
export const TEST_SECRETS: Secrets = {
  masterKeys: [{ epoch: 1, key: Buffer.alloc(32, 0x01) }],
  idSecret: Buffer.alloc(32, 0x02),
  lookupKey: Buffer.alloc(32, 0x03),
};

export const TEST_LOG = '00000000-0000-8000-8000-000000000001';

export type TestVaultOptions = Partial<
  Pick<VaultOptions, 'logId' | 'logIsEmpty' | 'cacheMs' | 'cacheSize' | 'clock'> & {
    secrets: Secrets;
    secretsFile: string;
  }
>;

/** A vault on a fresh keyring, which is migrated, or one more on the same; with {@link TEST_SECRETS} unless told otherwise. */
export function testVault(keyringUrl: string, options: TestVaultOptions = {}): Promise<PostgresVault> {
  const defaults = { logId: TEST_LOG, logIsEmpty: true };
  const secrets = 'secretsFile' in options ? {} : { secrets: TEST_SECRETS };
  return PostgresVault.open({ ...defaults, ...secrets, ...options, keyringUrl } as VaultOptions);
}

/** SQL on a keyring behind the vault's back. */
export async function onKeyring<R>(keyringUrl: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new Client({ connectionString: keyringUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as R[];
  } finally {
    await client.end();
  }
}

/** Makes a migrated keyring as new. */
export async function emptyKeyring(keyringUrl: string): Promise<void> {
  await onKeyring(
    keyringUrl,
    'truncate identity, checks, keys, fences, barred_owners, lookups, actors, key_changes, epochs, processes cascade',
  );
}

/** Does something again and again until it ends otherwise; when (of `performance`) it last began with the first outcome. */
export async function lastTime(still: () => Promise<boolean>): Promise<number> {
  let last = 0;
  await until(
    async () => {
      const asked = performance.now();
      const is = await still();
      if (is) last = asked;
      return is;
    },
    is => !is,
  );
  return last;
}
