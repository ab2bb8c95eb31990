import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type Given } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Holders, lookupForm, parseDomainName, parseLogin, subjectStreamOf } from '#libs/features/subjects';
import type { Parsed } from '#libs/features/subjects';
import { OrderCommand, type OrderBodies, type OrderOutcome } from './command';
import { Coverage } from './covered';
import {
  decideApprove,
  decideDisclose,
  decideExtendSecrecy,
  decideLift,
  decideRefuse,
  decideRegister,
  decideWithdraw,
  requireDisclosable,
  type Covered,
  type OrderDecided,
  type RegisterOrder,
} from './decisions';
import { type OrderEventData } from './events';
import { orderStreamOf, type OrderState } from './state';

/** Carries out every command on an order: finds whom it concerns or what it covers, decides, appends. */
@CommandHandler(OrderCommand)
export class OrderCommandHandler implements ICommandHandler<OrderCommand, OrderOutcome> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly holders: Holders,
    private readonly coverage: Coverage,
  ) {}

  async execute({ name, order, body, context }: OrderCommand): Promise<OrderOutcome> {
    return this.runner.run<OrderState, OrderEventData>({
      stream: orderStreamOf(order),
      context,
      decide: async (state, given): Promise<readonly OrderDecided[]> => {
        switch (name) {
          case 'register':
            return this.register(state, body as RegisterOrder, given);
          case 'approve':
            return decideApprove(state, context.actor.id);
          case 'refuse':
            return decideRefuse(state, body as OrderBodies['refuse']);
          case 'withdraw':
            return decideWithdraw(state);
          case 'disclose':
            requireDisclosable(state);
            return decideDisclose(state, given, await this.covered(state));
          case 'lift-secrecy':
            return decideLift(state, given);
          case 'extend-secrecy':
            return decideExtendSecrecy(state, body as OrderBodies['extend-secrecy'], given);
        }
      },
    });
  }

  private async register(state: OrderState, body: RegisterOrder, given: Given): Promise<OrderDecided[]> {
    const { subjects = [], domains = [], logins = [] } = body.concerns;
    const found = new Set<Uuid>();
    for (const subject of subjects) {
      const { state: known } = await this.runner.load(subjectStreamOf(subject));
      if (known.kind === undefined) throw new DomainError('order-subject-unknown');
      found.add(subject);
    }
    const sought = [
      ...domains.map(text => ['domain-holder', parsed(parseDomainName(text), '/concerns/domains')] as const),
      ...logins.map(
        text => ['login', lookupForm('login', parsed(parseLogin(text), '/concerns/logins'))] as const,
      ),
    ];
    for (const [kind, value] of sought) {
      const holders = await this.holders.all(kind, value);
      if (holders.length === 0) throw new DomainError('order-subject-unknown');
      for (const holder of holders) found.add(holder);
    }
    return decideRegister(state, body, given, this.catalogues.current(given.now), [...found]);
  }

  private async covered(state: OrderState): Promise<Map<Uuid, Covered>> {
    const covered = new Map<Uuid, Covered>();
    for (const subject of state.subjects)
      covered.set(subject, await this.coverage.of(subject, state.fields, state.period));
    return covered;
  }
}

function parsed<T>(result: Parsed<T>, pointer: string): T {
  if (result.ok) return result.value;
  throw new DomainError('malformed-value', { errors: [{ pointer, rule: result.rule }] });
}
