import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Clock, Uuid } from '#libs/kernel';
import type { Opened, Vault } from '#libs/vault';
import { orderPurpose, requireThere, type Registered } from './decisions';
import { ORDER_LOOK_VERSIONS, orderOwner, type OrderLookEventData } from './events';
import { orderStreamOf } from './state';

/**
 * Reads one order from its own stream, and records the look in a stream of its own: in the stream of whom it concerns it
 * would tell of the order. The order is its own purpose.
 */
export class Orders {
  constructor(
    private readonly runner: CommandRunner,
    private readonly vault: Pick<Vault, 'open'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` */
  async look(order: Uuid, context: CommandContext): Promise<{ state: Registered; opened: Opened }> {
    const { state } = await this.runner.load(orderStreamOf(order));
    requireThere(state);
    const opened = await this.vault.open(state.registered.event, state.registered.sealed);
    const { id: purpose, basis } = orderPurpose(this.catalogues.current(this.clock.now()));
    await this.runner.note<OrderLookEventData>(
      { name: `look-order-${order}`, owner: orderOwner(order) },
      context,
      ORDER_LOOK_VERSIONS,
      [{ type: 'OrderLooked', data: { purpose, basis } }],
    );
    return { state, opened };
  }
}
