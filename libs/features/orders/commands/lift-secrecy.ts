import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, requireThere, secrecyOn, type OrderOutcome, type OrderYields } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

/** From now on the subject finds the disclosure in their register. */
export class LiftSecrecy extends Command<OrderOutcome<'SecrecyLifted'>> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideLift(
  state: OrderState,
  _: unknown,
  { now }: Pick<DecisionContext, 'now'>,
): OrderYields<'SecrecyLifted'> {
  requireThere(state);
  if (!secrecyOn(state, now)) throw new DomainError('order-not-secret');
  return [event('SecrecyLifted', {})];
}

@CommandHandler(LiftSecrecy)
export class LiftSecrecyHandler implements ICommandHandler<LiftSecrecy> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ order, context }: LiftSecrecy) {
    return this.runner.run({
      stream: orderStreamOf(order),
      context,
      decide: (state, given) => decideLift(state, undefined, given),
    });
  }
}
