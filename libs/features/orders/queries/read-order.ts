import { Inject } from '@nestjs/common';
import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Vault, type Opened } from '#libs/vault';
import { LookAtOrder } from '../commands/look-at-order';
import { isConfirmedNow } from '../grounds';
import { requireThere, type Registered } from '../guards';
import { orderStreamOf } from '../state';

export interface OpenedOrder {
  readonly state: Registered;
  /** What is sealed with it: first its own text, then the reason of each extension. */
  readonly opened: readonly Opened[];
  /** Whether somebody read the law that it rests on. */
  readonly groundConfirmed: boolean;
}

/** Shows an order from its own stream, which is never behind; that is a look at it (P09). */
export class ReadOrder extends Query<OpenedOrder> {
  constructor(
    readonly order: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadOrder)
export class ReadOrderHandler implements IQueryHandler<ReadOrder> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly commands: CommandBus,
  ) {}

  /** @throws DomainError `not-found` */
  async execute({ order, context }: ReadOrder): Promise<OpenedOrder> {
    const { state } = await this.runner.load(orderStreamOf(order));
    requireThere(state);
    const sealed = [state.registered, ...state.extensions];
    const opened = await this.vault.openAll(
      sealed.map(each => ({ eventId: each.event, envelope: each.sealed })),
    );
    await this.commands.execute(new LookAtOrder(order, context));
    return { state, opened, groundConfirmed: await isConfirmedNow(this.runner, state) };
  }
}
