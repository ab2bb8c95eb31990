import { type CommandRunner, type CommandContext, type RunOutcome, type StreamOf } from '#libs/commands';
import { type PostgresVault } from '#libs/vault/postgres';
import { EPOCH_STREAM, type EpochEventData } from './events';
import {
  decideActivated,
  decideAttest,
  decideRetired,
  epochsFold,
  wanting,
  type EpochsState,
  type Wanted,
} from './state';

const STREAM: StreamOf<EpochsState, EpochEventData> = {
  name: EPOCH_STREAM,
  owner: EPOCH_STREAM,
  fold: epochsFold,
};

/** What the log says of the epochs of the master key, and what follows from it. */
export class MasterKeys {
  constructor(
    private readonly runner: CommandRunner,
    private readonly vault: PostgresVault,
  ) {}

  async state(): Promise<EpochsState> {
    return (await this.runner.load(STREAM)).state;
  }

  /** Before anything is served: a keyring from before a rotation is told which epoch is active. @throws VaultRefused */
  async restore(): Promise<void> {
    await this.vault.activateEpoch((await this.state()).active);
  }

  /** The log says first that an epoch is active: whatever keyring is restored then, nothing is wrapped under an older one. */
  async activated(epoch: number): Promise<void> {
    await this.run('activated', epoch, state => decideActivated(state, epoch));
  }

  async retired(epoch: number): Promise<void> {
    await this.run('retired', epoch, state => decideRetired(state, epoch));
  }

  /** @throws DomainError `epoch-not-retired`, `epoch-still-held` */
  async attest(epoch: number, context: CommandContext): Promise<RunOutcome<EpochsState>> {
    const holders = await this.vault.holdersOf(epoch);
    return this.runner.run<EpochsState, EpochEventData>({
      stream: STREAM,
      context,
      decide: state => decideAttest(state, epoch, context.actor.id, holders),
    });
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

  private async run(
    step: string,
    epoch: number,
    decide: (state: EpochsState) => ReturnType<typeof decideActivated>,
  ): Promise<void> {
    await this.runner.run<EpochsState, EpochEventData>({
      stream: STREAM,
      context: {
        commandId: this.vault.idFrom(this.vault.logId, `epoch-${step}`, epoch),
        actor: { role: 'system', id: 'keys' },
        dryRun: false,
      },
      decide,
    });
  }
}
