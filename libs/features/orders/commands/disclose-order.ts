import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Nested } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { DisclosedToBody } from '../answers';
import { Coverage, type Covered } from '../coverage';
import { isConfirmedNow } from '../grounds';
import {
  event,
  requireConfirmed,
  requireUndecided,
  secrecyOn,
  type OrderOutcome,
  type OrderYields,
  type Registered,
} from '../guards';
import { orderStreamOf, type OrderState } from '../state';

export class DiscloseOrderAnswer {
  @Nested(() => DisclosedToBody, { each: true })
  readonly disclosed!: readonly DisclosedToBody[];

  @Describe(
    'Names of the order that nobody here has: of these nothing is held. Absent where the order names none.',
  )
  @IsOptional()
  @IsString({ each: true })
  readonly unknown?: readonly string[];
}

/** Carries an approved order out, once (P16). */
export class DiscloseOrder extends Command<OrderOutcome<'OrderDisclosed'>> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * For each subject what the order's scope covers, no more; whole, and once.
 * @param context covered: what is held of each subject within the scope; confirmed: whether somebody read the law
 */
export function decideDisclose(
  state: OrderState,
  _: unknown,
  {
    now,
    covered,
    confirmed,
  }: Pick<DecisionContext, 'now'> & {
    readonly covered: ReadonlyMap<Uuid, Covered>;
    readonly confirmed: boolean;
  },
): OrderYields<'OrderDisclosed'> {
  requireDisclosable(state, confirmed);
  const { body, ground, purpose, basis } = state.registered;
  const secrecy = secrecyOn(state, now);
  return state.subjects.map(subject =>
    event('OrderDisclosed', {
      subject,
      body,
      ground,
      purpose,
      basis,
      values: covered.get(subject)?.values ?? [],
      signIns: covered.get(subject)?.signIns ?? [],
      ...(secrecy && { secrecy }),
    }),
  );
}

function requireDisclosable(state: OrderState, confirmed: boolean): asserts state is Registered {
  requireUndecided(state);
  if (state.status !== 'approved') throw new DomainError('order-not-approved');
  requireConfirmed(state, confirmed);
}

@CommandHandler(DiscloseOrder)
export class DiscloseOrderHandler implements ICommandHandler<DiscloseOrder> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly coverage: Coverage,
  ) {}

  execute({ order, context }: DiscloseOrder) {
    return this.runner.run({
      stream: orderStreamOf(order),
      context,
      decide: async (state, given) => {
        const confirmed = await isConfirmedNow(this.runner, state);
        // Nothing of a subject is opened for an order that is not carried out.
        requireDisclosable(state, confirmed);
        return decideDisclose(state, undefined, { ...given, covered: await this.covered(state), confirmed });
      },
    });
  }

  private async covered({ subjects, fields, period }: OrderState): Promise<Map<Uuid, Covered>> {
    const covered = new Map<Uuid, Covered>();
    for (const subject of subjects) covered.set(subject, await this.coverage.of(subject, fields, period));
    return covered;
  }
}
