import type { CommandRunner } from '#libs/commands';
import type { PostgresVault } from '#libs/vault/postgres';
import { EPOCHS, type EpochsState } from './state';
import { wanting, type Wanted } from './wanting';

/** What the log says of the epochs of the master key, and what follows from it. */
export class MasterKeys {
  constructor(
    private readonly runner: CommandRunner,
    private readonly vault: PostgresVault,
  ) {}

  async state(): Promise<EpochsState> {
    return (await this.runner.load(EPOCHS)).state;
  }

  /** Before anything is served: a keyring from before a rotation is told which epoch is active. @throws VaultRefused */
  async restore(): Promise<void> {
    await this.vault.activateEpoch((await this.state()).active);
  }

  /** What is still wanting before what was wrapped under epochs up to this one is irrecoverable. */
  async wanting(highest: number): Promise<Wanted[]> {
    const state = await this.state();
    return wanting(state, {
      highest,
      // The log knows before this process has asked the keyring.
      active: Math.max(state.active, this.vault.epoch),
      fingerprints: await this.vault.fingerprintsUntil(),
    });
  }
}
