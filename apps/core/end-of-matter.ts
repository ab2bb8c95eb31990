import type { EndOfMatter } from '#libs/mediation';
import type { PostgresVault } from '#libs/vault';

/** Fences every key of a matter's owner, and the owner. Again is the same. */
export function endOfMatter(vault: Pick<PostgresVault, 'keysOf' | 'fence'>): EndOfMatter {
  return async owner => {
    const keys = await vault.keysOf(owner);
    await vault.fence(
      keys.map(({ key }) => key),
      { owner, whole: true },
    );
  };
}
