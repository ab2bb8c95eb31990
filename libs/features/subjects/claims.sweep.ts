import { Vault } from '#libs/vault';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Clock, DomainError } from '#libs/kernel';
import type { Sweep } from '#libs/timers';
import type { PostgresVault } from '#libs/vault/postgres';
import { ABANDONED_MS } from './claims';
import { SettleClaim } from './commands/settle-claim';

const AT_ONCE = 200;

/**
 * Ends claims whose command was interrupted, as their stream says: nobody should have to meet one to free a login name.
 */
@Injectable()
export class ClaimSweep implements Sweep {
  readonly name = 'pending-claims';
  readonly everyMs = 30_000;

  constructor(
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'pendingClaims'>,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - ABANDONED_MS);
    for (const { owner, ...pending } of await this.vault.pendingClaims(before, AT_ONCE)) {
      await this.commands.execute(new SettleClaim(owner, pending)).catch((error: unknown) => {
        // Somebody else is at it.
        if (!(error instanceof DomainError)) throw error;
      });
    }
  }
}
