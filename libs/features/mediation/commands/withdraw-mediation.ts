import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { event, requireThere, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

@Example({ by: 'third-party' })
export class WithdrawMediationBody {
  @IsIn(['third-party'])
  readonly by!: 'third-party';
}

/** The third party does not seek contact any more. */
export class WithdrawMediation extends Command<MediationOutcome<'MediationEnded'>> {
  constructor(
    readonly mediation: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideWithdraw(state: MediationState): MediationYields<'MediationEnded'> {
  requireThere(state);
  return state.status === 'ended' ? [] : [event('MediationEnded', { outcome: 'withdrawn' })];
}

@CommandHandler(WithdrawMediation)
export class WithdrawMediationHandler implements ICommandHandler<WithdrawMediation> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, context }: WithdrawMediation) {
    return this.runner.run({ stream: mediationStreamOf(mediation), context, decide: decideWithdraw });
  }
}
