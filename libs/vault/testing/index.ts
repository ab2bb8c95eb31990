import { migrateKeyring, PostgresVault, type Secrets, type VaultOptions } from '..';

/** Known secrets, for tests of stored bytes and of several processes on one keyring. */
export const TEST_SECRETS: Secrets = {
  masterKeys: [{ epoch: 1, key: Buffer.alloc(32, 0x01) }],
  idSecret: Buffer.alloc(32, 0x02),
  lookupKey: Buffer.alloc(32, 0x03),
};

export const TEST_LOG = '00000000-0000-8000-8000-000000000001';

/** A vault on a fresh keyring (or one more on the same), migrated, with {@link TEST_SECRETS} unless told otherwise. */
export async function testVault(
  keyringUrl: string,
  options: Partial<Omit<VaultOptions, 'keyringUrl'>> = {},
): Promise<PostgresVault> {
  await migrateKeyring(keyringUrl);
  const defaults = { logId: TEST_LOG, logIsEmpty: true };
  const secrets = 'secretsFile' in options ? {} : { secrets: TEST_SECRETS };
  return PostgresVault.open({ ...defaults, ...secrets, ...options, keyringUrl } as VaultOptions);
}
