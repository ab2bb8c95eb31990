import { VaultRefused } from '#libs/vault';
import type { Check } from '../check';
import { CODES, type Code } from '../codes';
import { finding, NotLookable, Tally } from '../findings';

/** Secrets, keyring and log belong together: the master key is the one that wrapped these keys. */
export const keyring: Check = {
  name: 'keyring and secrets',
  async run(world) {
    try {
      await world.openKeyring();
      return [];
    } catch (error) {
      if (error instanceof NotLookable) throw error;
      if (error instanceof VaultRefused && error.code in CODES)
        return [finding(error.code as Code, error.message)];
      return [finding('keyring-unreachable', error instanceof Error ? error.message : 'no answer')];
    }
  },
};

/** Every key of the keyring opens under the master key, in the place that it was made for. */
export const keys: Check = {
  name: 'keys unwrap',
  async run(world) {
    const tally = new Tally();
    for await (const key of (await world.keyring()).unreadable()) tally.add('key-unreadable', `key ${key}`);
    return tally.findings();
  },
};
