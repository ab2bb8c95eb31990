import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { event, stepOf, type EpochOutcome, type EpochYields } from '../guards';
import { EPOCHS, type EpochsState } from '../state';

/** No row of the keyring needs an epoch any more, and it was taken out of the secrets file. */
export class RecordRetirement extends Command<EpochOutcome<'EpochRetired'>> {
  constructor(readonly epoch: number) {
    super();
  }
}

export function decideRetired(
  state: EpochsState,
  { epoch }: { readonly epoch: number },
): EpochYields<'EpochRetired'> {
  return state.epochs[epoch]?.retired ? [] : [event('EpochRetired', { epoch })];
}

@CommandHandler(RecordRetirement)
export class RecordRetirementHandler implements ICommandHandler<RecordRetirement> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'idFrom' | 'logId'>,
  ) {}

  execute({ epoch }: RecordRetirement) {
    return this.runner.run({
      stream: EPOCHS,
      context: stepOf(this.vault, 'retired', epoch),
      decide: state => decideRetired(state, { epoch }),
    });
  }
}
