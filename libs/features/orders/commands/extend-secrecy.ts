import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, IsDay } from '#libs/http/schema';
import { DomainError, type Day, type Uuid } from '#libs/kernel';
import { event, PURPOSE, requireThere, secrecyOn, type OrderOutcome, type OrderYields } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

@Example({ until: '2039-12-31', reason: 'The inquiry goes on.' })
export class ExtendSecrecyBody {
  @IsDay()
  readonly until!: Day;

  @Describe('Kept encrypted.')
  @IsString()
  @MinLength(1)
  @MaxLength(2000)
  readonly reason!: string;
}

/** The secrecy of an order goes on to a later last day. */
export class ExtendSecrecy extends Command<OrderOutcome<'SecrecyExtended'>> {
  constructor(
    readonly order: Uuid,
    readonly body: ExtendSecrecyBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Secrecy with an end goes on, while it still stands: what has come to be known stays known. */
export function decideExtend(
  state: OrderState,
  { until, reason }: ExtendSecrecyBody,
  { now }: Pick<DecisionContext, 'now'>,
): OrderYields<'SecrecyExtended'> {
  requireThere(state);
  const secrecy = secrecyOn(state, now);
  if (!secrecy) throw new DomainError('order-not-secret');
  if (secrecy.until === undefined || until <= secrecy.until)
    throw malformed({ pointer: '/until', rule: 'after-its-end' });
  return [event('SecrecyExtended', { until, sealed: new ToSeal(PURPOSE, 'matter', { reason }) })];
}

@CommandHandler(ExtendSecrecy)
export class ExtendSecrecyHandler implements ICommandHandler<ExtendSecrecy> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ order, body, context }: ExtendSecrecy) {
    return this.runner.run({
      stream: orderStreamOf(order),
      context,
      decide: (state, given) => decideExtend(state, body, given),
    });
  }
}
