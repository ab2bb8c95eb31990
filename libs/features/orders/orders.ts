import { Inject, Injectable } from '@nestjs/common';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Clock, type Uuid } from '#libs/kernel';
import { type Opened, Vault } from '#libs/vault';
import { orderPurpose, requireThere, type Registered } from './decisions';
import { orderOwner, type OrderLookEventData } from './events';
import { orderStreamOf } from './state';

/**
 * Reads one order from its own stream, and records the look in a stream of its own: in the stream of whom it concerns it
 * would tell of the order. The order is its own purpose.
 */
@Injectable()
export class Orders {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the order, and what is sealed with it: first its own text, then the reason of each extension
   * @throws DomainError `not-found`
   */
  async look(
    order: Uuid,
    context: CommandContext,
  ): Promise<{ state: Registered; opened: readonly Opened[] }> {
    const { state } = await this.runner.load(orderStreamOf(order));
    requireThere(state);
    const opened = await this.vault.openAll(
      [state.registered, ...state.extensions].map(({ event, sealed }) => ({
        eventId: event,
        envelope: sealed,
      })),
    );
    const { id: purpose, basis } = orderPurpose(this.catalogues.current(this.clock.now()));
    await this.runner.note<OrderLookEventData>(
      { name: `look-order-${order}`, owner: orderOwner(order) },
      context,
      [{ type: 'OrderLooked', data: { purpose, basis } }],
    );
    return { state, opened };
  }
}
