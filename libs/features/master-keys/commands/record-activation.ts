import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { event, stepOf, type EpochOutcome, type EpochYields } from '../guards';
import { EPOCHS, type EpochsState } from '../state';

/** The log says first that an epoch is active: whatever keyring is restored then, nothing is wrapped under an older one. */
export class RecordActivation extends Command<EpochOutcome<'EpochActivated'>> {
  constructor(readonly epoch: number) {
    super();
  }
}

export function decideActivated(
  state: EpochsState,
  { epoch }: { readonly epoch: number },
): EpochYields<'EpochActivated'> {
  return state.active >= epoch ? [] : [event('EpochActivated', { epoch })];
}

@CommandHandler(RecordActivation)
export class RecordActivationHandler implements ICommandHandler<RecordActivation> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'idFrom' | 'logId'>,
  ) {}

  execute({ epoch }: RecordActivation) {
    return this.runner.run({
      stream: EPOCHS,
      context: stepOf(this.vault, 'activated', epoch),
      decide: state => decideActivated(state, { epoch }),
    });
  }
}
