import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  CommandRunner,
  type CommandContext,
  type DecisionContext,
  type Outcome,
  type Yields,
} from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { orderLookStream, orderOwner, type OrderLookEventData } from '../events';
import { orderPurpose } from '../guards';

/** An order is shown to the actor: recorded before it is (P09). The order is its own purpose. */
export class LookAtOrder extends Command<Outcome> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideLook({
  catalogue,
}: Pick<DecisionContext, 'catalogue'>): Yields<OrderLookEventData, 'OrderLooked'> {
  const { id: purpose, basis } = orderPurpose(catalogue);
  return [{ type: 'OrderLooked', data: { purpose, basis } }];
}

/** In a stream of its own: in the stream of whom the order concerns it would tell of the order. */
@CommandHandler(LookAtOrder)
export class LookAtOrderHandler implements ICommandHandler<LookAtOrder> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ order, context }: LookAtOrder) {
    return this.runner.note({ name: orderLookStream(order), owner: orderOwner(order) }, context, decideLook);
  }
}
