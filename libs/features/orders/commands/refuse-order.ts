import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { ORDER_REFUSALS, type OrderRefusal } from '../codes';
import { event, requireUndecided, type OrderOutcome, type OrderYields } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

@Example({ reason: 'too-wide' })
export class RefuseOrderBody {
  @IsIn(ORDER_REFUSALS)
  readonly reason!: OrderRefusal;
}

export class RefuseOrder extends Command<OrderOutcome<'OrderRefused'>> {
  constructor(
    readonly order: Uuid,
    readonly body: RefuseOrderBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideRefuse(state: OrderState, { reason }: RefuseOrderBody): OrderYields<'OrderRefused'> {
  if (state.status === 'refused') return [];
  requireUndecided(state);
  return [event('OrderRefused', { reason })];
}

@CommandHandler(RefuseOrder)
export class RefuseOrderHandler implements ICommandHandler<RefuseOrder> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ order, body, context }: RefuseOrder) {
    return this.runner.run({
      stream: orderStreamOf(order),
      context,
      decide: state => decideRefuse(state, body),
    });
  }
}
