import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { event, requireUndecided, type OrderOutcome, type OrderYields } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

/** The body that gave an order takes it back. */
export class WithdrawOrder extends Command<OrderOutcome<'OrderWithdrawn'>> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideWithdraw(state: OrderState): OrderYields<'OrderWithdrawn'> {
  if (state.status === 'withdrawn') return [];
  requireUndecided(state);
  return [event('OrderWithdrawn', {})];
}

@CommandHandler(WithdrawOrder)
export class WithdrawOrderHandler implements ICommandHandler<WithdrawOrder> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ order, context }: WithdrawOrder) {
    return this.runner.run({ stream: orderStreamOf(order), context, decide: decideWithdraw });
  }
}
