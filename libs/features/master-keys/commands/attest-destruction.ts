import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { event, type EpochOutcome, type EpochYields } from '../guards';
import { EPOCHS, type EpochsState } from '../state';

export class AttestDestructionAnswer {
  @IsIn(['stated', 'destroyed'])
  readonly state!: 'stated' | 'destroyed';
}

type Written = 'EpochDestructionStated' | 'EpochDestroyed';

/** An officer states that an epoch of the master key is destroyed in every copy. */
export class AttestDestruction extends Command<EpochOutcome<Written>> {
  constructor(
    readonly epoch: number,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Two officers state it, one after the other. Again by the same officer is the same.
 * @param context by: pseudonym of who states it; holders: processes that have the epoch in memory still
 * @throws DomainError `epoch-not-retired`, `epoch-still-held`
 */
export function decideAttest(
  state: EpochsState,
  { epoch }: { readonly epoch: number },
  { by, holders }: { readonly by: string; readonly holders: readonly string[] },
): EpochYields<Written> {
  const it = state.epochs[epoch];
  if (it?.destroyed || it?.stated?.by === by) return [];
  if (!it?.retired) throw new DomainError('epoch-not-retired');
  if (holders.length > 0) throw new DomainError('epoch-still-held', { processes: holders });
  if (!it.stated) return [event('EpochDestructionStated', { epoch })];
  return [event('EpochDestroyed', { epoch, statedBy: it.stated.by })];
}

@CommandHandler(AttestDestruction)
export class AttestDestructionHandler implements ICommandHandler<AttestDestruction> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'holdersOf'>,
  ) {}

  async execute({ epoch, context }: AttestDestruction) {
    const holders = await this.vault.holdersOf(epoch);
    return this.runner.run({
      stream: EPOCHS,
      context,
      decide: state => decideAttest(state, { epoch }, { by: context.actor.id, holders }),
    });
  }
}
