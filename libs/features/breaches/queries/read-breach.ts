import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { Clock, type Uuid } from '#libs/kernel';
import type { Breach } from '../answers';
import { Breaches } from '../breaches';
import { LookAtBreach } from '../commands/look-at-breach';
import { shownOf } from '../shown';

/** Shows a breach with what officers wrote, which is a look at it (P09). */
export class ReadBreach extends Query<Breach> {
  constructor(
    readonly breach: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadBreach)
export class ReadBreachHandler implements IQueryHandler<ReadBreach> {
  constructor(
    private readonly breaches: Breaches,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` */
  async execute({ breach, context }: ReadBreach): Promise<Breach> {
    const opened = await this.breaches.open(breach);
    await this.commands.execute(new LookAtBreach(breach, 'breach', context));
    return shownOf(opened, this.clock.now());
  }
}
