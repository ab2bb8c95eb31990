import { DomainError, type Clock } from '#libs/kernel';
import type { Sweep } from '#libs/timers';
import type { PostgresVault } from '#libs/vault';
import { ABANDONED_MS, type Claims } from './claims';

const AT_ONCE = 200;

/**
 * Ends claims whose command was interrupted, as their stream says: nobody should have to meet one to free a login name.
 */
export function claimSweep(
  vault: Pick<PostgresVault, 'pendingClaims'>,
  claims: Pick<Claims, 'settlePending'>,
  clock: Clock,
): Sweep {
  return {
    name: 'pending-claims',
    everyMs: 30_000,
    async run() {
      const before = new Date(clock.now().getTime() - ABANDONED_MS);
      for (const { owner, ...pending } of await vault.pendingClaims(before, AT_ONCE)) {
        await claims.settlePending(owner, pending).catch((error: unknown) => {
          // Somebody else is at it.
          if (!(error instanceof DomainError)) throw error;
        });
      }
    },
  };
}
