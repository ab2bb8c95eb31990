import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { isConfirmedNow } from '../grounds';
import { event, requireConfirmed, requireUndecided, type OrderOutcome, type OrderYields } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

/** A second officer approves what another registered (P16). */
export class ApproveOrder extends Command<OrderOutcome<'OrderApproved'>> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context by: pseudonym of who approves; confirmed: whether somebody read the law that the order rests on */
export function decideApprove(
  state: OrderState,
  _: unknown,
  { by, confirmed }: { readonly by: string; readonly confirmed: boolean },
): OrderYields<'OrderApproved'> {
  requireUndecided(state);
  if (state.status === 'approved') return [];
  if (state.registered.by === by) throw new DomainError('second-officer-needed');
  requireConfirmed(state, confirmed);
  return [event('OrderApproved', {})];
}

@CommandHandler(ApproveOrder)
export class ApproveOrderHandler implements ICommandHandler<ApproveOrder> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ order, context }: ApproveOrder) {
    return this.runner.run({
      stream: orderStreamOf(order),
      context,
      decide: async state =>
        decideApprove(state, undefined, {
          by: context.actor.id,
          confirmed: await isConfirmedNow(this.runner, state),
        }),
    });
  }
}
